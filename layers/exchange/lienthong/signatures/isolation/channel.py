"""How parent and child talk: length-prefixed frames over a socket pair, files handed over as descriptors.

JSON and raw bytes only: a child that a hostile file took over can at worst lie about that file.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

_PREFIX = struct.Struct(">I")
_MOST = 512 * 1024 * 1024


class ChannelClosed(Exception):
    """The other side is gone."""


def send(channel: socket.socket, message: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """One message and the byte strings that belong to it.

    Raises:
        ChannelClosed: nobody listens any more.
    """
    head = json.dumps({"message": message, "blobs": [len(blob) for blob in blobs]}).encode()
    try:
        channel.sendall(_PREFIX.pack(len(head)) + head)
        for blob in blobs:
            channel.sendall(blob)
    except (BrokenPipeError, ConnectionResetError) as fault:
        raise ChannelClosed from fault


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[bytes]]:
    """The next message.

    Raises:
        ChannelClosed: the other side ended, or sent what is no message.
        TimeoutError: the socket's time-out passed.
    """
    head = _read_json(_exactly(channel, _PREFIX.unpack(_exactly(channel, _PREFIX.size))[0]))
    return head["message"], [_exactly(channel, length) for length in head["blobs"]]


def send_files(channel: socket.socket, descriptors: Sequence[int]) -> None:
    """Hand over open files (SCM_RIGHTS); the receiver gets descriptors of its own."""
    try:
        socket.send_fds(channel, [b"F"], list(descriptors))
    except (BrokenPipeError, ConnectionResetError) as fault:
        raise ChannelClosed from fault


def receive_files(channel: socket.socket, count: int) -> list[int]:
    """The descriptors that :func:`send_files` handed over.

    Raises:
        ChannelClosed: none came.
    """
    marker, descriptors, _, _ = socket.recv_fds(channel, 1, count)
    if marker != b"F" or len(descriptors) != count:
        for descriptor in descriptors:
            os.close(descriptor)
        raise ChannelClosed
    return list(descriptors)


def _exactly(channel: socket.socket, length: int) -> bytes:
    if length > _MOST:
        raise ChannelClosed
    parts, missing = [], length
    while missing:
        try:
            part = channel.recv(min(missing, 1024 * 1024))
        except ConnectionResetError as fault:
            raise ChannelClosed from fault
        if not part:
            raise ChannelClosed
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _read_json(encoded: bytes) -> dict[str, Any]:
    try:
        head = json.loads(encoded)
    except ValueError as fault:
        raise ChannelClosed from fault
    if not isinstance(head, dict) or "message" not in head:
        raise ChannelClosed
    return head

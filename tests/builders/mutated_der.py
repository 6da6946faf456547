"""DER changed as a tree: an element more or fewer, moved, of another kind, empty or enormous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec

from lienthong.signatures import der
from tests.builders.signing_pki import Party, sign_value

_MOST_DEPTH = 40


def mutate_bytes(content: bytes, random: Random) -> bytes:
    """A byte changed, a stretch dropped, doubled, or replaced."""
    changed = bytearray(content or b"\0")
    at = random.randrange(len(changed))
    length = random.choice((1, 1, 2, 8, 64))
    match random.randrange(4):
        case 0:
            changed[at] ^= 1 << random.randrange(8)
        case 1:
            del changed[at : at + length]
        case 2:
            changed[at:at] = changed[at : at + length]
        case _:
            changed[at : at + length] = random.randbytes(length)
    return bytes(changed)


@dataclass(eq=False)
class Node:
    """An element of a DER tree.

    Attributes:
        content: the octets of a primitive; before the elements in a BIT STRING, its count of unused bits.
        members: the elements inside a constructed element, or inside a string that holds DER.
        verbatim: written as it stands, without tag and length.
    """

    tag: int
    content: bytes
    members: list[Node] | None = None
    verbatim: bool = False

    def encode(self) -> bytes:
        """With the lengths that the content now has."""
        if self.verbatim:
            return self.content
        inner = self.content + b"".join(member.encode() for member in self.members or ())
        return der.encode(self.tag, inner)

    def copy(self) -> Node:
        members = None if self.members is None else [member.copy() for member in self.members]
        return Node(self.tag, self.content, members, self.verbatim)

    def walk(self) -> Iterator[Node]:
        yield self
        for member in self.members or ():
            yield from member.walk()


_OCTETS, _BITS = 0x04, 0x03


def parse_der(encoded: bytes) -> Node:
    """The tree of an encoding; strings that hold DER are taken apart as well.

    Raises:
        lienthong.signatures.der.DerFault: it is none.
    """
    return _node(encoded, der.root(encoded), 0)


def _node(data: bytes, element: der.Element, depth: int) -> Node:
    if depth > _MOST_DEPTH:
        return Node(element.tag, data[element.content : element.end])
    if element.tag & 0x20:
        return Node(element.tag, b"", [_node(data, one, depth + 1) for one in der.children(data, element)])
    content = data[element.content : element.end]
    skip = 1 if element.tag == _BITS else 0
    if element.tag in (_OCTETS, _BITS) and content[skip : skip + 1] == b"\x30":
        try:
            inside = content[skip:]
            return Node(element.tag, content[:skip], [_node(inside, der.root(inside), depth + 1)])
        except der.DerFault:
            pass
    return Node(element.tag, content)


_TAGS = (
    0x01,
    0x02,
    0x03,
    0x04,
    0x05,
    0x06,
    0x0A,
    0x0C,
    0x13,
    0x17,
    0x18,
    0x1E,
    0x30,
    0x31,
    0x80,
    0xA0,
    0xA1,
    0xA3,
)


def _primitive(random: Random) -> Node:
    """Something small, empty, enormous, or of a kind that nobody expects there."""
    return random.choice(
        (
            lambda: Node(0x05, b""),
            lambda: Node(0x02, b""),
            lambda: Node(0x02, b"\x7f" + random.randbytes(random.choice((0, 1, 8, 3000)))),
            lambda: Node(0x02, b"\xff" * random.randrange(1, 9)),
            lambda: Node(0x01, b"\xff"),
            lambda: Node(0x06, random.choice((b"", b"\x80\x01", b"\xff" * 30, b"\x2a\x03"))),
            lambda: Node(0x17, random.choice((b"", b"991332246060Z", b"260101000000Z"))),
            lambda: Node(0x18, random.choice((b"00000101000000Z", b"99991231235959Z", b"20260101000000.5Z"))),
            lambda: Node(0x0C, random.choice((b"\xff\xfe", b"", "Nguyễn".encode(), b"\0"))),
            lambda: Node(0x1E, b"\xd8\x00"),
            lambda: Node(0x30, b"", []),
            lambda: Node(0x31, b"", []),
            lambda: Node(0x0A, bytes([random.randrange(256)])),
            lambda: Node(0x03, b"\x09\xff"),
            lambda: Node(0x04, random.randbytes(random.randrange(40))),
            lambda: Node(0, random.randbytes(random.randrange(1, 6)), verbatim=True),
            lambda: Node(0x30, bytes.fromhex("80") + bytes(4), verbatim=True),
        )
    )()


def mutate_der(encoded: bytes, random: Random) -> bytes:
    """A change of one element of the tree."""
    try:
        tree = parse_der(encoded)
    except der.DerFault:
        return mutate_bytes(encoded, random)
    change_tree(tree, random)
    return tree.encode()


def change_tree(tree: Node, random: Random) -> None:
    """Change one element somewhere below ``tree``."""
    nodes = list(tree.walk())
    holders = [node for node in nodes if node.members]
    if not holders:
        tree.content = random.randbytes(4)
        return
    holder = random.choice(holders)
    assert holder.members is not None
    at = random.randrange(len(holder.members))
    one = holder.members[at]
    match random.randrange(10):
        case 0:
            del holder.members[at]
        case 1:
            holder.members.insert(at, one.copy())
        case 2:
            holder.members.insert(random.randrange(len(holder.members) + 1), _primitive(random))
        case 3:
            holder.members[at] = _primitive(random)
        case 4:
            holder.members[at] = random.choice(nodes).copy()
        case 5:
            random.shuffle(holder.members)
        case 6:
            one.tag = random.choice(_TAGS)
        case 7:
            holder.members[at] = Node(random.choice((0x30, 0x31, 0xA0)), b"", [one])
        case 8:
            leaf = random.choice([node for node in nodes if node.members is None] or [one])
            leaf.content = mutate_bytes(leaf.content, random)
        case _:
            if one.members is not None:
                holder.members[at : at + 1] = one.members
            else:
                one.content = b""


def mutate_signed_list(encoded: bytes, signer: Party, random: Random) -> bytes:
    """A CRL with a changed list that its authority has signed all the same (RFC 5280 5.1)."""
    tree = parse_der(encoded)
    assert tree.members is not None
    _sign_changed(tree, signer, random)
    return tree.encode()


def mutate_ocsp(encoded: bytes, signer: Party, random: Random) -> bytes:
    """An OCSP response with a changed answer that its responder has signed all the same (RFC 6960 4.2.1)."""
    tree = parse_der(encoded)
    for node in tree.walk():
        members = node.members or []
        if node.tag == _OCTETS and members and members[0].tag == 0x30 and len(members[0].members or ()) >= 3:
            _sign_changed(members[0], signer, random)
            return tree.encode()
    raise AssertionError("no BasicOCSPResponse")


def _sign_changed(tree: Node, signer: Party, random: Random) -> None:
    """SIGNED: the part signed is changed, and the signature made anew."""
    assert tree.members is not None
    assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
    for _ in range(random.choice((1, 1, 2, 3))):
        change_tree(tree.members[0], random)
    tree.members[2] = Node(_BITS, b"\0" + sign_value(signer.key, tree.members[0].encode()))

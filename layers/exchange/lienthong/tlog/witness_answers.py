"""What a witness's answer to add-checkpoint is worth to the log that asked (C2SP tlog-witness).

No I/O. Nothing of an answer is believed: a cosignature is taken only once it has verified, and a size is what
somebody says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from lienthong.tlog.checkpoints import VerifiedCheckpoint
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import (
    MalformedNote,
    NoteSignature,
    VerifierKey,
    WrongSignature,
    parse_signature_lines,
)
from lienthong.tlog.witness import SIZE_TYPE, WitnessAnswer

CONFLICT = 409
COSIGNED = 200
_SIZE = re.compile(r"(0|[1-9]\d{0,18})\n", re.ASCII)


class AnswerUnreadable(TlogFault):
    """An answer that tlog-witness does not know."""

    code: ClassVar[str] = "witness.answer-unreadable"
    en = "The witness answered with something else than tlog-witness allows ({what}). Tell its operator."
    vi = "Bên chứng kiến trả lời không đúng chuẩn tlog-witness ({what}). Đề nghị báo đơn vị vận hành bên đó."


def known_size(answer: WitnessAnswer) -> int:
    """The size that the witness says it holds, in a conflict (409).

    Raises:
        AnswerUnreadable: it says none.
    """
    found = _SIZE.fullmatch(answer.body)
    if answer.content_type != SIZE_TYPE or found is None:
        raise AnswerUnreadable(f"{answer.status}, {answer.content_type[:40]}")
    return int(found[1])


def cosignature_in(
    answer: WitnessAnswer, checkpoint: VerifiedCheckpoint, witness: VerifierKey
) -> NoteSignature:
    """The witness's own line, once it has verified over the checkpoint; other lines are left alone.

    Raises:
        AnswerUnreadable: the body is no list of signatures.
        WrongSignature: none is this witness's, or it does not verify.
        WrongKey, CosignatureKindUnknown: the policy's key cannot be used.
    """
    try:
        lines = parse_signature_lines(answer.body)
    except MalformedNote as fault:
        raise AnswerUnreadable(f"{answer.status}, {fault.what[:40]}") from fault
    own = next((line for line in lines if line.is_by(witness)), None)
    if own is None:
        raise WrongSignature(witness.name)
    alone = replace(checkpoint, note=replace(checkpoint.note, signatures=(own,)))
    verify_cosignature(alone, witness)
    return own

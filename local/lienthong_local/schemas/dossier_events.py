"""The details of the one-stop's events: kinds, identifiers, digests and dates, and nobody's name."""

from __future__ import annotations

from typing import Any

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.notices import NoticeKind
from lienthong.onestop.people import NoticeWish
from lienthong.onestop.posting import Aspect, Flaw
from lienthong.onestop.procedures import Counting, Unit
from lienthong.onestop.telling import NoticeOutcome, NoticeReason
from lienthong.onestop.words import Kind, Reason, Vote

Json = dict[str, Any]
_AGENCY: Json = {"type": "string", "maxLength": 40}
_TEXT: Json = {"type": "string"}
_DIGEST: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ULID: Json = {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"}
_CODE: Json = {"type": "string", "pattern": r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}$"}
_SUBMISSION: Json = {"type": "string", "pattern": "^lt-[a-z2-7]{26}$"}
_DAY: Json = {"type": "string", "format": "date"}
_INSTANT: Json = {"type": "string", "format": "date-time"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_POSITIVE: Json = {"type": "integer", "minimum": 1}
_LEVEL: Json = {"enum": [level.value for level in AgencyLevel]}
_PAUSE: Json = {"enum": [policy.value for policy in PausePolicy]}


def _form(**members: Json) -> Json:
    return {
        "type": "object",
        "required": sorted(members),
        "properties": members,
        "additionalProperties": False,
    }


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _or_null(of: Json) -> Json:
    return {"anyOf": [of, {"type": "null"}]}


_DURATION = _form(amount=_COUNT, unit={"enum": [unit.value for unit in Unit]})
#: In working days, or in microseconds of office time.
_ALLOWANCE: Json = {"anyOf": [_form(working_days=_COUNT), _form(office_time=_COUNT)]}
_RUNNING = _form(start=_INSTANT, allowance=_ALLOWANCE, due=_INSTANT)
_STEP_RUNNING = _form(step=_POSITIVE, running=_RUNNING)
_REASON = _form(reason={"enum": [reason.value for reason in Reason]})
_CONTINUATION = _form(running=_RUNNING, steps=_list(_STEP_RUNNING))
_RECEIPT = _form(
    procedure=_TEXT, edition=_DAY, lead=_AGENCY, level=_LEVEL, channel={"type": "integer", "enum": [1, 2, 3]}
)
_ACCEPTANCE = _form(
    running=_RUNNING,
    pause=_PAUSE,
    reappointments=_COUNT,
    steps=_list(_form(number=_POSITIVE, group=_POSITIVE, agency=_AGENCY, allowance=_ALLOWANCE)),
)
_DETAILS: dict[Kind, Json] = {
    Kind.RECEIVED: _RECEIPT,
    Kind.ACCEPTED: _ACCEPTANCE,
    Kind.NOT_ACCEPTED: _REASON,
    Kind.HANDED_OVER: _STEP_RUNNING,
    Kind.STEP_FINISHED: _form(step=_POSITIVE),
    Kind.SUPPLEMENT_REQUESTED: _REASON,
    Kind.SUPPLEMENT_RECEIVED: _CONTINUATION,
    Kind.OBLIGATION_IMPOSED: _form(),
    Kind.OBLIGATION_MET: _CONTINUATION,
    Kind.REAPPOINTED: _form(running=_RUNNING, in_time={"type": "boolean"}, **_REASON["properties"]),
    Kind.WITHDRAWN: _REASON,
    Kind.STOPPED: _REASON,
    Kind.DECIDED: _form(granted={"type": "boolean"}),
    Kind.RETURNED: _form(),
}
#: Beside the event itself: at intake the visit; of an act the digests of its key and of what it asked for,
#: and the submission that carried papers or result.
_BESIDE: Json = {"visit": _ULID, "key": _DIGEST, "content": _DIGEST, "submission": _SUBMISSION}


def _of(kind: Kind) -> Json:
    form = _form(
        id=_ULID, dossier=_CODE, kind={"const": kind.value}, at=_INSTANT, by=_AGENCY, details=_DETAILS[kind]
    )
    return {**form, "properties": form["properties"] | _BESIDE}


DOSSIER_FORMS: tuple[Json, ...] = tuple(_of(kind) for kind in Kind)
#: Neither number nor address nor text: ``provider_id`` is what the provider calls its message.
NOTICE_FORM = _form(
    of=_ULID,
    notice={"enum": [kind.value for kind in NoticeKind]},
    channel={"enum": [wish.value for wish in NoticeWish]},
    outcome={"enum": [outcome.value for outcome in NoticeOutcome]},
    reason=_or_null({"enum": [reason.value for reason in NoticeReason]}),
    attempts=_COUNT,
    segments=_COUNT,
    provider_id=_or_null({"type": "string", "maxLength": 200}),
)
WISHES_FORM = _form(
    notices=_list({"enum": [wish.value for wish in NoticeWish]}), only_needed={"type": "boolean"}
)
CONSULTATION_FORM = _form(procedure=_or_null(_TEXT))
VOTE_FORM = _form(vote={"enum": [vote.value for vote in Vote]}, procedure=_or_null(_TEXT))
INSPECTION_FORM = _form(
    centre=_AGENCY,
    on=_DAY,
    expected=_COUNT,
    right=_COUNT,
    found=_COUNT,
    findings=_list(
        _form(
            procedure=_TEXT,
            aspect={"enum": [aspect.value for aspect in Aspect]},
            flaw={"enum": [flaw.value for flaw in Flaw]},
        )
    ),
    posted=_DIGEST,
    in_force=_DIGEST,
)
_FORESEEN: Json = {"late": _COUNT, "will_be_late": _COUNT}
WARNINGS_FORM = _form(
    day=_DAY,
    in_hand=_form(**_FORESEEN),
    answers_for=_form(**_FORESEEN),
    below=_form(**_FORESEEN),
    agencies=_list(_form(agency=_AGENCY, **_FORESEEN)),
    dossiers=_list(_CODE),
    missing_years=_list(_POSITIVE),
)
CENTRE_FORM = _form(
    centre=_AGENCY, lead=_AGENCY, level=_LEVEL, agencies={"type": "object", "additionalProperties": _AGENCY}
)
PROCEDURE_FORM = _form(
    code=_TEXT,
    name=_TEXT,
    field=_TEXT,
    levels=_list(_LEVEL),
    effective_from=_DAY,
    effective_until=_or_null(_DAY),
    duration=_DURATION,
    counting={"enum": [counting.value for counting in Counting]},
    pause=_PAUSE,
    online_level={"type": "integer", "minimum": 1, "maximum": 4},
    papers=_list(
        _form(code=_TEXT, name=_TEXT, originals=_COUNT, copies=_COUNT, required={"type": "boolean"})
    ),
    fees=_list(_form(code=_TEXT, name=_TEXT, amount=_COUNT, per=_TEXT, at_most=_or_null(_COUNT))),
    steps=_list(
        _form(
            number=_POSITIVE,
            group=_POSITIVE,
            name=_TEXT,
            responsible=_TEXT,
            officer=_TEXT,
            duration=_DURATION,
        )
    ),
)

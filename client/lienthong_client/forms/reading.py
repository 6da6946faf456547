"""Facts of a form from JSON: all faults at once, each with its place, in both languages; and their sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from lienthong.errors import Fault
from lienthong_client.errors import FormFactsInvalid
from lienthong_client.forms.applicant_forms import apology, receipt_slip, refusal, supplement_request
from lienthong_client.forms.facts import (
    Apology,
    ControlSlip,
    Notice,
    ReceiptSlip,
    Refusal,
    SupplementRequest,
    TrackingLog,
)
from lienthong_client.forms.notice import notice_sheet
from lienthong_client.forms.process_forms import control_slip, tracking_log
from lienthong_client.forms.sheet import Sheet

#: A log of 5,000 dossiers takes about 2 MB.
LARGEST: Final = 8 * 1024 * 1024
_MOST_FAULTS: Final = 50


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a form is read as, and how it is laid out."""

    adapter: TypeAdapter[Any]
    lay_out: Callable[[Any], tuple[Sheet, ...]]


_KINDS: Mapping[str, _Kind] = {
    "01": _Kind(TypeAdapter(ReceiptSlip), receipt_slip),
    "02": _Kind(TypeAdapter(SupplementRequest), supplement_request),
    "03": _Kind(TypeAdapter(Refusal), refusal),
    "04": _Kind(TypeAdapter(Apology), apology),
    "05": _Kind(TypeAdapter(ControlSlip), control_slip),
    "06": _Kind(TypeAdapter(TrackingLog), tracking_log),
    "notice": _Kind(TypeAdapter(Notice), notice_sheet),
}


def sheets_of(form: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of ``01`` … ``06`` or ``notice``, from its facts as JSON (UTF-8).

    Raises:
        FormFactsInvalid: with every fault.
        KeyError: there is no such form.
    """
    kind = _KINDS[form]
    if len(content) > LARGEST:
        too_long = _fault("", "too_long", {"max_length": f"{LARGEST // 1024 // 1024} MB"})
        raise FormFactsInvalid(faults=[too_long], form=form, count=1)
    try:
        facts = kind.adapter.validate_json(content)
    except ValidationError as error:
        raise invalid(form, error) from None
    return kind.lay_out(facts)


def invalid(form: str, error: ValidationError) -> FormFactsInvalid:
    """The faults in both languages; what was written there, which may be personal, is left out."""
    found = [_fault_of(one) for one in error.errors(include_url=False, include_input=False)]
    return FormFactsInvalid(faults=found[:_MOST_FAULTS], form=form, count=len(found))


def sheets_from(form: str, facts: object) -> tuple[Sheet, ...]:
    """The sheets of facts that were made here, by the same layout."""
    return _KINDS[form].lay_out(facts)


def _fault_of(error: Mapping[str, Any]) -> Fault:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error["loc"])
    return _fault(pointer, str(error["type"]), error.get("ctx", {}))


def _fault(pointer: str, kind: str, facts: Mapping[str, Any]) -> Fault:
    english, vietnamese = _SENTENCES.get(kind, _OTHERWISE)
    return Fault(pointer, f"form.{kind}", english.format_map(facts), vietnamese.format_map(facts))


_MISSING = ("is missing; add it.", "còn thiếu; đề nghị bổ sung.")
_UNKNOWN = (
    "is not a member of this form; correct its name or take it out.",
    "không thuộc mẫu này; đề nghị sửa tên hoặc bỏ đi.",
)
_LONG = ("is too long; at most {max_length}.", "quá dài; tối đa {max_length}.")
_NO_DAY = ("must be a day such as 2026-03-02.", "phải là ngày, ví dụ 2026-03-02.")
_NO_INSTANT = (
    "must be a time with its zone, such as 2026-03-02T09:05:00+07:00.",
    "phải là thời điểm kèm múi giờ, ví dụ 2026-03-02T09:05:00+07:00.",
)
_OTHERWISE = ("has a value that this form cannot take.", "có giá trị không dùng được cho mẫu này.")
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": _MISSING,
    "string_too_short": ("must not be empty.", "không được để trống."),
    "too_short": ("must have at least one entry.", "phải có ít nhất một mục."),
    "string_too_long": _LONG,
    "too_long": _LONG,
    "unexpected_keyword_argument": _UNKNOWN,
    "extra_forbidden": _UNKNOWN,
    "string_type": ("must be a text.", "phải là văn bản."),
    "int_type": ("must be a whole number.", "phải là số nguyên."),
    "int_parsing": ("must be a whole number.", "phải là số nguyên."),
    "date_parsing": _NO_DAY,
    "date_from_datetime_parsing": _NO_DAY,
    "date_type": _NO_DAY,
    "timezone_aware": _NO_INSTANT,
    "datetime_parsing": _NO_INSTANT,
    "datetime_from_date_parsing": _NO_INSTANT,
    "datetime_type": _NO_INSTANT,
    "enum": ("must be one of: {expected}.", "phải là một trong: {expected}."),
    "json_invalid": ("The file is not JSON in UTF-8: {error}.", "Tệp không phải JSON dạng UTF-8: {error}."),
    "dossier_code": (
        "must be a dossier code such as 000.00.14.H20-200703-0002.",
        "phải là mã hồ sơ, ví dụ 000.00.14.H20-200703-0002.",
    ),
    "tracking_address": (
        "must be an https address without anything behind its path.",
        "phải là địa chỉ https, không kèm tham số phía sau.",
    ),
    "secret_in_address": (
        "The tracking address contains the secret; give the address without it.",
        "Địa chỉ tra cứu có chứa mã tra cứu; đề nghị ghi địa chỉ không kèm mã.",
    ),
    "appointment_too_early": (
        "The appointment must come after what it follows; correct the times.",
        "Thời gian hẹn phải sau thời điểm trước đó; đề nghị sửa lại.",
    ),
}

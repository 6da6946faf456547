"""Validation errors of pydantic as the exchange's faults: a pointer, a stable code, and two sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from lienthong.errors import Fault

#: pydantic error type → (code, English, Vietnamese); ``{...}`` are the error's own bounds.
SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "missing": (
        "field.missing",
        "This field is required; add it.",
        "Thiếu trường bắt buộc; đề nghị bổ sung.",
    ),
    "extra_forbidden": (
        "field.unknown",
        "There is no such field; remove it or correct its name.",
        "Không có trường này; đề nghị bỏ hoặc sửa lại tên trường.",
    ),
    "string_too_long": (
        "text.too-long",
        "At most {max_length} characters are allowed; shorten the text.",
        "Tối đa {max_length} ký tự; đề nghị rút gọn.",
    ),
    "string_too_short": (
        "text.empty",
        "This must not be empty; fill it in.",
        "Không được để trống; đề nghị điền.",
    ),
    "string_pattern_mismatch": (
        "text.form",
        "The text does not have the required form; see the API description.",
        "Nội dung không đúng định dạng; đề nghị xem mô tả giao diện.",
    ),
    "too_long": ("list.too-long", "At most {max_length} entries are allowed.", "Tối đa {max_length} mục."),
    "too_short": (
        "list.too-short",
        "At least {min_length} entry is required.",
        "Phải có ít nhất {min_length} mục.",
    ),
    "less_than_equal": ("number.too-large", "The value must be at most {le}.", "Giá trị tối đa là {le}."),
    "greater_than_equal": (
        "number.too-small",
        "The value must be at least {ge}.",
        "Giá trị tối thiểu là {ge}.",
    ),
    "enum": ("value.unknown", "Allowed values: {expected}.", "Giá trị được phép: {expected}."),
    "union_tag_not_found": (
        "field.missing",
        "The field {discriminator} is required; add it.",
        "Thiếu trường bắt buộc {discriminator}; đề nghị bổ sung.",
    ),
    "union_tag_invalid": (
        "value.unknown",
        "Allowed values of {discriminator}: {expected_tags}.",
        "Giá trị được phép của {discriminator}: {expected_tags}.",
    ),
    "literal_error": ("value.unknown", "Allowed values: {expected}.", "Giá trị được phép: {expected}."),
    "json_invalid": (
        "json.malformed",
        "The body is not valid JSON: {error}.",
        "Nội dung không phải JSON hợp lệ: {error}.",
    ),
}
#: Names in pointers may come from the input; none of our fields has a longer one.
_LONGEST_NAME = 60
#: For every other type of pydantic's errors.
DEFAULT = (
    "value.invalid",
    "The value has the wrong type or form; see the API description.",
    "Giá trị sai kiểu hoặc sai định dạng; đề nghị xem mô tả giao diện.",
)


def fault(pointer: str, code: str, en: str, vi: str) -> Fault:
    """A fault found by our own rules."""
    return Fault(pointer, code, en, vi)


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """Every fault in a pydantic error, none of which quotes the input."""
    return tuple(
        _fault_of(entry)
        for entry in error.errors(include_url=False, include_input=False, include_context=True)
    )


def _fault_of(entry: Mapping[str, Any]) -> Fault:
    context: Mapping[str, Any] = entry.get("ctx", {})
    raised = context.get("error")
    if isinstance(raised, FaultError):
        return Fault(pointer_of(entry["loc"]), raised.code, raised.en, raised.vi)
    code, en, vi = SENTENCES.get(entry["type"], DEFAULT)
    return Fault(
        pointer_of(entry["loc"]), code, en.format_map(context), vi.format_map(_in_vietnamese(context))
    )


def _in_vietnamese(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Pydantic joins allowed values with an English word."""
    if "expected" not in context:
        return context
    return {**context, "expected": str(context["expected"]).replace(" or ", " hoặc ")}


def pointer_of(location: Iterable[str | int]) -> str:
    """RFC 6901 pointer of a location; names that no field of ours could have are cut short."""
    return "".join("/" + _segment(str(part)) for part in location)


def _segment(name: str) -> str:
    shown = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    return shown.replace("~", "~0").replace("/", "~1")


class FaultError(ValueError):
    """Raised inside a pydantic validator to name a code and both sentences."""

    def __init__(self, code: str, en: str, vi: str) -> None:
        super().__init__(en)
        self.code = code
        self.en = en
        self.vi = vi

"""What the printing of forms says, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "form.written": ("Form {form} written to {path}.", "Đã ghi mẫu {form} vào {path}."),
    "form.notice-written": ("Notice written to {path}.", "Đã ghi bản niêm yết vào {path}."),
}

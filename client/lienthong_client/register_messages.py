"""What ``lienthong register`` says, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.model.register import Carriage, PaperReason

MESSAGES: dict[str, tuple[str, str]] = {
    "place.cell": ("row {row}, column '{column}'", "dòng {row}, cột '{column}'"),
    "place.row": ("row {row}", "dòng {row}"),
    "register.added": ("Recorded: {entry}.", "Đã ghi vào sổ: {entry}."),
    "register.stood": (
        "Recorded before, nothing changed: {entry}.",
        "Đã ghi từ trước, không thay đổi: {entry}.",
    ),
    "register.entry-id": ("Entry {entry_id}", "Mã mục: {entry_id}"),
    "register.imported": (
        "{new} entries recorded, {repeated} had been recorded before.",
        "Đã ghi nhận {new} mục mới; {repeated} mục đã ghi từ trước.",
    ),
    "register.checked": (
        "All rows are sound: {new} would be recorded, {repeated} are recorded already. Nothing was changed.",
        "Các dòng đều hợp lệ: {new} mục sẽ được ghi mới, {repeated} mục đã ghi từ trước. Chưa thay đổi gì.",
    ),
    "register.withdrawn": ("Withdrawn: {entry}.", "Đã hủy: {entry}."),
    "register.document": (
        "{type} {number}/{notation} of {day} ({carriage}, {count} recipient(s))",
        "{type} số {number}/{notation} ngày {day} ({carriage}, {count} nơi nhận)",
    ),
    "register.secrets": ("{count} secret document(s) of {month}", "{count} văn bản mật tháng {month}"),
    "misuse.secret": (
        "With --secret only --count is given: nothing else may be told of state secrets.",
        "Với --secret chỉ ghi thêm --count: không được khai báo gì khác về văn bản mật.",
    ),
    "misuse.month": ("write the month as 11/2026 or 2026-11", "tháng phải có dạng 11/2026 hoặc 2026-11"),
    **{f"carriage.{carriage.value}": (carriage.en, carriage.vi) for carriage in Carriage},
    **{f"paper-reason.{reason.value}": (reason.en, reason.vi) for reason in PaperReason},
}

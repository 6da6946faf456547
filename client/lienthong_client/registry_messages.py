"""What ``lienthong registry import`` and ``export`` say, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "registry.imported": ("The table is imported.", "Đã nạp bảng danh bạ."),
    "registry.would-import": (
        "The table is sound. Nothing was changed; this would be:",
        "Bảng hợp lệ. Chưa thay đổi gì; nội dung sẽ thay đổi:",
    ),
    "registry.import-counts": (
        "{added} added, {changed} changed, {ended} with a new end, {unchanged} unchanged.",
        "Thêm mới {added}, thay đổi {changed}, kết thúc hoạt động {ended}, giữ nguyên {unchanged}.",
    ),
    "registry.cleaned": (
        "Zero-width characters or other Unicode forms were cleaned in row(s): {rows}.",
        "Đã chuẩn hóa Unicode, bỏ ký tự ẩn ở các dòng: {rows}.",
    ),
    "registry.exported": ("{count} agencies written to {path}.", "Đã ghi {count} cơ quan vào {path}."),
    "registry.end-withdrawn": (
        "Agency {code} goes on: its end is withdrawn.",
        "Đã hủy việc kết thúc; cơ quan {code} tiếp tục hoạt động.",
    ),
    "misuse.end": (
        "Name the day with --on, or withdraw an end to come with --withdraw.",
        "Đề nghị ghi ngày bằng --on, hoặc hủy việc kết thúc chưa đến bằng --withdraw.",
    ),
    "column.change": ("Change", "Thay đổi"),
    "column.fields": ("Fields", "Trường thay đổi"),
    "column.former": ("Formerly", "Trước đây"),
    "column.predecessors": ("Successor of", "Kế thừa các cơ quan"),
    "registry.former": (
        "{name} (until {until}; parent {parent})",
        "{name} (đến {until}; trực thuộc {parent})",
    ),
    "import.added": ("added", "thêm mới"),
    "import.changed": ("changed", "thay đổi"),
    "import.ended": ("end set", "kết thúc"),
    "note.redirected": (
        "{addressed} has ended; {recipient}, its successor, gets the document.",
        "{addressed} đã kết thúc hoạt động; văn bản được chuyển đến cơ quan kế thừa {recipient}.",
    ),
    "note.paper-also": (
        "{recipient} must also get this type of document on paper. {basis}",
        "Loại văn bản này phải gửi kèm bản giấy đến {recipient}. {basis}",
    ),
    "note.type-not-taken": (
        "The software of {recipient} does not take this type of document; tell it that one has come.",
        "Phần mềm của {recipient} không nhận loại văn bản này; đề nghị báo cho cơ quan nhận.",
    ),
}

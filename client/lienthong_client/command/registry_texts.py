"""The texts of ``lienthong registry import`` and ``export``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


SUMMARIES: Texts = {
    "registry import": (
        "Import agencies from a CSV or Excel file (registrar): all of its rows, or none.",
        "Nạp danh bạ từ tệp CSV hoặc Excel (cơ quan quản lý danh bạ): tất cả các dòng hoặc không dòng nào.",
    ),
    "registry export": (
        "Write the registry to a CSV or Excel file that can be imported again.",
        "Ghi danh bạ ra tệp CSV hoặc Excel, có thể nạp lại.",
    ),
}
TEXTS: Texts = {
    "registry import": (
        (
            "The first row names the columns, in Vietnamese or English: Mã, Tên, Cơ quan cấp trên, Cấp, Mã "
            "khác, Vai trò, Hiệu lực từ, Kết thúc, Cơ quan kế thừa, Nhận điện tử, Phải gửi bản giấy, Loại "
            "văn bản (edXML). Several values are separated by semicolons; an empty cell leaves what stands. "
            "Importing the same file again changes nothing, and goes on where an import was cut off."
        ),
        (
            "Dòng đầu là tên cột: Mã, Tên, Cơ quan cấp trên, Cấp, Mã khác, Vai trò, Hiệu lực từ, Kết thúc, "
            "Cơ quan kế thừa, Nhận điện tử, Phải gửi bản giấy, Loại văn bản (edXML). Nhiều giá trị cách "
            "nhau bằng dấu chấm phẩy; ô trống thì giữ nguyên. Nạp lại cùng một tệp không làm thay đổi dữ "
            "liệu; nếu lần nạp trước bị dừng giữa chừng thì tiếp tục phần còn lại."
        ),
    ),
    "registry export": (
        "The ending of the file's name decides: .xlsx, otherwise CSV in UTF-8.",
        "Định dạng theo phần mở rộng: .xlsx là Excel, còn lại là CSV mã UTF-8.",
    ),
    "option.import-dry-run": (
        "Only say what would change.",
        "Chỉ cho biết nội dung sẽ thay đổi.",
    ),
    "option.import-reason": (
        "Why, for the history of each agency.",
        "Lý do, ghi vào lịch sử thay đổi của từng cơ quan.",
    ),
    "option.registry-on": (
        "As of this day: who existed, under which name and parent.",
        "Tại ngày này: cơ quan nào tồn tại, tên gì, trực thuộc cơ quan nào.",
    ),
    "option.predecessor": (
        "An ended agency that this one succeeds: its documents are meant.",
        "Cơ quan đã kết thúc hoạt động mà cơ quan mình kế thừa: xử lý văn bản của cơ quan đó.",
    ),
    "option.withdraw-end": (
        "Withdraw an end that is still to come.",
        "Hủy việc kết thúc hoạt động chưa đến ngày.",
    ),
}
EXAMPLES: Texts = {
    "registry import": _same(
        "lienthong registry import danh-ba.xlsx --dry-run\n"
        'lienthong registry import danh-ba.xlsx --reason "NQ 202/2025/QH15"'
    ),
    "registry export": _same(
        "lienthong registry export danh-ba.xlsx\nlienthong registry export danh-ba.csv --on 30/06/2025"
    ),
}

"""What the printing of forms says, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "form.written": ("Form {form} written to {path}.", "Đã ghi mẫu {form} vào {path}."),
    "misuse.form-source": (
        (
            "give either a dossier (a procedure for a notice) or --facts FILE; "
            "form 06 takes days (--from, --to) instead of a dossier"
        ),
        (
            "ghi mã hồ sơ (với bản niêm yết: mã thủ tục) hoặc --facts TỆP; "
            "mẫu 06 ghi ngày (--from, --to) thay cho mã hồ sơ"
        ),
    ),
    "form.log-waiting": ("Reading the dossiers of these days …", "Đang đọc hồ sơ của các ngày này …"),
    "form.secret-prompt": ("Tracking secret (it is not shown)", "Mã tra cứu (không hiển thị)"),
    "misuse.tracking-secret": (
        "a tracking secret has {length} letters and digits, as the slip shows it",
        "mã tra cứu gồm {length} chữ và số, đúng như trên giấy tiếp nhận",
    ),
    "misuse.form-days": (
        "--from and --to are the days of form 06 from the exchange, the earlier first",
        "--from và --to là các ngày của mẫu 06 lấy từ trục liên thông, ngày trước ghi ở --from",
    ),
    "misuse.form-place": (
        "a place is a short name, such as 'Cần Giuộc'",
        "địa danh là một tên ngắn, ví dụ 'Cần Giuộc'",
    ),
    "misuse.form-tracking": (
        "a tracking address is a short https address without anything behind its path",
        "địa chỉ tra cứu là địa chỉ https ngắn, không kèm tham số phía sau",
    ),
    "misuse.form-secret": (
        "--ask-secret belongs to form 01 of a dossier in the exchange",
        "--ask-secret chỉ dùng với mẫu 01 của hồ sơ trên trục liên thông",
    ),
    "misuse.form-roles": (
        "the notice has to name an agency for: {roles}; give --role ROLE=CODE for each",
        "bản niêm yết phải ghi tên cơ quan cho: {roles}; đề nghị thêm --role VAI-TRÒ=MÃ cho từng mục",
    ),
    "form.notice-written": ("Notice written to {path}.", "Đã ghi bản niêm yết vào {path}."),
}

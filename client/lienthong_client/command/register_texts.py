"""The texts of ``lienthong register``, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.model.register import PaperReason

Texts = dict[str, tuple[str, str]]


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


SUMMARIES: Texts = {
    "register": (
        "Keep the registers of documents: report what goes out on paper, show and print.",
        "Quản lý sổ văn bản: khai báo văn bản giấy, xem và in sổ.",
    ),
    "register add": (
        "Report a document issued on paper, or a month's secrets by count.",
        "Khai báo một văn bản phát hành bản giấy, hoặc số lượng văn bản mật trong tháng.",
    ),
    "register import": (
        "Report documents from a CSV or Excel file: all of its rows, or none.",
        "Khai báo văn bản từ tệp CSV hoặc Excel: ghi nhận tất cả các dòng hoặc không dòng nào.",
    ),
    "register show": (
        "Show a register, or save it to print: documents sent or received.",
        "Xem sổ văn bản đi, sổ văn bản đến, hoặc lưu thành tệp để in.",
    ),
    "register next": (
        "Show the next free number of each type, and the missing ones.",
        "Xem số văn bản tiếp theo của từng loại và các số còn thiếu.",
    ),
    "register withdraw": ("Withdraw an entry made by mistake.", "Hủy một mục đã ghi nhầm vào sổ."),
}
TEXTS: Texts = {
    "register add": (
        (
            "Numbers run from 1 January to 31 December, electronic and paper documents together (ND30 "
            "15.1, 22.2). The same report again changes nothing. Of state secrets only --secret MONTH "
            "and --count are given."
        ),
        (
            "Số văn bản chạy từ 01/01 đến 31/12, chung cho văn bản điện tử và văn bản giấy (khoản 1 Điều "
            "15, Điều 22 Nghị định 30/2020/NĐ-CP). Khai báo lại không làm thay đổi dữ liệu. Với văn bản "
            "mật chỉ ghi --secret THÁNG và --count."
        ),
    ),
    "register import": (
        (
            "The first row names the columns, in Vietnamese or English: Hình thức (giấy, song song, "
            "mật), Số and Ký hiệu (or 'Số, ký hiệu'), Ngày ban hành, Loại văn bản, Lý do, Nơi nhận "
            "(codes, separated by ;), Số nơi nhận, Trích yếu, Người ký; for secrets Tháng and Số lượng. "
            "Importing the same file again changes nothing."
        ),
        (
            "Dòng đầu là tên cột: Hình thức (giấy, song song, mật), Số và Ký hiệu (hoặc 'Số, ký hiệu'), "
            "Ngày ban hành, Loại văn bản, Lý do, Nơi nhận (mã cơ quan, cách nhau bằng dấu ;), Số nơi "
            "nhận, Trích yếu, Người ký; với văn bản mật: Tháng và Số lượng. Nạp lại cùng một tệp không "
            "làm thay đổi dữ liệu."
        ),
    ),
    "register withdraw": (
        "The entry stays recorded as withdrawn and counts no more; its number can be reported anew.",
        "Mục vẫn được lưu với trạng thái đã hủy và không được tính nữa; số văn bản được khai báo lại.",
    ),
    "register show": (
        (
            "The columns are those of Decree 30/2020, Annex IV. The register is read from the evidence log "
            "and is a minute behind. Superior agencies see the registers of those below them, without "
            "subjects and signers."
        ),
        (
            "Các cột theo mẫu sổ tại Phụ lục IV Nghị định 30/2020/NĐ-CP. Sổ được lập từ nhật ký bằng chứng, "
            "chậm khoảng một phút. Cơ quan cấp trên xem được sổ của cơ quan cấp dưới, không gồm trích yếu và "
            "người ký."
        ),
    ),
    "option.register-agency": (
        "Code or alias of an agency below yours.",
        "Mã hoặc bí danh cơ quan cấp dưới.",
    ),
    "option.register-year": ("The register's year.", "Năm của sổ."),
    "option.register-from": ("From this day on.", "Từ ngày."),
    "option.register-to-day": ("Up to this day.", "Đến ngày."),
    "option.csv": ("Save as CSV.", "Lưu thành tệp CSV."),
    "option.xlsx": ("Save as an Excel workbook.", "Lưu thành tệp Excel."),
    "option.register-pdf": (
        "Save as PDF, A4 landscape, to print.",
        "Lưu thành tệp PDF khổ A4 ngang để in.",
    ),
    "option.register-number": ("The document's number.", "Số văn bản."),
    "option.register-notation": (
        "The document's notation, such as BC-UBND.",
        "Ký hiệu văn bản, ví dụ BC-UBND.",
    ),
    "option.paper-reason": (
        "Why on paper: " + ", ".join(f"{reason.value} ({reason.en})" for reason in PaperReason) + ".",
        "Lý do gửi bản giấy: " + ", ".join(f"{reason.value} ({reason.vi})" for reason in PaperReason) + ".",
    ),
    "option.parallel": (
        "It was sent through the exchange as well.",
        "Văn bản cũng đã gửi qua trục liên thông.",
    ),
    "option.register-to": (
        "Code or alias of a recipient in the registry; repeat for several.",
        "Mã hoặc bí danh nơi nhận có trong danh bạ; lặp lại nếu có nhiều nơi.",
    ),
    "option.recipient-count": (
        "How many state bodies it went to; as many as named when left out.",
        "Tổng số cơ quan nhà nước nhận văn bản; mặc định bằng số nơi đã nêu.",
    ),
    "option.register-subject": (
        "What it is about, for the printed register.",
        "Trích yếu nội dung, để in sổ.",
    ),
    "option.register-signer": ("Who signed, for the printed register.", "Người ký, để in sổ."),
    "option.secret": (
        "Report the state secrets of this month (11/2026) by count.",
        "Khai báo số lượng văn bản mật của tháng này (11/2026).",
    ),
    "option.secret-count": ("How many secrets were issued in it.", "Số lượng văn bản mật trong tháng."),
    "option.dry-run": (
        "Have every row judged, and record nothing.",
        "Chỉ kiểm tra các dòng, không ghi nhận.",
    ),
}
EXAMPLES: Texts = {
    "register add": _same(
        "lienthong register add --number 57 --notation BC-UBND --type 14 --issued-on 27/02/2026 \\\n"
        '    --reason attachment-not-digitisable --to 000.00.07.H39 --subject "…"\n'
        "lienthong register add --secret 02/2026 --count 4"
    ),
    "register import": _same(
        "lienthong register import so-van-ban-giay.xlsx --dry-run\n"
        "lienthong register import so-van-ban-giay.xlsx"
    ),
    "register show": _same(
        "lienthong register show outgoing --from 01/02/2026 --to 28/02/2026\n"
        "lienthong register show incoming --year 2026 --pdf so-den-2026.pdf --xlsx so-den-2026.xlsx"
    ),
    "register next": _same("lienthong register next\nlienthong register next --year 2025"),
    "register withdraw": (
        'lienthong register withdraw 01KAB… --reason "wrong number"',
        'lienthong register withdraw 01KAB… --reason "Ghi nhầm số văn bản"',
    ),
}

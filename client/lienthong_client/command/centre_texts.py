"""The texts of ``lienthong dossier vote|inspect|postings|report``, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.words import Vote

Texts = dict[str, tuple[str, str]]


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


_VOTES_VI = ", ".join(f"{vote.value} ({vote.vi})" for vote in Vote)

SUMMARIES: Texts = {
    "dossier vote": (
        "Count how satisfied a visitor says to be.",
        "Ghi một ý kiến đánh giá mức độ hài lòng.",
    ),
    "dossier inspect": (
        "Hold what a centre has posted publicly to what is in force.",
        "Kiểm tra niêm yết công khai tại một trung tâm so với quy định.",
    ),
    "dossier postings": (
        "Show what was last found about a centre's postings.",
        "Xem kết quả kiểm tra niêm yết gần nhất của một trung tâm.",
    ),
    "dossier report": (
        "Report 06 of an agency and those below it, from the evidence log.",
        "Lập Báo cáo 06 của cơ quan và các đơn vị cấp dưới, từ nhật ký bằng chứng.",
    ),
}
TEXTS: Texts = {
    "dossier vote": (
        (
            f"VOTE is one of: {', '.join(vote.value for vote in Vote)}. With --dossier only the dossier's "
            "procedure is recorded: who voted how stands nowhere."
        ),
        (
            f"VOTE là một trong: {_VOTES_VI}. Nếu nêu --dossier thì chỉ ghi thủ tục của hồ sơ, "
            "không ghi ai đã đánh giá."
        ),
    ),
    "dossier inspect": (
        (
            "FILE is a workbook or a folder like that of 'dossier procedures --export', with what really "
            "hangs out, and one more column in the table of procedures: posted_on (Ngày niêm yết). Of "
            "that table the code, the time and the day suffice. The outcome is recorded in the evidence "
            "log under this agency's signature. The exit code is 0 only where nothing is found."
        ),
        (
            "FILE là tệp Excel hoặc thư mục theo mẫu của 'dossier procedures --export', ghi đúng nội dung"
            " đang niêm yết; bảng thủ tục thêm cột Ngày niêm yết (posted_on), chỉ cần mã, thời hạn và "
            "ngày. Kết quả được ghi vào nhật ký bằng chứng kèm chữ ký của cơ quan kiểm tra. Mã thoát là 0"
            " khi không có sai phạm."
        ),
    ),
    "dossier report": (
        (
            "Without CODE it is the calling agency's own. Without days it is the present month; what is "
            "still open is then held against now. Every sum is made again here before anything is shown "
            "or saved."
        ),
        (
            "Không nêu CODE thì lập cho chính cơ quan. Không nêu ngày thì lấy tháng hiện tại; hồ sơ đang "
            "giải quyết được xét tại thời điểm lập. Mọi tổng số đều được tính lại trước khi hiển thị hoặc"
            " lưu."
        ),
    ),
    "option.voted-dossier": (
        "For which of the centre's dossiers.",
        "Đánh giá việc giải quyết hồ sơ nào của trung tâm.",
    ),
    "option.inspected-on": (
        "The day on which it was looked at; today when left out.",
        "Ngày kiểm tra; mặc định là hôm nay.",
    ),
    "option.report-first": ("First day; the month's when left out.", "Từ ngày; mặc định là ngày đầu tháng."),
    "option.report-last": ("Last day; the month's when left out.", "Đến ngày; mặc định là ngày cuối tháng."),
    "option.report-06-pdf": (
        "Save as PDF, A4 landscape, ready to be signed.",
        "Lưu thành tệp PDF khổ A4 ngang, sẵn để ký.",
    ),
}
EXAMPLES: Texts = {
    "dossier vote": _same(
        "lienthong dossier vote satisfied\n"
        "lienthong dossier vote dissatisfied --dossier 000.13.30.H39-260302-0001"
    ),
    "dossier inspect": _same(
        "lienthong dossier procedures --export niem-yet.xlsx\n"
        "lienthong dossier inspect 000.13.30.H39 niem-yet.xlsx --on 02/03/2026"
    ),
    "dossier postings": _same("lienthong dossier postings 000.13.30.H39"),
    "dossier report": _same(
        "lienthong dossier report --first 01/07/2018 --last 31/12/2018\n"
        "lienthong dossier report 000.00.00.H39 --first 01/01/2026 --last 30/06/2026 --pdf bao-cao-06.pdf"
    ),
}

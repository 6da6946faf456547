"""The texts of ``lienthong dossier form`` and ``notice``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


SUMMARIES: Texts = {
    "dossier form": (
        "Print a form of the one-stop: 01–05 on A5, 06 on A4.",
        "In biểu mẫu một cửa: mẫu 01–05 khổ A5, mẫu 06 khổ A4.",
    ),
    "dossier notice": (
        "Print the public notice of a procedure on A4.",
        "In bản niêm yết công khai thủ tục hành chính khổ A4.",
    ),
}
TEXTS: Texts = {
    "dossier form": (
        (
            "01 receipt and appointment, 02 supplement request, 03 refusal, 04 apology and new appointment, "
            "05 control slip, 06 tracking log of the days --from … --to (today when left out). Form 01 is "
            "printed twice: the tracking secret stands on the applicant's copy alone, and is typed, never "
            "written into the command; 'take-in --slips' prints it at once."
        ),
        (
            "01 giấy tiếp nhận và hẹn trả kết quả, 02 yêu cầu bổ sung, 03 từ chối, 04 xin lỗi và hẹn lại, "
            "05 kiểm soát quá trình giải quyết, 06 sổ theo dõi các ngày --from … --to (mặc định hôm nay). "
            "Mẫu 01 in hai liên: mã tra cứu chỉ có ở liên giao người nộp, được gõ vào khi hỏi chứ không ghi "
            "trong lệnh; 'take-in --slips' in ngay khi tiếp nhận."
        ),
    ),
    "dossier notice": (
        "Fee, time, papers, steps and who answers for each, as Decree 61/2018 wants them posted.",
        (
            "Phí, thời hạn, thành phần hồ sơ, các bước và người chịu trách nhiệm, theo yêu cầu niêm yết của "
            "Nghị định 61/2018/NĐ-CP."
        ),
    ),
    "option.form-facts": (
        "What the form says, as JSON; every fault is listed at once.",
        "Dữ liệu của biểu mẫu dạng JSON; mọi lỗi được nêu cùng lúc.",
    ),
    "option.form-place": (
        "Place of the date line; taken from the authority's name when left out.",
        "Địa danh ghi trước ngày tháng; mặc định lấy theo tên cơ quan.",
    ),
    "option.form-tracking": (
        "Where the public follows dossiers, if not on the exchange's own page; the QR code leads there.",
        "Địa chỉ tra cứu công khai, nếu khác trang của trục liên thông; mã QR dẫn tới địa chỉ này.",
    ),
    "option.form-role": (
        "Which agency a role of the steps is at this centre; repeat.",
        "Cơ quan đảm nhận một vai trò trong các bước tại nơi này; lặp lại được.",
    ),
    "option.form-secret": (
        "Ask for the tracking secret of form 01 without showing it; from a pipe, its first line.",
        "Hỏi mã tra cứu để in trên mẫu 01, không hiển thị khi gõ; nếu dùng ống dẫn thì đọc dòng đầu.",
    ),
    "option.form-first": ("First day of form 06.", "Ngày đầu của mẫu 06."),
    "option.form-last": ("Last day of form 06.", "Ngày cuối của mẫu 06."),
    "option.form-pdf": ("Write the PDF to this file.", "Ghi PDF vào tệp này."),
}
EXAMPLES: Texts = {
    "dossier form": _same(
        "lienthong dossier form 01 000.00.14.H39-260302-0001 --ask-secret --pdf giay-hen.pdf\n"
        "lienthong dossier form 06 --from 01/03/2026 --to 31/03/2026 --pdf so-theo-doi.pdf"
    ),
    "dossier notice": _same(
        "lienthong dossier notice 1.009994 --role construction-office=000.00.07.H39 --pdf niem-yet.pdf"
    ),
}

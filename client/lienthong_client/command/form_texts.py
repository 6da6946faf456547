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
            "05 control slip, 06 tracking log. Form 01 is printed twice: the tracking secret stands on the "
            "applicant's copy alone."
        ),
        (
            "01 giấy tiếp nhận và hẹn trả kết quả, 02 yêu cầu bổ sung, 03 từ chối, 04 xin lỗi và hẹn lại, "
            "05 kiểm soát quá trình giải quyết, 06 sổ theo dõi. Mẫu 01 in hai liên: mã tra cứu chỉ có ở "
            "liên giao người nộp."
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
        "Where the public follows dossiers; the QR code leads there, with the dossier's code.",
        "Địa chỉ tra cứu công khai; mã QR dẫn tới địa chỉ này kèm mã hồ sơ.",
    ),
    "option.form-role": (
        "Which agency a role of the steps is at this centre; repeat.",
        "Cơ quan đảm nhận một vai trò trong các bước tại nơi này; lặp lại được.",
    ),
    "option.form-secret": (
        "Tracking secret for form 01, as the intake showed it.",
        "Mã tra cứu in trên mẫu 01, hiển thị khi tiếp nhận.",
    ),
    "option.form-pdf": ("Write the PDF to this file.", "Ghi PDF vào tệp này."),
}
EXAMPLES: Texts = {
    "dossier form": _same(
        "lienthong dossier form 01 000.00.14.H39-260302-0001 --secret K7WX3MQP --pdf giay-hen.pdf\n"
        "lienthong dossier form 06 --facts so-theo-doi.json --pdf so-theo-doi.pdf"
    ),
    "dossier notice": _same(
        "lienthong dossier notice 1.009994 --role construction-office=000.00.07.H39 --pdf niem-yet.pdf"
    ),
}

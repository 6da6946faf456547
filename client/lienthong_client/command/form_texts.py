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
    "option.form-pdf": ("Write the PDF to this file.", "Ghi PDF vào tệp này."),
}
EXAMPLES: Texts = {
    "dossier": _same(
        "lienthong dossier form 01 --facts giay-hen.json --pdf giay-hen.pdf\n"
        "lienthong dossier notice --facts niem-yet.json --pdf niem-yet.pdf"
    ),
    "dossier form": _same(
        "lienthong dossier form 01 --facts giay-hen.json --pdf giay-hen.pdf\n"
        "lienthong dossier form 06 --facts so-theo-doi.json --pdf so-theo-doi.pdf"
    ),
    "dossier notice": _same("lienthong dossier notice --facts niem-yet.json --pdf niem-yet.pdf"),
}

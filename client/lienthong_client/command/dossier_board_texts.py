"""The texts of ``lienthong dossier warnings``, ``why`` and ``lateness``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

SUMMARIES: Texts = {
    "dossier warnings": (
        "What is late, or will be late if nobody acts: by whom it has to be done.",
        "Cảnh báo hồ sơ quá hạn, sẽ quá hạn nếu không xử lý; của cơ quan nào.",
    ),
    "dossier why": (
        "Why a dossier is late: which step, which agency, which pause.",
        "Vì sao hồ sơ quá hạn: bước nào, cơ quan nào, lần tạm dừng nào.",
    ),
    "dossier lateness": (
        "What made dossiers late in a period, added up.",
        "Nguyên nhân hồ sơ quá hạn trong kỳ, cộng theo nguyên nhân, cơ quan, bước.",
    ),
}
TEXTS: Texts = {
    "dossier warnings": (
        (
            "AGENCY is your own when left out; it and everybody below it are shown. What is expected rests "
            "on how long each agency took for the step the last times; with fewer than five of them its time "
            "counts as used up to the end. How late is said of the expected end. While a dossier waits for a "
            "supplement nothing is foreseen. "
            "--html writes a page to print or to mail."
        ),
        (
            "Bỏ trống AGENCY là cơ quan của mình; hiển thị cả các đơn vị cấp dưới. Dự báo căn cứ thời gian "
            "thực tế mỗi cơ quan đã làm bước đó trong các lần gần nhất; dưới năm lần thì coi như dùng hết "
            "thời hạn của bước. Số giờ quá hạn tính đến lúc dự kiến xong. Hồ sơ đang chờ bổ sung thì không "
            "dự báo. --html ghi ra trang để in hoặc gửi."
        ),
    ),
    "option.warnings-html": ("Write a page to this file.", "Ghi ra tệp trang HTML này."),
    "option.warnings-scope": (
        "self, or subtree: everybody below it as well.",
        "self: chỉ cơ quan đó; subtree: cả các đơn vị cấp dưới.",
    ),
    "option.lateness-first": (
        "First day (03/06/2026); with --last. The present month when left out.",
        "Ngày đầu kỳ (03/06/2026), kèm --last; bỏ trống cả hai là tháng hiện tại.",
    ),
    "option.lateness-last": ("Last day, included.", "Ngày cuối kỳ, tính cả ngày này."),
    "option.dossiers-agency": (
        "What this agency has in hand, instead of what your centre has taken in.",
        "Hồ sơ cơ quan này đang giữ, thay cho hồ sơ do trung tâm của mình tiếp nhận.",
    ),
}
_WARNINGS = """\
lienthong dossier warnings
lienthong dossier warnings 000.00.30.H39 --html canh-bao.html"""
_WHY = "lienthong dossier why 000.13.30.H39-260302-0001"
_LATENESS = "lienthong dossier lateness 000.00.30.H39 --first 01/03/2026 --last 31/03/2026"
EXAMPLES: Texts = {
    "dossier warnings": (_WARNINGS, _WARNINGS),
    "dossier why": (_WHY, _WHY),
    "dossier lateness": (_LATENESS, _LATENESS),
}

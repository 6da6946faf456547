"""The texts of ``lienthong dossier track``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]
_EXAMPLE = (
    "lienthong dossier track 000.00.14.H39-260302-0001\n"
    "lienthong --json dossier track 000.00.14.H39-260302-0001 < ma-tra-cuu.txt"
)

SUMMARIES: Texts = {
    "dossier track": (
        "Look a dossier up with the two codes of its slip, as the applicant would.",
        "Tra cứu hồ sơ bằng hai mã trên giấy hẹn, như người nộp hồ sơ.",
    ),
}
TEXTS: Texts = {
    "dossier track": (
        (
            "The tracking secret is asked for without showing it; from a pipe, its first line is read. It is "
            "no argument, which a shell would remember. The answer is what the public page shows, without "
            "anybody's name. Exit codes: 4 no such code, or another secret; 5 looked up too often, try again "
            "later."
        ),
        (
            "Mã tra cứu được hỏi riêng và không hiển thị; nếu dùng ống dẫn thì đọc dòng đầu. Không nhận mã "
            "này làm tham số vì sẽ lưu lại trong lịch sử lệnh. Kết quả giống trang tra cứu công khai, không "
            "có thông tin cá nhân. Mã thoát: 4 không có hồ sơ hoặc sai mã tra cứu; 5 tra cứu quá nhiều lần, "
            "đề nghị thử lại sau."
        ),
    ),
}
EXAMPLES: Texts = {"dossier track": (_EXAMPLE, _EXAMPLE)}

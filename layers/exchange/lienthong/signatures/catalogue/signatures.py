"""What is found about a signature itself, in every format."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, PASSED, UNCLEAR, Rule, fail, info, warn
from lienthong.signatures.report import SubIndication as Sub

SIGNATURE: tuple[Rule, ...] = (
    fail(
        "signature.hash-mismatch",
        FAILED,
        Sub.HASH_FAILURE,
        "EN 319 102-1 5.2.7",
        "What was signed ({what}) was changed afterwards. Do not rely on the file; ask the sender "
        "for the original.",
        "Nội dung đã ký ({what}) bị thay đổi sau khi ký. Không sử dụng tệp này; đề nghị bên gửi cung "
        "cấp bản gốc.",
        fixed=True,
    ),
    fail(
        "signature.value-wrong",
        FAILED,
        Sub.SIG_CRYPTO_FAILURE,
        "EN 319 102-1 5.2.7",
        "The signature value does not match the signer's key. Do not rely on the file.",
        "Giá trị chữ ký không khớp với khóa của người ký. Không sử dụng tệp này.",
        fixed=True,
    ),
    warn(
        "signature.attributes-unsorted",
        UNCLEAR,
        Sub.FORMAT_FAILURE,
        "RFC 5652 5.3",
        "The signed attributes are not sorted as DER requires; stricter programs will refuse the signature. "
        "The sender's signing software should be mended.",
        "Các thuộc tính được ký không xếp theo thứ tự DER; phần mềm chặt chẽ hơn có thể từ chối chữ ký này. "
        "Bên gửi nên cập nhật phần mềm ký.",
    ),
    fail(
        "signature.algorithm-unknown",
        UNCLEAR,
        Sub.CRYPTO_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.7",
        "The signature uses an algorithm that cannot be checked here ({algorithm}).",
        "Chữ ký dùng thuật toán không kiểm tra được tại đây ({algorithm}).",
        fixed=True,
    ),
    fail(
        "signature.data-missing",
        UNCLEAR,
        Sub.SIGNED_DATA_NOT_FOUND,
        "EN 319 102-1 5.2.7",
        "The signed content is not here ({what}). Give the file that was signed together with the signature.",
        "Thiếu nội dung đã ký ({what}). Đề nghị cung cấp tệp nội dung kèm theo chữ ký.",
        fixed=True,
    ),
    fail(
        "signature.data-doubled",
        FAILED,
        Sub.FORMAT_FAILURE,
        "RFC 5652 5.2",
        "The signature carries content of its own and another content was given: it is not clear "
        "what was signed.",
        "Chữ ký đã chứa nội dung, đồng thời có nội dung rời: không xác định được nội dung đã ký.",
        fixed=True,
    ),
    fail(
        "signature.structure",
        FAILED,
        Sub.FORMAT_FAILURE,
        "EN 319 102-1 5.2.2",
        "The signature is not well formed: {why}. Ask the sender to sign again.",
        "Chữ ký sai cấu trúc: {why}. Đề nghị bên gửi ký lại.",
        fixed=True,
    ),
    fail(
        "signature.attributes-missing",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.1",
        "The signature has no signed attributes, so neither its certificate nor its content type is "
        "protected.",
        "Chữ ký không có thuộc tính được ký nên chứng thư và loại nội dung không được bảo vệ.",
    ),
    warn(
        "signature.digest-not-listed",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "RFC 5652 5.1",
        "The signature's digest algorithm is missing from the list at its head.",
        "Thuật toán băm của chữ ký không có trong danh sách khai ở đầu chữ ký.",
    ),
    warn(
        "signature.no-timestamp",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.5.4",
        "No trusted timestamp proves when the signature was made; it is judged as of now. Ask for a "
        "timestamped one.",
        "Không có dấu thời gian tin cậy chứng minh thời điểm ký; chữ ký được xét tại thời điểm kiểm tra. "
        "Đề nghị ký kèm dấu thời gian.",
    ),
    fail(
        "signature.claimed-time-in-future",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8",
        "The signature claims a time in the future ({time}). Check the signer's clock and sign again.",
        "Chữ ký khai thời điểm trong tương lai ({time}). Đề nghị kiểm tra đồng hồ và ký lại.",
    ),
    warn(
        "signature.claimed-time-after-timestamp",
        UNCLEAR,
        Sub.TIMESTAMP_ORDER_FAILURE,
        "EN 319 102-1 5.5.4",
        "The claimed time ({claimed}) is later than the timestamp ({stamped}).",
        "Thời điểm ký khai ({claimed}) sau thời điểm của dấu thời gian ({stamped}).",
    ),
    fail(
        "signature.nothing-covered",
        FAILED,
        Sub.FORMAT_FAILURE,
        "EN 319 132-1 5.1",
        "The signature covers nothing of the document itself.",
        "Chữ ký không bao phủ nội dung nào của văn bản.",
        fixed=True,
    ),
    fail(
        "signature.covers-part",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 102-1 5.2.8",
        "The signature covers only a part of the file: {what}.",
        "Chữ ký chỉ bao phủ một phần của tệp: {what}.",
    ),
    info(
        "signature.counter-signature",
        PASSED,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 122-1 5.2.7",
        "Countersigned by {signer} ({integrity}).",
        "Có chữ ký xác nhận của {signer} ({integrity}).",
    ),
)

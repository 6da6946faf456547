"""What is found about PDF files: coverage, and what was done after signing."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, PASSED, UNCLEAR, Rule, fail, info
from lienthong.signatures.report import SubIndication as Sub

PDF: tuple[Rule, ...] = (
    fail(
        "pdf.modified",
        FAILED,
        Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.8, EN 319 142-1 5.5",
        "The document was changed after this signature: {what}. Do not rely on what is displayed; "
        "ask the sender for the file as it was signed.",
        "Văn bản đã bị sửa sau chữ ký này: {what}. Không căn cứ vào nội dung hiển thị; "
        "đề nghị bên gửi cung cấp tệp đúng như khi ký.",
        fixed=True,
    ),
    fail(
        "pdf.byte-range",
        FAILED,
        Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.8.1, EN 319 142-1 5.4",
        "The signature's ByteRange is not acceptable: {why}. Ask the sender for the file as it was signed.",
        "Vùng dữ liệu được ký (ByteRange) không hợp lệ: {why}. Đề nghị bên gửi cung cấp tệp đúng như khi ký.",
        fixed=True,
    ),
    fail(
        "pdf.not-covered",
        FAILED,
        Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.8.1, EN 319 142-1 5.4",
        "The signature does not cover the part of the file in which it stands: it may have been copied from "
        "an earlier version. Ask the sender for the file as it was signed.",
        "Chữ ký không bao phủ phần tệp chứa chính nó, có thể đã bị sao chép từ phiên bản trước. "
        "Đề nghị bên gửi cung cấp tệp đúng như khi ký.",
        fixed=True,
    ),
    fail(
        "pdf.trailing-bytes",
        FAILED,
        Sub.FORMAT_FAILURE,
        "ISO 32000-2 7.5.5",
        "{count} bytes that no signature covers follow the end of the document. Ask the sender for a "
        "clean file.",
        "Có {count} byte nằm sau phần kết thúc văn bản mà không chữ ký nào bao phủ. "
        "Đề nghị bên gửi cung cấp tệp sạch.",
        fixed=True,
    ),
    fail(
        "pdf.signature-stripped",
        FAILED,
        Sub.FORMAT_FAILURE,
        "EN 319 142-1 5.5",
        "A signature that an earlier revision carried ({field}) was taken out of the document. Ask the "
        "sender for the file with all its signatures.",
        "Một chữ ký có trong phiên bản trước ({field}) đã bị gỡ khỏi văn bản. Đề nghị bên gửi cung cấp tệp "
        "còn đủ chữ ký.",
        fixed=True,
    ),
    fail(
        "pdf.widget-covers-page",
        FAILED,
        Sub.FORMAT_FAILURE,
        "ISO 32000-2 12.5.6.19",
        "The picture of a later signature ({field}) covers {percent}% of a page and may hide its text. "
        "Ask for a signature with a smaller picture.",
        "Hình ảnh của chữ ký sau ({field}) che {percent}% trang, có thể che khuất nội dung. "
        "Đề nghị ký lại với hình chữ ký nhỏ hơn.",
    ),
    fail(
        "pdf.shown-by-untrusted",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 142-1 5.5",
        "A later signature ({field}) that is not valid changed what the document shows. Rely on the "
        "file only after that signature has been cleared up with its signer.",
        "Một chữ ký sau ({field}) không hợp lệ đã thay đổi phần hiển thị của văn bản. Chỉ sử dụng "
        "tệp sau khi đã làm rõ chữ ký đó với người ký.",
    ),
    info(
        "pdf.extended",
        PASSED,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 142-1 5.5",
        "After this signature only signatures, timestamps or validation data were added.",
        "Sau chữ ký này, tệp chỉ được bổ sung chữ ký, dấu thời gian hoặc dữ liệu xác thực.",
    ),
)

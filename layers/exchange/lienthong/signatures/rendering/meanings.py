"""What each verdict means to its reader: the cause in one sentence, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from lienthong.signatures.rendering.words import Words
from lienthong.signatures.report import SubIndication


class Meaning(NamedTuple):
    """What a verdict means, and what its reader does now."""

    cause: Words
    advice: Words


_USE: Final = Words("The file may be used.", "Được sử dụng tệp này.")
_REFUSE: Final = Words(
    "Do not use this file. Ask the sender for the original; refuse it (status 02) if it came as a document.",
    "Không sử dụng tệp này. Đề nghị bên gửi cung cấp bản gốc; nếu là văn bản đến thì từ chối nhận "
    "(trạng thái 02).",
)
_SIGN_AGAIN: Final = Words(
    "Do not accept it as signed. Ask the sender to sign again with a certificate in force.",
    "Không tiếp nhận như văn bản đã ký. Đề nghị bên gửi ký lại bằng chứng thư số còn hiệu lực.",
)
_ASK_TRUST: Final = Words(
    "Do not accept it yet. Find out which authority issued the certificate; if the State trusts it, "
    "give its root certificate with --trust and check again.",
    "Chưa tiếp nhận. Đề nghị xác minh tổ chức cấp chứng thư; nếu được Nhà nước công nhận thì bổ sung "
    "chứng thư gốc bằng --trust rồi kiểm tra lại.",
)
_ASK_REVOCATION: Final = Words(
    "Do not accept it yet. Get the authority's list of revoked certificates (CRL), give it with --crl, "
    "and check again.",
    "Chưa tiếp nhận. Đề nghị lấy danh sách chứng thư bị thu hồi (CRL) của tổ chức cấp chứng thư, "
    "bổ sung bằng --crl rồi kiểm tra lại.",
)
_ASK_SENDER: Final = Words(
    "Do not accept it yet. Show the findings below to the sender and ask for a properly signed file.",
    "Chưa tiếp nhận. Đề nghị gửi các phát hiện dưới đây cho bên gửi và yêu cầu tệp được ký đúng quy định.",
)

PASSED: Final = Meaning(
    Words(
        "Every signature is valid, and the content is exactly what was signed.",
        "Mọi chữ ký số đều hợp lệ; nội dung đúng như khi ký.",
    ),
    _USE,
)
PASSED_WITH_WARNINGS: Final = Meaning(
    PASSED.cause,
    Words(
        "The file may be used; read the notes below first.",
        "Được sử dụng tệp này; đề nghị đọc các lưu ý dưới đây trước.",
    ),
)

BY_CODE: Final[Mapping[str, Meaning]] = {
    "pdf.modified": Meaning(
        Words(
            "The document was changed after it was signed. What you see is not what was signed.",
            "Văn bản đã bị sửa sau khi ký. Nội dung đang hiển thị không phải nội dung đã ký.",
        ),
        _REFUSE,
    ),
    "pdf.trailing-bytes": Meaning(
        Words(
            "Something was appended to the document after it was signed.",
            "Văn bản bị gắn thêm dữ liệu sau khi ký.",
        ),
        _REFUSE,
    ),
    "pdf.signature-stripped": Meaning(
        Words("A signature was taken out of the document.", "Một chữ ký số đã bị gỡ khỏi văn bản."),
        _REFUSE,
    ),
    "pdf.widget-covers-page": Meaning(
        Words(
            "The picture of a signature lies over the page and may hide its text.",
            "Hình ảnh chữ ký che lên trang, có thể che khuất nội dung.",
        ),
        _REFUSE,
    ),
    "pdf.byte-range": Meaning(
        Words(
            "The signature leaves out parts of the document, so they could be anything.",
            "Chữ ký bỏ sót một phần văn bản nên phần đó có thể bị thay đổi tùy ý.",
        ),
        _REFUSE,
    ),
    "signature.nothing-covered": Meaning(
        Words(
            "The signature covers nothing of the document.",
            "Chữ ký không bao phủ nội dung nào của văn bản.",
        ),
        _REFUSE,
    ),
    "signature.data-doubled": Meaning(
        Words(
            "The signature carries content of its own, so it is not a signature of the file given.",
            "Chữ ký đã chứa nội dung riêng nên không phải chữ ký của tệp được cung cấp.",
        ),
        _REFUSE,
    ),
    "container.uncovered": Meaning(
        Words(
            "The container holds files that nobody signed.",
            "Trong gói có tệp không được ai ký.",
        ),
        _ASK_SENDER,
    ),
    "certificate.key-usage": Meaning(
        Words(
            "It was signed with a certificate that is not for signing documents.",
            "Văn bản được ký bằng chứng thư không dùng để ký văn bản.",
        ),
        Words(
            "Do not accept it as signed. Ask the sender to sign again with a signature certificate.",
            "Không tiếp nhận như văn bản đã ký. Đề nghị bên gửi ký lại bằng chứng thư dùng cho chữ ký số.",
        ),
    ),
    "certificate.expired-no-proof": Meaning(
        Words(
            "The signer's certificate has expired, and nothing proves that the signature is older.",
            "Chứng thư số của người ký đã hết hạn, và không có bằng chứng chữ ký được tạo trước đó.",
        ),
        _SIGN_AGAIN,
    ),
    "certificate.not-yet-valid-now": Meaning(
        Words(
            "The signer's certificate is not valid yet.",
            "Chứng thư số của người ký chưa có hiệu lực.",
        ),
        Words(
            "Check this computer's clock, then check the file again; else ask the sender to sign again.",
            "Đề nghị kiểm tra đồng hồ máy này rồi kiểm tra lại tệp; nếu vẫn vậy thì yêu cầu bên gửi ký lại.",
        ),
    ),
    "certificate.reference-missing": Meaning(
        Words(
            "The signature does not protect which certificate it was made with.",
            "Chữ ký không bảo vệ thông tin về chứng thư đã dùng để ký.",
        ),
        _ASK_SENDER,
    ),
    "signature.no-timestamp": Meaning(
        Words(
            "Nothing proves when it was signed, and the policy asks for that proof.",
            "Không có bằng chứng về thời điểm ký, trong khi chính sách yêu cầu.",
        ),
        Words(
            "Do not accept it yet. Ask the sender for a signature with a timestamp.",
            "Chưa tiếp nhận. Đề nghị bên gửi ký kèm dấu thời gian.",
        ),
    ),
    "signature.claimed-time-in-future": Meaning(
        Words(
            "The signature claims to be made in the future.",
            "Chữ ký khai thời điểm ký trong tương lai.",
        ),
        _ASK_SENDER,
    ),
}
"""Where the finding that decides says more than its sub-indication."""

BY_SUB_INDICATION: Final[Mapping[SubIndication, Meaning]] = {
    SubIndication.FORMAT_FAILURE: Meaning(
        Words(
            "The file or its signature is damaged or was tampered with; it cannot be read as signed.",
            "Tệp hoặc chữ ký bị hỏng hoặc bị can thiệp, không đọc được như khi ký.",
        ),
        _REFUSE,
    ),
    SubIndication.HASH_FAILURE: Meaning(
        Words(
            "The content was changed after it was signed.",
            "Nội dung đã bị thay đổi sau khi ký.",
        ),
        _REFUSE,
    ),
    SubIndication.SIG_CRYPTO_FAILURE: Meaning(
        Words(
            "The signature was not made with the signer's key, or was damaged.",
            "Chữ ký không được tạo bằng khóa của người ký, hoặc đã bị hỏng.",
        ),
        _REFUSE,
    ),
    SubIndication.REVOKED: Meaning(
        Words(
            "The signer's certificate had been revoked before the signature was made.",
            "Chứng thư số của người ký đã bị thu hồi trước khi ký.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.EXPIRED: Meaning(
        Words(
            "The signer's certificate had expired before the signature was made.",
            "Chứng thư số của người ký đã hết hạn trước khi ký.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.NOT_YET_VALID: Meaning(
        Words(
            "The signer's certificate was not yet valid when the signature was made.",
            "Chứng thư số của người ký chưa có hiệu lực khi ký.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.SIG_CONSTRAINTS_FAILURE: Meaning(
        Words(
            "The signature does not fulfil the rules that it is checked by.",
            "Chữ ký không đáp ứng quy định được áp dụng khi kiểm tra.",
        ),
        _ASK_SENDER,
    ),
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: Meaning(
        Words(
            "The signer's certificate is of a kind that the rules do not accept.",
            "Chứng thư số của người ký thuộc loại không được chấp nhận.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE: Meaning(
        Words(
            "The way from the signer's certificate to a trusted authority is faulty.",
            "Đường dẫn từ chứng thư người ký đến tổ chức được tin cậy có sai sót.",
        ),
        _ASK_TRUST,
    ),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE: Meaning(
        Words(
            "The signature uses an algorithm that is too weak or unknown.",
            "Chữ ký dùng thuật toán quá yếu hoặc không xác định.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Meaning(
        Words(
            "The signature uses an algorithm that is too weak by now, and nothing proves that it is older.",
            "Chữ ký dùng thuật toán nay đã quá yếu và không có bằng chứng chữ ký được tạo từ trước.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.POLICY_PROCESSING_ERROR: Meaning(
        Words(
            "The policy that the signature names cannot be applied.",
            "Không áp dụng được chính sách mà chữ ký nêu.",
        ),
        _ASK_SENDER,
    ),
    SubIndication.TIMESTAMP_ORDER_FAILURE: Meaning(
        Words(
            "The times of signing contradict each other.",
            "Các thời điểm ký mâu thuẫn nhau.",
        ),
        _ASK_SENDER,
    ),
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND: Meaning(
        Words(
            "Whose signature this is cannot be said: the certificate is missing or is another one.",
            "Không xác định được người ký: thiếu chứng thư số hoặc chứng thư không đúng.",
        ),
        _ASK_SENDER,
    ),
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: Meaning(
        Words(
            "The content is as it was signed, but the authority that issued the signer's certificate is not "
            "among those trusted here.",
            "Nội dung đúng như khi ký, nhưng tổ chức cấp chứng thư cho người ký không thuộc danh sách "
            "được tin cậy tại đây.",
        ),
        _ASK_TRUST,
    ),
    SubIndication.REVOKED_NO_POE: Meaning(
        Words(
            "The signer's certificate was revoked, and nothing proves that the signature is older.",
            "Chứng thư số của người ký đã bị thu hồi và không có bằng chứng chữ ký được tạo trước đó.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.REVOKED_CA_NO_POE: Meaning(
        Words(
            "The certificate of the authority that issued the signer's was revoked.",
            "Chứng thư của tổ chức cấp chứng thư cho người ký đã bị thu hồi.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.OUT_OF_BOUNDS_NO_POE: Meaning(
        Words(
            "The signer's certificate has expired or is not valid yet, and nothing proves that it was valid "
            "when signing.",
            "Chứng thư số của người ký đã hết hạn hoặc chưa có hiệu lực, và không có bằng chứng chữ ký được "
            "tạo khi chứng thư còn hiệu lực.",
        ),
        _SIGN_AGAIN,
    ),
    SubIndication.TRY_LATER: Meaning(
        Words(
            "Whether the signer's certificate was revoked cannot be said from what is here.",
            "Chưa có dữ liệu để biết chứng thư số của người ký có bị thu hồi hay không.",
        ),
        _ASK_REVOCATION,
    ),
    SubIndication.SIGNED_DATA_NOT_FOUND: Meaning(
        Words(
            "This is a signature without the file that was signed.",
            "Đây là chữ ký rời, thiếu tệp nội dung đã ký.",
        ),
        Words(
            "Give the signed file with --content and check again.",
            "Đề nghị bổ sung tệp đã ký bằng --content rồi kiểm tra lại.",
        ),
    ),
    SubIndication.NO_SIGNATURE_FOUND: Meaning(
        Words("Nobody has signed this file.", "Tệp này chưa được ai ký số."),
        Words(
            "Use it for information only. If it should be signed, ask the sender for the signed file.",
            "Chỉ dùng để tham khảo. Nếu phải là văn bản đã ký, đề nghị bên gửi cung cấp tệp đã ký số.",
        ),
    ),
    SubIndication.RESOURCE_LIMIT: Meaning(
        Words(
            "The check was stopped because the file asks for far more work than an ordinary one.",
            "Việc kiểm tra đã dừng vì tệp đòi hỏi xử lý nhiều bất thường.",
        ),
        _ASK_SENDER,
    ),
    SubIndication.ENCRYPTED: Meaning(
        Words(
            "The file is protected by a password and cannot be checked.",
            "Tệp được bảo vệ bằng mật khẩu nên không kiểm tra được.",
        ),
        Words(
            "Ask the sender for the file without a password.",
            "Đề nghị bên gửi cung cấp tệp không đặt mật khẩu.",
        ),
    ),
}

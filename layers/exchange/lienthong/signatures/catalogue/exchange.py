"""What the exchange finds beside EN 319 102-1: who signed for whom, in which order."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import UNCLEAR, Rule, fail, warn
from lienthong.signatures.report import SubIndication as Sub

EXCHANGE: tuple[Rule, ...] = (
    fail(
        "signature.wrong-agency",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "D28 5.4",
        "{signer} is registered for agency {agency}, not for the sender.",
        "{signer} được đăng ký cho cơ quan {agency}, không phải cơ quan gửi.",
    ),
    warn(
        "signature.not-registered",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "D28 5.4",
        "{signer} is not registered for any agency of the exchange.",
        "{signer} chưa được đăng ký cho cơ quan nào trên trục liên thông.",
    ),
    warn(
        "signature.leader-missing",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1",
        "The signature of the person with authority to sign is missing or not valid.",
        "Thiếu chữ ký số hợp lệ của người có thẩm quyền.",
    ),
    warn(
        "signature.agency-missing",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1",
        "The agency's own signature is missing or not valid.",
        "Thiếu chữ ký số hợp lệ của cơ quan, tổ chức.",
    ),
    warn(
        "signature.order",
        UNCLEAR,
        Sub.TIMESTAMP_ORDER_FAILURE,
        "ND30 5.1, Annex I",
        "The agency signed before the leader.",
        "Chữ ký của cơ quan được tạo trước chữ ký của người có thẩm quyền.",
    ),
    warn(
        "envelope.signer-name",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1, QCVN 102:2016 SignerInfo",
        "The envelope names {stated} as signer, the certificate that signed belongs to {signed}. "
        "Ask the sender which of the two is right.",
        "Phong bì ghi người ký là {stated}, chứng thư đã ký lại thuộc về {signed}. "
        "Đề nghị bên gửi xác nhận nội dung đúng.",
    ),
    warn(
        "envelope.signer-position",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "ND30 5.1, QCVN 102:2016 SignerInfo",
        "The envelope gives the signer's position as {stated}, the certificate as {signed}. "
        "Ask the sender which of the two is right.",
        "Phong bì ghi chức vụ người ký là {stated}, chứng thư số ghi là {signed}. "
        "Đề nghị bên gửi xác nhận nội dung đúng.",
    ),
)

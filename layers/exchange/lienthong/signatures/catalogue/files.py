"""What is found about a file before any signature of it is judged."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, UNCLEAR, Rule, fail, warn
from lienthong.signatures.report import SubIndication as Sub

FILE: tuple[Rule, ...] = (
    fail(
        "file.no-signature",
        UNCLEAR,
        Sub.NO_SIGNATURE_FOUND,
        "EN 319 102-1 5.1.3",
        "The file carries no signature. Ask the sender for the signed file.",
        "Tệp không có chữ ký số. Đề nghị bên gửi cung cấp tệp đã ký số.",
        fixed=True,
    ),
    warn(
        "file.media-type",
        UNCLEAR,
        Sub.FORMAT_FAILURE,
        "D28 5.4",
        "The envelope declares {declared}, but the bytes are {found}. Trust the bytes, not the name.",
        "Phong bì khai {declared} nhưng nội dung tệp là {found}. Đề nghị căn cứ nội dung, không căn "
        "cứ tên tệp.",
    ),
    fail(
        "file.unreadable",
        FAILED,
        Sub.FORMAT_FAILURE,
        "EN 319 102-1 5.2.2",
        "The file cannot be read: {why}. Ask the sender for an undamaged file.",
        "Không đọc được tệp: {why}. Đề nghị bên gửi cung cấp tệp không bị hỏng.",
        fixed=True,
    ),
    fail(
        "file.encrypted",
        UNCLEAR,
        Sub.ENCRYPTED,
        "ISO 32000-2 7.6",
        "The file is encrypted and cannot be checked. Ask the sender for a file without password.",
        "Tệp bị mã hóa nên không kiểm tra được. Đề nghị bên gửi cung cấp tệp không đặt mật khẩu.",
        fixed=True,
    ),
    fail(
        "resource.limit",
        UNCLEAR,
        Sub.RESOURCE_LIMIT,
        "policy: limits",
        "The check was stopped: {what}. Ask the sender for a file produced in the ordinary way.",
        "Việc kiểm tra đã dừng: {what}. Đề nghị bên gửi cung cấp tệp được tạo theo cách thông thường.",
        fixed=True,
    ),
    fail(
        "format.unsupported",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "policy: formats",
        "The signature is of a kind that is not supported ({what}). Ask for PAdES, CAdES, XAdES or ASiC.",
        "Loại chữ ký chưa được hỗ trợ ({what}). Đề nghị dùng PAdES, CAdES, XAdES hoặc ASiC.",
        fixed=True,
    ),
)

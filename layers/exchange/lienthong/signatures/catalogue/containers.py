"""What is found about ASiC containers."""

from __future__ import annotations

from lienthong.signatures.catalogue.rules import FAILED, UNCLEAR, Rule, fail
from lienthong.signatures.report import SubIndication as Sub

CONTAINER: tuple[Rule, ...] = (
    fail(
        "container.structure",
        FAILED,
        Sub.FORMAT_FAILURE,
        "EN 319 162-1 4",
        "The container is not well formed: {why}. Ask the sender to build it again.",
        "Gói tệp ký sai cấu trúc: {why}. Đề nghị bên gửi tạo lại.",
        fixed=True,
    ),
    fail(
        "container.uncovered",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 162-1 4.4",
        "No signature covers these files of the container: {names}. Do not rely on them.",
        "Các tệp sau trong gói không được chữ ký nào bao phủ: {names}. Không căn cứ vào các tệp này.",
    ),
    fail(
        "container.mimetype",
        UNCLEAR,
        Sub.SIG_CONSTRAINTS_FAILURE,
        "EN 319 162-1 A.1",
        "The container's mimetype is {why}.",
        "Khai báo mimetype của gói tệp {why}.",
    ),
)

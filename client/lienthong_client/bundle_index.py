"""The bundle's first page: what was exchanged, when, and how to check it. For reading and for paper.

In Vietnamese: it is for the file of a Vietnamese agency or court. What it says is proven by what lies beside
it, never by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lienthong.signatures.rendering.html import escaped, render_document, render_facts
from lienthong.signatures.rendering.words import local_time
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_client.messages import word

if TYPE_CHECKING:
    from lienthong_client.bundling import Contents

_FOOTER = (
    "Trang này chỉ để đọc, tự nó không chứng minh điều gì. Giá trị chứng minh nằm ở các biên nhận, dấu thời "
    "gian và báo cáo trong cùng gói; kiểm tra không cần mạng bằng lệnh ghi ở trên."
)


def render_index(contents: Contents, made_at: datetime) -> bytes:
    """The page as UTF-8."""
    envelope = contents.envelope
    facts = (
        ("Số, ký hiệu", f"{envelope['number']}/{envelope['notation']}"),
        ("Trích yếu", str(envelope["subject"])),
        ("Mã văn bản", str(envelope["document_id"])),
        ("Bên gửi", contents.name_of(str(envelope["sender"]))),
        ("Mã lần gửi", contents.submission_id),
        ("Lập gói lúc", local_time(made_at, "vi")),
    )
    events = _table(("Thời điểm", "Nội dung", "Cơ quan", "Biên nhận"), _events(contents))
    documents = _table(("Tệp", "SHA-256", "Trong gói"), _documents(contents))
    said = [(name, word("indication", indication, "vi")) for name, indication in contents.verdicts()]
    verdicts = _table(("Tệp", "Kết luận"), said)
    article = (
        "<article>\n<h1>Gói bằng chứng trao đổi văn bản điện tử</h1>\n"
        f"<h2>{escaped(str(envelope['subject']))}</h2>\n{render_facts(facts)}"
        f"{_section('Quá trình', events)}{_section('Tệp văn bản', documents)}"
        f"{_section('Báo cáo kiểm tra chữ ký số', verdicts)}{_section('Cách kiểm tra', _how())}</article>\n"
    )
    title = f"Gói bằng chứng {contents.submission_id}"
    return render_document(title, article, _FOOTER, "vi").encode()


def _events(contents: Contents) -> Iterable[Sequence[str]]:
    for receipt in contents.receipts:
        event = receipt.event
        who = str(event["agency"] or event["actor"])
        yield (
            local_time(receipt.at, "vi"),
            word("event", str(event["type"]), "vi"),
            word("actor", who, "vi") if who == "exchange" else contents.name_of(who),
            _place(receipt),
        )


def _place(receipt: UnverifiedReceipt) -> str:
    stamped = "có dấu thời gian" if receipt.token else "chờ dấu thời gian"
    return f"bản ghi {receipt.proof.index}; {stamped}"


def _documents(contents: Contents) -> Iterable[Sequence[str]]:
    for attachment in contents.attachments:
        name, digest = str(attachment["name"]), str(attachment["sha256"])
        yield name, digest, "có" if digest in contents.documents else "không, đối chiếu bằng mã băm"


def _how() -> str:
    return (
        "<p>Lấy khóa nhật ký, chính sách chứng kiến và chứng thư gốc từ nguồn khác với đơn vị vận hành trục "
        "liên thông, rồi chạy:</p>\n<p><code>lienthong bundle verify TỆP.asice --key KHÓA --witnesses "
        "CHÍNH-SÁCH --trust CHỨNG-THƯ-GỐC --crl DANH-SÁCH-THU-HỒI</code></p>\n"
    )


def _section(heading: str, html: str) -> str:
    return f"<section>\n<h3>{escaped(heading)}</h3>\n{html}</section>\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escaped(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"

"""What can be found about an evidence bundle beside its receipts, reports and time-stamp."""

from __future__ import annotations

from collections.abc import Mapping

from lienthong.tlog.receipt_findings import ReceiptFinding, Rule, Weight, find_in

_RULES: Mapping[str, Rule] = {
    "bundle.unreadable": Rule(
        Weight.FAIL,
        "This is no evidence bundle ({why}). Get it again, and keep the file as it is.",
        "Đây không phải gói bằng chứng ({why}). Đề nghị lấy lại và giữ nguyên tệp.",
    ),
    "bundle.damaged": Rule(
        Weight.FAIL,
        "The bundle is not as it was time-stamped: {why}",
        "Gói bằng chứng không còn như khi được cấp dấu thời gian: {why}",
    ),
    "bundle.member-added": Rule(
        Weight.FAIL,
        "This file was added after the bundle was time-stamped. Do not rely on it.",
        "Tệp này được thêm vào sau khi gói được cấp dấu thời gian. Đề nghị không sử dụng.",
    ),
    "bundle.member-unknown": Rule(
        Weight.WARN,
        "Nothing in the bundle says what this file is; it proves nothing.",
        "Không có căn cứ cho biết tệp này là gì; tệp không có giá trị chứng minh.",
    ),
    "bundle.time-proven": Rule(
        Weight.INFO,
        "All files of the bundle are proven to have existed, unchanged since, by {time}.",
        "Mọi tệp trong gói được chứng minh đã tồn tại trước {time} và không thay đổi từ đó.",
    ),
    "bundle.time-unproven": Rule(
        Weight.WARN,
        "The bundle's own time-stamp is intact, but nobody you named vouches for it (--trust, --crl). The "
        "receipts have time-stamps of their own.",
        "Dấu thời gian của gói nguyên vẹn nhưng chưa có căn cứ tin cậy (--trust, --crl). "
        "Các biên nhận có dấu thời gian riêng.",
    ),
    "bundle.no-receipts": Rule(
        Weight.FAIL,
        "There is no receipt in the bundle, so nothing in it is proven. Get it again.",
        "Gói không có biên nhận nào nên không chứng minh được gì. Đề nghị lấy lại.",
    ),
    "bundle.nothing-proven": Rule(
        Weight.FAIL,
        "None of the bundle's receipts holds, so nothing in it is proven. The findings above say why.",
        "Không biên nhận nào trong gói hợp lệ nên không chứng minh được gì. Lý do nêu ở các phát hiện trên.",
    ),
    "bundle.other-submission": Rule(
        Weight.FAIL,
        "This receipt is about {about}, not about the submission of the bundle ({wanted}).",
        "Biên nhận này thuộc về {about}, không phải lần gửi của gói ({wanted}).",
    ),
    "bundle.receipt-repeated": Rule(
        Weight.FAIL,
        "Two files hold receipts of the same event ({event}).",
        "Có hai tệp biên nhận của cùng một sự kiện ({event}).",
    ),
    "bundle.document-proven": Rule(
        Weight.INFO,
        "This is the document that was exchanged: event {event} names its SHA-256.",
        "Đây đúng là tệp đã trao đổi: sự kiện {event} ghi mã băm SHA-256 của tệp.",
    ),
    "bundle.document-other": Rule(
        Weight.FAIL,
        "No proven event names this file: its SHA-256 is {digest}. It is not what was exchanged.",
        "Không sự kiện nào được chứng minh ghi tệp này (SHA-256 {digest}). Đây không phải tệp đã trao đổi.",
    ),
    "bundle.document-unproven": Rule(
        Weight.FAIL,
        "The receipt of the submission's arrival, which names the documents, does not hold or is missing; so "
        "nothing says whether this file (SHA-256 {digest}) was exchanged.",
        "Biên nhận tiếp nhận, nơi ghi các tệp đã trao đổi, không hợp lệ hoặc không có, nên chưa thể nói "
        "tệp này (SHA-256 {digest}) có được trao đổi hay không.",
    ),
    "bundle.document-absent": Rule(
        Weight.INFO,
        "The document with SHA-256 {digest} is not in the bundle. Whoever has it can be proven right by "
        "that digest.",
        "Gói không kèm tệp có SHA-256 {digest}. Ai giữ tệp đó đều đối chiếu được bằng mã băm này.",
    ),
    "bundle.report-proven": Rule(
        Weight.INFO,
        "This is the report on which the document was decided: event {event} names its SHA-256.",
        "Đây đúng là báo cáo làm căn cứ quyết định: sự kiện {event} ghi mã băm của báo cáo.",
    ),
    "bundle.report-unproven": Rule(
        Weight.WARN,
        "No event in the bundle names this report, so only the exchange says that it is the one. A recipient "
        "has no receipt of the decision; the sender or an auditor has.",
        "Không sự kiện nào trong gói ghi báo cáo này nên mới chỉ có trục liên thông xác nhận. Nơi nhận không "
        "có biên nhận của việc quyết định; bên gửi và cơ quan kiểm tra có.",
    ),
    "bundle.request-proven": Rule(
        Weight.INFO,
        "The request behind event {event} is signed by {key}, as its entry in the bundle has that key.",
        "Yêu cầu dẫn đến sự kiện {event} được ký bằng {key}, đúng khóa trong thông tin danh bạ kèm gói.",
    ),
    "bundle.request-wrong": Rule(
        Weight.FAIL,
        "The request behind event {event} is not signed by {key} of the agency's entry in the bundle. Ask "
        "the agency for its key of that time.",
        "Yêu cầu dẫn đến sự kiện {event} không khớp khóa {key} trong thông tin danh bạ kèm gói. "
        "Đề nghị hỏi cơ quan về khóa tại thời điểm đó.",
    ),
    "bundle.request-unchecked": Rule(
        Weight.WARN,
        "The key {key} of event {event}'s request is not in the bundle, so its signature was not checked.",
        "Gói không có khóa {key} của yêu cầu dẫn đến sự kiện {event} nên chưa kiểm tra chữ ký yêu cầu.",
    ),
}
CODES = frozenset(_RULES)


def find(code: str, subject: str, *, weight: Weight | None = None, **facts: str) -> ReceiptFinding:
    """The finding of this code about a file of the bundle."""
    return find_in(_RULES, code, subject, weight=weight, **facts)

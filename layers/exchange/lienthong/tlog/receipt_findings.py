"""What can be found about a receipt, each with a stable code, its weight and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lienthong.tlog.faults import TlogFault


class Weight(StrEnum):
    """``fail``: something is false, or was asked for and is not there; ``warn``: not proven; ``info``."""

    FAIL = "fail"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    """One observation. ``subject`` is ``receipt``, ``renewals/0`` and so on, or a file of a bundle."""

    code: str
    weight: Weight
    subject: str
    en: str
    vi: str

    def to_json(self) -> dict[str, str]:
        """The finding as machines read it; ``severity`` as in reports on signatures."""
        return {
            "code": self.code,
            "severity": self.weight.value,
            "subject": self.subject,
            "en": self.en,
            "vi": self.vi,
        }


class Rule(NamedTuple):
    """What a finding weighs by itself, and its sentences; templates over the facts of the case."""

    weight: Weight
    en: str
    vi: str


_RULES: Mapping[str, Rule] = {
    "receipt.quorum-met": Rule(
        Weight.INFO,
        "Enough witnesses of your policy have cosigned the checkpoint: {names}.",
        "Đủ bên chứng kiến theo chính sách đã ký xác nhận điểm kiểm tra: {names}.",
    ),
    "receipt.quorum-missing": Rule(
        Weight.WARN,
        "Too few witnesses of your policy have cosigned the checkpoint ({names}): the operator alone says "
        "that nobody was shown another history. Ask for the receipt again later, or check the whole log.",
        "Chưa đủ bên chứng kiến theo chính sách ký xác nhận điểm kiểm tra ({names}): mới chỉ có đơn vị "
        "vận hành cam kết không có lịch sử khác. Đề nghị lấy lại biên nhận sau, hoặc kiểm tra cả nhật ký.",
    ),
    "receipt.cosignature-wrong": Rule(
        Weight.WARN,
        "The cosignature of {names} does not verify and does not count. Get the receipt again.",
        "Chữ ký xác nhận của {names} không hợp lệ nên không được tính. Đề nghị lấy lại biên nhận.",
    ),
    "receipt.cosignatures-unknown": Rule(
        Weight.INFO,
        "Cosignatures that nobody you named has made were not checked: {names}. Give a witness policy that "
        "names them if they are to count.",
        "Chưa kiểm tra các chữ ký xác nhận không thuộc bên chứng kiến đã nêu: {names}. "
        "Nếu muốn tính, đề nghị nêu chính sách chứng kiến có các bên này.",
    ),
    "receipt.timestamp-waiting": Rule(
        Weight.WARN,
        "The checkpoint has no time-stamp yet, so only the log says when. Get the receipt again later; where "
        "the exchange has set up no time-stamping authority, there will be none.",
        "Điểm kiểm tra chưa có dấu thời gian nên mới chỉ có nhật ký cho biết thời điểm. Đề nghị lấy lại biên "
        "nhận sau; nếu trục chưa đăng ký dịch vụ cấp dấu thời gian thì biên nhận sẽ không có dấu này.",
    ),
    "receipt.timestamp-unvouched": Rule(
        Weight.WARN,
        "The time-stamp of {time} is intact, but you named nobody who vouches for {authority}. "
        "Give the authority's root certificate (--trust).",
        "Dấu thời gian lúc {time} nguyên vẹn, nhưng chưa có căn cứ tin cậy đối với {authority}. "
        "Đề nghị nêu chứng thư gốc của đơn vị cấp (--trust).",
    ),
    "receipt.timestamp-unchecked": Rule(
        Weight.WARN,
        "The time-stamp of {time} is intact and by an authority that you trust, but nothing at hand says "
        "whether the certificate of {authority} was revoked. Give a revocation list of that time or later "
        "(--crl).",
        "Dấu thời gian lúc {time} nguyên vẹn và do tổ chức được tin cậy cấp, nhưng chưa có dữ liệu cho biết "
        "chứng thư của {authority} có bị thu hồi hay không. Đề nghị nêu danh sách thu hồi từ thời điểm đó "
        "trở đi (--crl).",
    ),
    "receipt.timestamp-untrusted": Rule(
        Weight.FAIL,
        "{why}",
        "{why}",
    ),
    "receipt.timestamp-wrong": Rule(
        Weight.FAIL,
        "The time-stamp does not stand: {why} Get the receipt again; if that does not help, tell the "
        "operator.",
        "Dấu thời gian không hợp lệ: {why} Đề nghị lấy lại biên nhận; nếu vẫn lỗi, báo đơn vị vận hành.",
    ),
    "receipt.timestamp-proves": Rule(
        Weight.INFO,
        "Proven to have existed by {time}, by the time-stamp of {authority}.",
        "Được chứng minh đã tồn tại trước {time} bằng dấu thời gian của {authority}.",
    ),
    "receipt.renewal-wrong": Rule(
        Weight.FAIL,
        "This renewal does not name the time-stamp before it, so it proves nothing for it. "
        "Get the receipt again.",
        "Lần gia hạn này không nêu dấu thời gian liền trước nên không chứng minh được gì cho dấu đó. "
        "Đề nghị lấy lại biên nhận.",
    ),
    "receipt.renewal-order": Rule(
        Weight.FAIL,
        "This renewal is older than what it renews. Get the receipt again.",
        "Lần gia hạn này có trước dấu thời gian được gia hạn. Đề nghị lấy lại biên nhận.",
    ),
    "receipt.time-contradiction": Rule(
        Weight.FAIL,
        "The event is dated {at}, after the time-stamp that proves it ({time}): one of the two is wrong. "
        "Tell the log's operator and keep the receipt.",
        "Sự kiện ghi thời điểm {at}, sau dấu thời gian chứng minh nó ({time}): một trong hai không đúng. "
        "Đề nghị giữ biên nhận và báo đơn vị vận hành nhật ký.",
    ),
    "receipt.late": Rule(
        Weight.WARN,
        "The event is dated {at} but proven only since {time}. For the time between there is only the "
        "exchange's word.",
        "Sự kiện ghi thời điểm {at} nhưng chỉ được chứng minh từ {time}. "
        "Khoảng thời gian ở giữa chỉ dựa vào lời khai của trục liên thông.",
    ),
}
CODES = frozenset(_RULES)


def find(code: str, subject: str, *, weight: Weight | None = None, **facts: str) -> ReceiptFinding:
    """The finding of this code; ``weight`` where more was asked for than the rule itself does.

    A fact may differ by language: ``why_vi`` stands in for ``why`` in Vietnamese.
    """
    return find_in(_RULES, code, subject, weight=weight, **facts)


def find_in(
    rules: Mapping[str, Rule], code: str, subject: str, *, weight: Weight | None = None, **facts: str
) -> ReceiptFinding:
    """The same from another catalogue."""
    rule = rules[code]
    own = {name.removesuffix("_vi"): text for name, text in facts.items() if name.endswith("_vi")}
    return ReceiptFinding(
        code, weight or rule.weight, subject, rule.en.format_map(facts), rule.vi.format_map(facts | own)
    )


def of_fault(fault: TlogFault, subject: str) -> ReceiptFinding:
    """A fault of the log's data as a finding."""
    return ReceiptFinding(fault.code, Weight.FAIL, subject, fault.sentence("en"), fault.sentence("vi"))

"""Forms 01–04, which the applicant takes home (Circular 01/2018/TT-VPCP, annex): A5."""

from __future__ import annotations

from collections.abc import Iterator

from lienthong_client.forms.facts import Apology, HandedIn, Matter, Office, Person, ReceiptSlip, Refusal
from lienthong_client.forms.facts import SupplementRequest as Supplement
from lienthong_client.forms.sheet import (
    Block,
    Column,
    Facts,
    Listing,
    Sheet,
    Signatures,
    Table,
    Tracking,
    Words,
    day_in_words,
    dong,
    head_of,
    hour_and_day_in_words,
)

_SIGN = "(Ký và ghi rõ họ tên)"
_SEAL = "(Ký, ghi rõ họ tên và đóng dấu)"


def receipt_slip(slip: ReceiptSlip) -> tuple[Sheet, ...]:
    """Form 01 twice: the applicant's copy, and the office's, which does not have the secret."""
    return (
        _slip_copy(slip, "(Liên: Giao người nộp hồ sơ)", slip.secret),
        _slip_copy(slip, "(Liên: Lưu)", ""),
    )


def _slip_copy(slip: ReceiptSlip, copy: str, secret: str) -> Sheet:
    title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    desk = slip.office.desk
    blocks: list[Block] = [
        Facts((("Mã hồ sơ", slip.matter.code),)),
        Facts(((desk, ""), *_who("Tiếp nhận hồ sơ của", slip.applicant), *_what(slip.matter))),
        _papers(slip.papers),
        Facts(tuple(_appointment(slip))),
        *_tracking(slip.matter, secret),
        Signatures((("Người nộp hồ sơ", _SIGN, ""), ("Người tiếp nhận hồ sơ", _SIGN, slip.officer))),
    ]
    return Sheet(
        paper="a5",
        head=head_of(slip.office, slip.received_at, slip.number, "TNHS"),
        title=title,
        subtitle=copy,
        corner="Mẫu số 01",
        running=f"{title} – {slip.matter.code}",
        blocks=tuple(blocks),
    )


def _appointment(slip: ReceiptSlip) -> Iterator[tuple[str, str]]:
    yield "Số lượng hồ sơ", f"{slip.sets} (bộ)"
    if slip.fee is not None:
        receipt = f" (biên lai số {slip.fee_receipt})" if slip.fee_receipt else ""
        yield "Phí, lệ phí đã nộp", (dong(slip.fee) if slip.fee else "không thu") + receipt
    if slip.time:
        yield "Thời gian giải quyết hồ sơ theo quy định", slip.time
    yield "Thời gian nhận hồ sơ", hour_and_day_in_words(slip.received_at)
    yield "*Thời gian trả kết quả giải quyết hồ sơ", hour_and_day_in_words(slip.due_at)
    yield "Đăng ký nhận kết quả tại", slip.result or slip.office.desk
    if slip.book or slip.line:
        where = f"Quyển số {slip.book or '………'}, số thứ tự {slip.line or '………'}"
        yield "Vào Sổ theo dõi hồ sơ", where


def _papers(papers: tuple[HandedIn, ...]) -> Table:
    columns = (
        Column("TT", 1, "center"),
        Column("Thành phần hồ sơ nộp", 8),
        Column("Bản chính", 1.8, "center"),
        Column("Bản sao", 1.8, "center"),
        Column("Ghi chú", 3),
    )
    rows = tuple(
        ((str(number),), (one.name,), (_count(one.originals),), (_count(one.copies),), (one.remark,))
        for number, one in enumerate(papers, start=1)
    )
    return Table("Thành phần hồ sơ nộp gồm:", columns, rows, small=True)


def _count(number: int) -> str:
    return f"{number:02}" if number else "–"


def supplement_request(request: Supplement) -> tuple[Sheet, ...]:
    """Form 02."""
    title = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    facts = [*_who("Hồ sơ của", request.applicant), *_what(request.matter), ("Mã hồ sơ", request.matter.code)]
    after = [("Lý do", request.reason)]
    if request.answer_by:
        after.append(("*Đề nghị bổ sung trước hết", day_in_words(request.answer_by)))
    return (
        Sheet(
            paper="a5",
            head=head_of(request.office, request.asked_at, request.number, "HDHS"),
            title=title,
            corner="Mẫu số 02",
            running=f"{title} – {request.matter.code}",
            blocks=(
                Facts(tuple(facts)),
                Listing("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", request.asked),
                Facts(tuple(after)),
                Words(_contact(request.office)),
                *_tracking(request.matter, ""),
                Signatures((("", "", ""), ("Người hướng dẫn", _SIGN, request.officer))),
            ),
        ),
    )


def refusal(form: Refusal) -> tuple[Sheet, ...]:
    """Form 03."""
    title = "Phiếu từ chối tiếp nhận, giải quyết hồ sơ"
    desk = form.office.desk
    facts = [*_who("Hồ sơ của", form.applicant), *_what(form.matter), ("Mã hồ sơ", form.matter.code)]
    return (
        Sheet(
            paper="a5",
            head=head_of(form.office, form.refused_at, form.number, "TCHS"),
            title=title,
            corner="Mẫu số 03",
            running=f"{title} – {form.matter.code}",
            blocks=(
                Facts(((desk, ""), *facts)),
                Listing(
                    f"Qua xem xét, {desk} thông báo không tiếp nhận, giải quyết hồ sơ này "
                    "với lý do cụ thể như sau:",
                    form.reasons,
                ),
                Words("Xin thông báo cho Ông/Bà được biết và thực hiện./."),
                *_tracking(form.matter, ""),
                Signatures((("Người nộp hồ sơ", _SIGN, ""), ("Người tiếp nhận hồ sơ", _SIGN, form.officer))),
            ),
        ),
    )


def apology(form: Apology) -> tuple[Sheet, ...]:
    """Form 04; it goes out before the old appointment, so it says *cannot*, not *has not*."""
    title = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    desk = form.office.desk
    taken_in = (
        f"{day_in_words(form.received_at).capitalize()}, {desk} tiếp nhận giải quyết hồ sơ của Ông/Bà "
        f"về thủ tục “{form.matter.procedure}”; mã hồ sơ: {form.matter.code}."
    )
    promised = f"Thời gian hẹn trả kết quả giải quyết hồ sơ: {hour_and_day_in_words(form.was_due_at)}."
    delayed = (
        f"Tuy nhiên, {desk} chưa thể trả kết quả giải quyết hồ sơ của Ông/Bà đúng thời hạn ghi trên "
        f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Lý do: {form.reason.rstrip('.')}."
    )
    sorry = (
        "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà. "
        f"{desk} chân thành xin lỗi Ông/Bà và hẹn trả kết quả vào:"
    )
    return (
        Sheet(
            paper="a5",
            head=head_of(form.office, form.written_at, form.number, "PXLHS"),
            title=title,
            corner="Mẫu số 04",
            running=f"{title} – {form.matter.code}",
            blocks=(
                Facts((("Kính gửi", form.applicant.name),)),
                *map(Words, (taken_in, promised, delayed, sorry)),
                Facts((("*Thời gian trả kết quả mới", hour_and_day_in_words(form.new_due_at)),)),
                Words("Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này./."),
                *_tracking(form.matter, ""),
                Signatures(
                    (("", "", ""), (form.signer or "Thủ trưởng cơ quan, đơn vị", _SEAL, form.signed_by))
                ),
            ),
        ),
    )


def _who(label: str, person: Person) -> Iterator[tuple[str, str]]:
    yield label, person.name
    if person.address:
        yield "Địa chỉ", person.address
    if person.telephone and person.email:
        yield "Số điện thoại", f"{person.telephone}; email: {person.email}"
    elif person.telephone or person.email:
        yield ("Số điện thoại" if person.telephone else "Email"), person.telephone or person.email


def _what(matter: Matter) -> Iterator[tuple[str, str]]:
    code = f" (mã thủ tục {matter.procedure_code})" if matter.procedure_code else ""
    yield "Nội dung yêu cầu giải quyết", matter.procedure + code


def _contact(office: Office) -> str:
    ways = [office.desk]
    if office.address:
        ways.append(f"địa chỉ {office.address}")
    if office.telephone:
        ways.append(f"số điện thoại {office.telephone}")
    return (
        "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, đề nghị Ông/Bà liên hệ với "
        f"{', '.join(ways)} để được hướng dẫn./."
    )


def _tracking(matter: Matter, secret: str) -> Iterator[Tracking]:
    if matter.tracking is None:
        return
    advice = "Quét mã QR hoặc mở địa chỉ trên để biết hồ sơ đang ở đâu, bao giờ có kết quả."
    if secret:
        advice += " Nhập mã hồ sơ và mã tra cứu; không đưa mã tra cứu cho người khác."
    yield Tracking(matter.tracking, matter.code, secret, advice)

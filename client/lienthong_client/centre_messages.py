"""What is said of a one-stop centre as a whole: votes, postings, Report 06; in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.posting import Aspect, Flaw
from lienthong.onestop.words import Vote

MESSAGES: dict[str, tuple[str, str]] = {
    "report06.title": (
        "Report 06: administrative procedures, how they stand and were settled",
        "Báo cáo 06: Tình hình, kết quả giải quyết thủ tục hành chính",
    ),
    "report06.sheet": ("Report 06", "Báo cáo 06"),
    "report06.period": ("from {first} to {last}", "Kỳ báo cáo: từ ngày {first} đến ngày {last}"),
    "report06.received": ("Received", "Hồ sơ tiếp nhận"),
    "report06.resolved": ("Settled", "Hồ sơ đã giải quyết"),
    "report06.open": ("In progress", "Hồ sơ đang giải quyết"),
    "report06.shares": ("Share of settled, %", "Tỷ lệ đã giải quyết, %"),
    "report06.received.screen": ("RECEIVED", "TIẾP NHẬN"),
    "report06.resolved.screen": ("SETTLED", "GIẢI QUYẾT"),
    "report06.open.screen": ("OPEN", "CÒN LẠI"),
    "report06.shares.screen": ("SHARE, %", "TỶ LỆ, %"),
    "report06.all": ("total", "tổng số"),
    "report06.online": ("online", "trực tuyến"),
    "report06.direct": ("direct, postal", "trực tiếp, bưu chính"),
    "report06.carried": ("carried over", "kỳ trước chuyển"),
    "report06.early": ("early", "trước hạn"),
    "report06.on-time": ("on time", "đúng hạn"),
    "report06.late": ("late", "quá hạn"),
    "report06.in-time": ("in time", "trong hạn"),
    "report06.total": ("Total", "Tổng số"),
    "report06.unit": ("Unit that settles", "Đơn vị giải quyết"),
    "report06.number": ("No.", "STT"),
    "report06.state": ("SOCIALIST REPUBLIC OF VIET NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "report06.motto": ("Independence - Freedom - Happiness", "Độc lập - Tự do - Hạnh phúc"),
    "report06.place-and-day": (
        "…………, {year}-{month:02d}-{day:02d}",
        "…………, ngày {day:02d} tháng {month:02d} năm {year}",
    ),
    "report06.desk": ("Visits, opinions, postings, coverage", "Lượt giao dịch, đánh giá, niêm yết, độ phủ"),
    "report06.visits": ("Visits from which dossiers came", "Lượt nộp hồ sơ trực tiếp"),
    "report06.consultations": ("Consultations", "Lượt hướng dẫn, giải đáp"),
    "report06.satisfied": ("Satisfied", "Ý kiến hài lòng"),
    "report06.acceptable": ("Neither", "Ý kiến bình thường"),
    "report06.dissatisfied": ("Dissatisfied", "Ý kiến không hài lòng"),
    "report06.postings": ("Postings right and in time", "Thủ tục niêm yết đúng, kịp thời"),
    "report06.coverage": ("Units with a live one-stop", "Đơn vị hành chính có một cửa điện tử hoạt động"),
    "report06.indicators": (
        "The applicants' assessment (Decree 61/2018)",
        "Các chỉ số đánh giá việc giải quyết (Nghị định 61/2018/NĐ-CP)",
    ),
    "report06.checks": ("Checked:", "Đã kiểm tra:"),
    "report06.check-lines": (
        "(1) = (5) + (9), received is settled and in progress together, in all {count} lines;",
        "(1) = (5) + (9), số tiếp nhận bằng số đã giải quyết cộng số đang giải quyết, ở cả {count} dòng;",
    ),
    "report06.check-total": (
        "the total is the sum of the {count} units.",
        "dòng tổng số bằng tổng của {count} đơn vị.",
    ),
    "report06.from-log": (
        "Made from the evidence log's first {entries} entries; whoever has them comes to the same figures.",
        "Lập từ {entries} bản ghi đầu tiên của nhật ký bằng chứng; ai có nhật ký đều tính lại được.",
    ),
    "report06.drawn-up": ("Drawn up by", "Người lập biểu"),
    "report06.head": ("Head of the agency", "Thủ trưởng đơn vị"),
    "report06.signing": ("(signature, full name)", "(Ký, ghi rõ họ tên)"),
    "report06.nothing": ("No dossiers in these days.", "Không có hồ sơ trong kỳ."),
    "report06.written": ("Report 06 written: {path}", "Đã ghi Báo cáo 06: {path}"),
    "report06.without": ("Without a live one-stop: {units}", "Chưa có một cửa điện tử hoạt động: {units}"),
    "vote.counted": ("Counted: {vote}.", "Đã đếm: {vote}."),
    "vote.counted-before": ("Counted before: {vote}.", "Đã đếm trước đó: {vote}."),
    "posting.flawless": (
        "{centre}: all {expected} procedures are posted rightly and in time.",
        "{centre}: cả {expected} thủ tục đều niêm yết đúng và kịp thời.",
    ),
    "posting.flawed": (
        "{centre}: {right} of {expected} procedures ({share}) are posted rightly; {found} finding(s).",
        "{centre}: {right}/{expected} thủ tục ({share}) niêm yết đúng; {found} sai phạm.",
    ),
    "posting.recorded": (
        "Recorded as event {event}; it stands in the evidence log under this agency's signature.",
        "Đã ghi thành sự kiện {event} trong nhật ký bằng chứng, kèm chữ ký của cơ quan kiểm tra.",
    ),
    "posting.more": ("{more} more are counted and not shown.", "Còn {more} sai phạm khác, chỉ đếm."),
    "posting.never": (
        "Nobody has inspected the postings of {centre} yet ('lienthong dossier inspect' does).",
        "Chưa kiểm tra niêm yết tại {centre} (dùng lệnh 'lienthong dossier inspect').",
    ),
    "posting.last": (
        "Inspected on {day} by {who}.",
        "Kiểm tra ngày {day}, cơ quan kiểm tra: {who}.",
    ),
    "misuse.report-days": (
        "--last is before --first.",
        "--last phải không trước --first.",
    ),
    "column.aspect": ("What", "Nội dung"),
    "column.flaw": ("Finding", "Sai phạm"),
    "column.posted": ("Posted", "Đang niêm yết"),
    "column.in-force": ("In force", "Theo quy định"),
    **{f"vote.{vote.value}": (vote.value, vote.vi) for vote in Vote},
    **{f"aspect.{aspect.value}": (aspect.value, aspect.vi) for aspect in Aspect},
    **{f"flaw.{flaw.value}": (flaw.value, flaw.vi) for flaw in Flaw},
}

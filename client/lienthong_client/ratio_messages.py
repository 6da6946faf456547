"""What ``lienthong ratios`` says, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.measures.ratios import Measure, Unit

MESSAGES: dict[str, tuple[str, str]] = {
    "ratios.title": (
        "Electronic documents of {name}, {period}",
        "Tỷ lệ văn bản điện tử của {name}, kỳ {period}",
    ),
    "ratios.title.subtree": (
        "Electronic documents of {name} and all below it, {period}",
        "Tỷ lệ văn bản điện tử của {name} và các đơn vị trực thuộc, kỳ {period}",
    ),
    "ratios.rows": ("Each, {unit}; the lowest R4 first", "Từng nơi, {unit}; R4 thấp nhất trước"),
    "ratios.reasons": ("Documents on paper, by reason", "Văn bản giấy theo lý do"),
    "ratios.entries": (
        "Counted from {entries} entries of the evidence log.",
        "Tính từ {entries} bản ghi của nhật ký bằng chứng.",
    ),
    "ratios.nothing": (
        "No documents were issued in this period: the ratios are not applicable.",
        "Trong kỳ không phát hành văn bản nào nên không tính tỷ lệ.",
    ),
    "ratios.na": ("n/a", "không tính"),
    "ratios.count": ("{percent} % ({numerator}/{denominator})", "{percent} % ({numerator}/{denominator})"),
    "ratios.forecast.reached": ("reached", "đã đạt"),
    "ratios.forecast.expected": ("{month} ({earliest} to {latest})", "{month} (từ {earliest} đến {latest})"),
    "ratios.forecast.open": ("open", "chưa rõ"),
    "ratios.forecast.too-few-months": ("too few months", "chưa đủ số liệu"),
    "ratios.forecast.not-rising": ("not rising", "không tăng"),
    "ratios.forecast.too-far": ("beyond ten years", "quá mười năm"),
    "ratios.level.none": ("not in the registry then", "chưa có trong danh bạ"),
    "column.ratio": ("Ratio", "Tỷ lệ"),
    "column.by-document": ("By document", "Theo văn bản"),
    "column.by-recipient": ("By document and recipient", "Theo lượt gửi"),
    "column.goal": ("80 % reached", "Đạt 80 %"),
    "column.agency": ("Agency", "Cơ quan"),
    "column.issued": ("Issued", "Đã ban hành"),
    "column.R1": ("R1", "R1"),
    "column.R2": ("R2", "R2"),
    "column.R3": ("R3", "R3"),
    "column.R4": ("R4", "R4"),
    "column.issued-on": ("Issued on", "Ngày ban hành"),
    "column.counted": ("Counted in", "Được tính vào"),
    "column.evidence": ("Evidence", "Căn cứ"),
    "ratios.withdrawn": ("withdrawn", "đã hủy"),
    "ratios.report.holds": (
        (
            "The report of {period}, version {version}, is the one that the log names: entry {index}, under "
            "a checkpoint of {size} entries. It was counted from the log's first {counted} entries."
        ),
        (
            "Báo cáo kỳ {period}, lần công bố {version}, đúng là báo cáo nhật ký ghi nhận: bản ghi {index}, "
            "theo điểm kiểm tra {size} bản ghi. Số liệu tính từ {counted} bản ghi đầu tiên của nhật ký."
        ),
    ),
    "ratios.report.since": ("Proven since {time}.", "Được chứng minh từ {time}."),
    "ratios.report.corrects": (
        "It corrects the version before ({sha256}); that one stays published.",
        "Báo cáo này thay bản trước ({sha256}); bản trước vẫn được công bố.",
    ),
    "ratios.report.refused": ("The report does not hold.", "Báo cáo không được chứng minh."),
    "ratios.secrets": ("Secrets, by count alone", "Văn bản mật (chỉ đếm)"),
    "ratios.mandatory": ("Must be on paper", "Thuộc danh mục phải gửi giấy"),
    "ratios.cannot-receive": ("Recipient cannot receive", "Nơi nhận chưa nhận được điện tử"),
    "ratios.undelivered": ("Could not be delivered", "Không chuyển được"),
    "ratios.recalled": ("Recalled, counted once", "Đã thu hồi, tính một lần"),
    "ratios.superseded": ("Replaced by another that counts", "Đã có văn bản thay thế được tính"),
    "ratios.late": ("Entries reported late", "Khai báo sổ muộn"),
    "ratios.written": ("Written to {path}.", "Đã ghi vào {path}."),
    "ratios.chart.title": ("{name}: electronic documents", "{name}: tỷ lệ văn bản điện tử"),
    "ratios.chart.trend": ("By document, month by month", "Theo văn bản, từng tháng"),
    "ratios.chart.rank": (
        "{period}, by document: R4 (bar) and R1 (line)",
        "Kỳ {period}, theo văn bản: R4 (cột) và R1 (vạch)",
    ),
    "ratios.chart.goal": ("goal {goal} %", "mục tiêu {goal} %"),
    "ratios.chart.left-out": ("{count} with higher R4 are not shown", "Không vẽ {count} nơi có R4 cao hơn"),
    "ratios.chart.description": (
        (
            "Lines of the ratios R1 to R4 by month with the goal of {goal} %, and bars of every agency's R4, "
            "the lowest first. {values}"
        ),
        (
            "Đường biểu diễn tỷ lệ R1 đến R4 theo tháng cùng mục tiêu {goal} %; cột R4 của từng cơ quan, "
            "thấp nhất trước. {values}"
        ),
    ),
    "ratios.sheet.summary": ("Ratios", "Tỷ lệ"),
    "ratios.sheet.trend": ("Trend", "Theo tháng"),
    "ratios.sheet.total": ("total", "tổng cộng"),
    "ratios.sheet.unit": ("Unit", "Cách tính"),
    "ratios.sheet.month": ("Month", "Tháng"),
}
MESSAGES.update({f"measure.{one.value}": (one.en, one.vi) for one in Measure})
MESSAGES.update({f"unit.{one.value}": (one.en, one.vi) for one in Unit})
MESSAGES["paper-reason.unstated"] = ("said by the document itself", "văn bản tự ghi có kèm bản giấy")

"""What the fields and shapes about a one-stop centre as a whole mean, in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]

FIELDS: Mapping[str, Mapping[str, Words]] = {
    "VoteBody": {
        "key": (
            "The client's own random id of it; the same again with the same content is the same.",
            "Mã ngẫu nhiên do phần mềm của cơ quan đặt; gửi lại cùng mã, cùng nội dung thì không đếm thêm.",
        ),
        "vote": ("What the visitor pressed.", "Mức độ hài lòng người dân đã chọn."),
        "dossier": (
            "A dossier of the centre's; its procedure is recorded, and the dossier is not.",
            "Hồ sơ của trung tâm; chỉ ghi thủ tục, không ghi mã hồ sơ.",
        ),
    },
    "PostingsBody": {
        "procedures": (
            "The table of what hangs out: code, time, and the day of posting (posted_on); CSV.",
            "Bảng thủ tục đang niêm yết: mã, thời hạn, ngày niêm yết; dạng CSV.",
        ),
        "papers": ("The papers as posted.", "Thành phần hồ sơ đang niêm yết."),
        "fees": ("The fees as posted.", "Phí, lệ phí đang niêm yết."),
        "steps": ("The steps and officers as posted.", "Các bước và người chịu trách nhiệm đang niêm yết."),
        "on": (
            "The day on which it was looked at; today when left out.",
            "Ngày kiểm tra; bỏ trống là hôm nay.",
        ),
    },
}
SCHEMAS: Mapping[str, str] = {
    "Aspect": "Nội dung niêm yết được kiểm tra.",
    "Flaw": "Sai phạm: chưa niêm yết, niêm yết chậm, niêm yết sai, còn niêm yết thủ tục hết hiệu lực.",
    "PostingFindingRecord": "Một sai phạm: nội dung đang niêm yết và nội dung theo quy định.",
    "PostingInspectionRecord": "Kết quả kiểm tra niêm yết đã ghi; nêu tối đa 500 sai phạm, còn lại chỉ đếm.",
    "PostingsBody": "Nội dung đang niêm yết tại trung tâm, theo bốn bảng như danh mục thủ tục.",
    "Vote": "Mức độ hài lòng.",
    "CentreReportLine": "Số liệu của một trung tâm: hồ sơ đã tiếp nhận và các số đếm khác.",
    "CountShares": "Tỷ lệ trước hạn, đúng hạn, quá hạn trên số đã giải quyết; portal tính như Cổng.",
    "CountsOfPeriod": "Các cột của Báo cáo 06: tiếp nhận luôn bằng đã giải quyết cộng đang giải quyết.",
    "CoverageRecord": "Đơn vị hành chính đã có một cửa điện tử trên tổng số; và các đơn vị chưa có.",
    "DeskCountsRecord": "Lượt nộp trực tiếp, lượt hướng dẫn, ý kiến đánh giá, niêm yết.",
    "IndicatorRecord": "Một trong chín chỉ số của Nghị định 61/2018; share bỏ trống khi không có căn cứ.",
    "LastFinding": "Một sai phạm như nhật ký đã ghi.",
    "LastInspection": "Lần kiểm tra niêm yết gần nhất.",
    "OpenCounts": "Hồ sơ đang giải quyết: trong hạn, quá hạn.",
    "PartOfWhole": "Tỷ lệ kèm tử số và mẫu số.",
    "PostingsOfCentre": "Kết quả kiểm tra niêm yết gần nhất của trung tâm; bỏ trống nếu chưa kiểm tra.",
    "ReceivedCounts": "Hồ sơ tiếp nhận: trực tuyến, trực tiếp và bưu chính, từ kỳ trước chuyển sang.",
    "Report06": "Báo cáo 06 của cơ quan và các đơn vị cấp dưới; lập lại được từ nhật ký.",
    "ReportLine": "Số liệu của một cơ quan giải quyết.",
    "ResolvedCounts": "Hồ sơ đã giải quyết: trước hạn, đúng hạn, quá hạn.",
    "UnitWithout": "Đơn vị chưa có một cửa điện tử hoạt động.",
    "VoteCounts": "Số ý kiến đánh giá và tỷ lệ hài lòng.",
    "VoteBody": "Ý kiến đánh giá của người dân tại quầy.",
}

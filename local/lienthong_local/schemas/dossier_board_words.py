"""What the parameters and shapes of the one-stop's board mean; in English the shapes say it themselves."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]

PARAMETERS: Mapping[str, Words] = {
    "first": (
        "First day of the period in Vietnam (YYYY-MM-DD); without both it is the present month.",
        "Ngày đầu kỳ (YYYY-MM-DD); bỏ trống cả hai là tháng hiện tại.",
    ),
    "last": (
        "Last day of the period, included; at most 366 days.",
        "Ngày cuối kỳ, tính cả ngày này; tối đa 366 ngày.",
    ),
}
SCHEMAS: Mapping[str, str] = {
    "CauseKind": "Loại nguyên nhân quá hạn.",
    "DossierEnded": "Hồ sơ đã kết thúc; chưa được tiếp nhận thì không tính vào báo cáo.",
    "DossierInHand": "Hồ sơ cơ quan đang giữ: bước đang xử lý, giữ từ lúc nào, hạn của bước và của cả hồ sơ.",
    "DossierJudgement": "Hồ sơ sớm hạn, đúng hạn hay quá hạn theo quy tắc của Cổng dịch vụ công quốc gia.",
    "DossierLateness": "Vì sao hồ sơ quá hạn, nguyên nhân tốn thời gian nhất nêu trước.",
    "DossierWarning": "Hồ sơ quá hạn hoặc sẽ quá hạn; holders là cơ quan đang giữ, phải xử lý.",
    "DossierWarnings": "Một trang cảnh báo, tổng theo cơ quan đang giữ (totals) và theo trung tâm (centres).",
    "DossiersOfAgency": "Một trang hồ sơ của cơ quan.",
    "LatenessCause": "Một nguyên nhân: của cơ quan nào, ở bước nào, từ lúc nào, tốn bao nhiêu giờ làm việc.",
    "LatenessLine": "Một nguyên nhân cộng trong kỳ: số hồ sơ, số phút làm việc, các hồ sơ nặng nhất.",
    "LatenessOfAgency": "Nguyên nhân quá hạn trong kỳ: late trong counted hồ sơ, đã xét looked_into hồ sơ.",
    "Outlook": "Đã quá hạn, hoặc sẽ quá hạn.",
    "Timeliness": "Sớm hạn, đúng hạn hoặc quá hạn.",
    "WarningTotal": "Số hồ sơ đã hoặc sẽ quá hạn: cơ quan đang giữ, hoặc trung tâm đã tiếp nhận.",
    "WarningsOfDay": "Số hồ sơ sẽ quá hạn khi hết ngày nếu không xử lý.",
}

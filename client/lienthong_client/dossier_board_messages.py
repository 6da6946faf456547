"""What the one-stop's board says, in English and in Vietnamese; kinds of causes in the rules' own words."""

from __future__ import annotations

from lienthong.onestop.lateness import CauseKind
from lienthong.onestop.timeliness import Timeliness
from lienthong.onestop.warning import Outlook

_OUTLOOKS = {Outlook.LATE: "late", Outlook.WILL_BE_LATE: "will be late"}
_TIMELINESS = {Timeliness.EARLY: "early", Timeliness.ON_TIME: "on time", Timeliness.LATE: "late"}

MESSAGES: dict[str, tuple[str, str]] = {
    "warnings.title": (
        "Dossiers that are late, or will be late if nobody acts",
        "Hồ sơ đã quá hạn, sẽ quá hạn nếu không xử lý",
    ),
    "warnings.as-of": ("As of {when}", "Tính đến {when}"),
    "warnings.none": (
        "Nothing is late, and nothing will be at the usual pace.",
        "Không có hồ sơ quá hạn; theo tiến độ hiện nay chưa có hồ sơ nào sẽ quá hạn.",
    ),
    "warnings.sum": (
        "Late: {late}; will be late: {soon}; open dossiers looked at: {looked_at}.",
        "Đã quá hạn: {late}; sẽ quá hạn: {soon}; số hồ sơ đang giải quyết đã xét: {looked_at}.",
    ),
    "warnings.left-out": (
        "{count} open dossiers that are due later were not looked at.",
        "Còn {count} hồ sơ có hạn xa hơn chưa được xét.",
    ),
    "warnings.missing-year": (
        "{count} dossier(s) cannot be foreseen until the working days of {years} are loaded.",
        "Chưa dự báo được {count} hồ sơ vì lịch làm việc năm {years} chưa được nạp.",
    ),
    "warnings.totals": ("By who has to act", "Theo cơ quan phải xử lý"),
    "warnings.centres": ("By the centre that took them in", "Theo trung tâm tiếp nhận"),
    "warnings.by-day": ("Becoming late, by day", "Số hồ sơ sẽ quá hạn theo ngày"),
    "warnings.list": ("The dossiers, what is due first", "Danh sách hồ sơ, hạn gần nhất trước"),
    "warnings.both": (
        "A dossier that two agencies have in hand counts for both.",
        "Hồ sơ do hai cơ quan cùng giữ được tính cho cả hai.",
    ),
    "warnings.apology": (
        "Apology with a new date: it counts if it comes by the time in the last column; once for a dossier.",
        "Xin lỗi, hẹn lại: chỉ có giá trị nếu thực hiện trước thời điểm ở cột cuối; mỗi hồ sơ một lần.",
    ),
    "warnings.paused": ("paused", "tạm dừng"),
    "warnings.hours": ("{hours}:{minutes} h", "{hours}:{minutes} giờ"),
    "lateness.not-late": ("Dossier {code} is not late.", "Hồ sơ {code} không quá hạn."),
    "lateness.not-accepted": (
        "Dossier {code} has not been accepted yet; nothing is due.",
        "Hồ sơ {code} chưa được tiếp nhận nên chưa tính hạn.",
    ),
    "lateness.late": (
        "Dossier {code} is late: due {due}, held against {end}.",
        "Hồ sơ {code} quá hạn: hạn {due}, tính đến {end}.",
    ),
    "lateness.missing-year": (
        "The causes cannot be counted until the working days of {year} are loaded.",
        "Chưa tính được nguyên nhân vì lịch làm việc năm {year} chưa được nạp.",
    ),
    "lateness.sum": (
        "From {first} to {last}: {late} late of {counted} dossiers.",
        "Từ {first} đến {last}: {late} hồ sơ quá hạn trong {counted} hồ sơ.",
    ),
    "lateness.none": ("There is no cause to show.", "Không có nguyên nhân nào."),
    "column.outlook": ("Outlook", "Tình trạng"),
    "column.to-act": ("To act", "Cơ quan xử lý"),
    "column.due-at": ("Due", "Hạn"),
    "column.expected": ("Expected", "Dự kiến xong"),
    "column.over": ("Late by (office time)", "Quá hạn (giờ làm việc)"),
    "column.apology-by": ("Apology by", "Xin lỗi trước"),
    "column.agency-name": ("Agency", "Cơ quan"),
    "column.late-count": ("Late", "Đã quá hạn"),
    "column.soon-count": ("Will be late", "Sẽ quá hạn"),
    "column.cause": ("Cause", "Nguyên nhân"),
    "misuse.period-days": (
        "Name both days, --first and --last, or neither.",
        "Đề nghị nêu cả hai ngày --first và --last, hoặc không nêu ngày nào.",
    ),
    "column.dossier-count": ("Dossiers", "Số hồ sơ"),
    "column.worst": ("Most in", "Chậm nhất"),
    "column.steps-now": ("Steps", "Bước"),
    "column.whole-due": ("Result due", "Hạn trả"),
    "column.day": ("Day", "Ngày"),
    **{f"outlook.{one.value}": (_OUTLOOKS[one], one.vi) for one in Outlook},
    **{f"timeliness.{one.value}": (_TIMELINESS[one], one.vi) for one in Timeliness},
    **{f"cause.{kind.value}": (kind.en, kind.vi) for kind in CauseKind},
}

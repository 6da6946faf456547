"""What ``lienthong dossier`` says, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.words import Kind, PortalStatus

MESSAGES: dict[str, tuple[str, str]] = {
    "dossier.taken-in": ("Dossier {code}: {status}.", "Hồ sơ {code}: {status}."),
    "dossier.promised": ("Result on {when}.", "Hẹn trả kết quả: {when}."),
    "dossier.secret": (
        "For the slip: tracking secret {secret}. It is shown only now.",
        "In trên giấy tiếp nhận: mã tra cứu {secret}. Mã này chỉ hiển thị một lần.",
    ),
    "dossier.again": (
        "Taken in before; the secret is new, and the slip that is printed now counts.",
        "Đã tiếp nhận trước đó; mã tra cứu được cấp mới, giấy tiếp nhận in lần này mới có giá trị.",
    ),
    "dossier.try-again": (
        "It may have been recorded. Run the same command with --key {again}; nothing is recorded twice.",
        "Có thể đã được ghi nhận. Thực hiện lại đúng lệnh này kèm --key {again}; không bị ghi trùng.",
    ),
    "dossier.slips-again": (
        (
            "The dossiers are taken in, their slips are not printed. Run the same command with --key "
            "{again}: it prints them with a new secret, and the slips printed last count."
        ),
        (
            "Hồ sơ đã được tiếp nhận nhưng chưa in được giấy tiếp nhận. Thực hiện lại đúng lệnh này kèm "
            "--key {again} để in với mã tra cứu mới; giấy in sau cùng mới có giá trị."
        ),
    ),
    "dossier.none": ("No dossiers.", "Không có hồ sơ."),
    "dossier.acted": (
        "Recorded: {act}. Dossier {code}: {status}.",
        "Đã ghi nhận: {act}. Hồ sơ {code}: {status}.",
    ),
    "dossier.acted-before": (
        "Recorded before: {act}. Dossier {code}: {status}.",
        "Đã ghi nhận trước đó: {act}. Hồ sơ {code}: {status}.",
    ),
    "dossier.legal": ("Possible now: {acts}.", "Có thể thực hiện lúc này: {acts}."),
    "dossier.nothing-legal": (
        "There is nothing for your agency to do now.",
        "Lúc này cơ quan không có thao tác nào.",
    ),
    "dossier.loaded": (
        "{changed} procedure(s) changed, {unchanged} unchanged.",
        "Đã cập nhật {changed} thủ tục, {unchanged} thủ tục không đổi.",
    ),
    "result.nothing-sent": (
        "No agency has sent a document for it: the result is the centre's own.",
        "Không có văn bản nào do cơ quan khác gửi: kết quả do trung tâm lập.",
    ),
    "result.next": (
        (
            "Hand the folder over with the paper; 'verify' and 'receipt verify' check it offline. Then: "
            "lienthong dossier act {code} returned"
        ),
        (
            "Giao thư mục kèm bản giấy; ai cũng có thể tự kiểm tra bằng lệnh 'verify' và 'receipt verify'. "
            "Sau đó: lienthong dossier act {code} returned"
        ),
    ),
    "dossier.exported": (
        "{count} procedure(s) written to {path}. Change it, then load it with 'dossier procedures --load'.",
        "Đã ghi {count} thủ tục ra {path}. Sau khi sửa, nạp lại bằng lệnh 'dossier procedures --load'.",
    ),
    "dossier.centre": ("Centre {code} is set up.", "Đã khai báo trung tâm {code}."),
    "column.dossier": ("Dossier", "Mã hồ sơ"),
    "column.procedure": ("Procedure", "Thủ tục"),
    "column.procedure-name": ("Name", "Tên thủ tục"),
    "column.received": ("Received", "Tiếp nhận"),
    "column.promised": ("Result on", "Hẹn trả"),
    "column.dossier-ended": ("Ended", "Kết thúc"),
    "column.step": ("Step", "Bước"),
    "column.step-agency": ("Agency", "Cơ quan"),
    "column.handed": ("Handed over", "Nhận"),
    "column.finished": ("Finished", "Hoàn thành"),
    "dossier.late": ("late", "quá hạn"),
    "column.time": ("Time", "Thời hạn"),
    "column.papers": ("Papers", "Thành phần hồ sơ"),
    "column.act": ("Act", "Thao tác"),
    "column.by": ("By", "Cơ quan"),
    "column.carried-by": ("Submission", "Lần gửi"),
    "fact.dossier": ("Dossier", "Mã hồ sơ"),
    "fact.procedure": ("Procedure", "Thủ tục"),
    "fact.status": ("Status", "Trạng thái"),
    "fact.promised": ("Result on", "Hẹn trả kết quả"),
    "fact.paused": ("Clock stopped since", "Tạm dừng từ"),
    "fact.holders": ("With", "Đang xử lý tại"),
    "fact.applicant": ("Applicant", "Người nộp"),
    "misuse.paper": (
        "'{text}' is not CODE=ORIGINALS or CODE=ORIGINALS/COPIES.",
        "'{text}' phải có dạng MÃ=SỐ_BẢN_CHÍNH hoặc MÃ=SỐ_BẢN_CHÍNH/SỐ_BẢN_SAO.",
    ),
    "misuse.role": ("'{text}' is not ROLE=CODE.", "'{text}' phải có dạng VAI_TRÒ=MÃ_CƠ_QUAN."),
    "misuse.refusal": (
        "--refuse needs --reason; without it --reason has no meaning.",
        "--refuse phải kèm --reason; nếu không từ chối thì không dùng --reason.",
    ),
    "misuse.load-alone": (
        "--load goes with neither --export nor --on.",
        "--load không dùng chung với --export hoặc --on.",
    ),
    "misuse.unknown-procedure": (
        "Procedure {code} is not in force today; 'lienthong dossier procedures' lists those that are.",
        "Thủ tục {code} hôm nay không có hiệu lực; xem danh mục: 'lienthong dossier procedures'.",
    ),
    **{f"portal-status.{int(status)}": (status.en, status.vi) for status in PortalStatus},
    **{f"act.{kind.value}": (kind.en, kind.vi) for kind in Kind},
}

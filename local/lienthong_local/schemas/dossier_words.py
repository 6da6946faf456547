"""What the one-stop's fields, parameters and shapes mean, in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]
_KEY: Words = (
    "The client's own random id of it; the same again with the same content is the same.",
    "Mã ngẫu nhiên do phần mềm của cơ quan đặt; gửi lại cùng mã, cùng nội dung thì không ghi thêm.",
)
_REMARK: Words = (
    "For people; it may name some, so no event carries it.",
    "Ghi chú cho cán bộ; có thể nêu tên người nên không ghi vào nhật ký.",
)
_REASON: Words = ("Why, as a code.", "Lý do, theo mã.")
_SUBMISSION: Words = (
    "Id of the submission that carried the papers or the result; needed where they leave the agency.",
    "Mã lần gửi đã chuyển giấy tờ hoặc kết quả; bắt buộc khi chuyển sang cơ quan khác.",
)
_KIND: Words = ("What happens.", "Thao tác.")

FIELDS: Mapping[str, Mapping[str, Words]] = {
    "ApplicantBody": {
        "name": ("The applicant's name.", "Họ tên người nộp."),
        "id_number": (
            "Number of the identity card, by which a double intake is noticed.",
            "Số giấy tờ tùy thân; dùng để phát hiện nộp trùng.",
        ),
        "address": ("Address.", "Địa chỉ."),
        "telephone": ("Telephone.", "Số điện thoại."),
        "email": ("E-mail address.", "Địa chỉ thư điện tử."),
        "notices": ("How the applicant wants to be told.", "Cách người nộp muốn nhận thông báo."),
    },
    "WishesBody": {
        "notices": ("By which ways; none, nobody is told.", "Cách nhận thông báo; để trống là không nhận."),
        "only_needed": (
            "Only of what must be known: a supplement, a payment, a delay, a refusal, a stop.",
            "Chỉ nhận thông báo cần thiết: bổ sung, nộp tiền, trễ hẹn, không tiếp nhận, dừng giải quyết.",
        ),
    },
    "PaperBody": {
        "code": ("The paper's code in the procedure.", "Mã giấy tờ trong thủ tục."),
        "originals": ("Originals handed in.", "Số bản chính đã nộp."),
        "copies": ("Copies handed in.", "Số bản sao đã nộp."),
        "remark": _REMARK,
    },
    "PaymentBody": {
        "amount": ("What was paid, in đồng.", "Số tiền đã nộp, đồng."),
        "receipt_number": ("Number of the receipt.", "Số biên lai."),
    },
    "HandedBody": {
        "procedure": ("The procedure's code.", "Mã thủ tục."),
        "channel": ("How it came.", "Hình thức nộp."),
        "outcome": (
            "accept it, refuse it, or receive it and decide later (online).",
            "Tiếp nhận (accept), từ chối (refuse) hoặc nhận để xem xét sau (receive, hồ sơ trực tuyến).",
        ),
        "papers": ("What was handed in.", "Giấy tờ đã nộp."),
        "payment": ("The fee, where it was paid.", "Phí, lệ phí đã nộp."),
        "reason": ("Why it is refused.", "Lý do từ chối."),
        "remark": _REMARK,
    },
    "VisitBody": {
        "key": _KEY,
        "applicant": ("Who applies.", "Người nộp hồ sơ."),
        "dossiers": ("One dossier for each procedure.", "Các hồ sơ, mỗi thủ tục một hồ sơ."),
        "confirm": (
            "The clerk has seen the warning of a double and confirms another dossier.",
            "Đã xem cảnh báo nộp trùng và xác nhận là hồ sơ khác.",
        ),
    },
    "StepBody": {
        "key": _KEY,
        "remark": _REMARK,
        "kind": _KIND,
        "step": ("Number of the step.", "Số bước."),
        "submission": _SUBMISSION,
    },
    "ReasonedBody": {"key": _KEY, "remark": _REMARK, "kind": _KIND, "reason": _REASON},
    "PlainActBody": {"key": _KEY, "remark": _REMARK, "kind": _KIND},
    "ReappointmentBody": {
        "key": _KEY,
        "remark": _REMARK,
        "kind": _KIND,
        "day": ("The new day.", "Ngày hẹn mới."),
        "reason": _REASON,
    },
    "DecisionBody": {
        "key": _KEY,
        "remark": _REMARK,
        "kind": _KIND,
        "granted": ("Whether what was applied for is granted.", "Có chấp thuận đề nghị hay không."),
        "submission": _SUBMISSION,
    },
    "ConsultationBody": {
        "key": _KEY,
        "procedure": ("About which procedure, if about one.", "Thủ tục được hướng dẫn, nếu có."),
    },
    "ProceduresBody": {
        "procedures": ("The table of procedures, CSV.", "Bảng thủ tục, dạng CSV."),
        "papers": ("The table of their papers.", "Bảng thành phần hồ sơ."),
        "fees": ("The table of their fees.", "Bảng phí, lệ phí."),
        "steps": ("The table of their steps.", "Bảng quy trình các bước."),
    },
    "CentreBody": {
        "lead": ("The agency that settles the centre's dossiers.", "Cơ quan giải quyết hồ sơ."),
        "level": ("Its level.", "Cấp giải quyết."),
        "agencies": (
            "For each role of procedures' steps the agency that has it here.",
            "Cơ quan tương ứng với từng vai trò trong quy trình.",
        ),
    },
    "LookBody": {
        "code": ("The dossier code on the slip.", "Mã hồ sơ in trên giấy hẹn."),
        "secret": ("The tracking code beside the QR code.", "Mã tra cứu in cạnh mã QR."),
        "lang": ("Language of a page.", "Ngôn ngữ của trang."),
    },
}
PARAMETERS: Mapping[str, Words] = {
    "centre": ("Code of a one-stop centre.", "Mã trung tâm một cửa."),
    "procedure": ("Code of a procedure.", "Mã thủ tục hành chính."),
    "lang": ("Language of the page: vi (default) or en.", "Ngôn ngữ của trang: vi (mặc định) hoặc en."),
    "dossier": ("Dossier code, as printed on the slip.", "Mã hồ sơ, như trên giấy tiếp nhận."),
    "ended": ("Ended dossiers instead of open ones.", "Hồ sơ đã kết thúc thay cho hồ sơ đang giải quyết."),
    "due": (
        "Up to and with this day in Vietnam (YYYY-MM-DD): promised, or of ended ones ended.",
        "Đến hết ngày này (YYYY-MM-DD): ngày hẹn trả, với hồ sơ đã kết thúc là ngày kết thúc.",
    ),
}
SCHEMAS: Mapping[str, str] = {
    "ActBody": "Thao tác trên hồ sơ; mỗi loại có một dạng riêng.",
    "Acted": "Hồ sơ sau thao tác; repeated: thao tác này đã được ghi nhận trước đó.",
    "ApplicantBody": "Người nộp hồ sơ.",
    "ApplicantRecord": "Người nộp hồ sơ.",
    "CentreBody": "Các cơ quan giải quyết hồ sơ do trung tâm tiếp nhận.",
    "CentreRecord": "Các cơ quan giải quyết hồ sơ do trung tâm tiếp nhận.",
    "ConsultationBody": "Lượt hướng dẫn không phát sinh hồ sơ.",
    "Counted": "Lượt hướng dẫn hoặc ý kiến đánh giá đã được đếm.",
    "Counting": "Cách tính ngày: theo ngày làm việc hoặc theo ngày 8 giờ.",
    "DecisionBody": "Có kết quả giải quyết.",
    "DossierRecord": "Trạng thái hồ sơ, suy ra từ các sự kiện; status theo mã của Cổng dịch vụ công.",
    "DossierStory": "Hồ sơ, các sự kiện và những thao tác cơ quan gọi được thực hiện lúc này.",
    "DurationRecord": "Thời hạn theo quy định của thủ tục; 0 ngày là trong ngày.",
    "FiledDossier": "Hồ sơ trong danh sách của trung tâm; due là ngày hẹn trả.",
    "FiledDossiers": "Một trang danh sách hồ sơ của trung tâm.",
    "HandedBody": "Một hồ sơ trong lượt nộp.",
    "Kind": "Loại thao tác trên hồ sơ.",
    "LookBody": "Hai mã in trên giấy hẹn.",
    "Loaded": "Kết quả nạp danh mục: các thủ tục đã thay đổi và số thủ tục không đổi.",
    "NoticeWish": "Cách nhận thông báo.",
    "Outcome": "Cách xử lý khi nộp: tiếp nhận, nhận để xem xét, từ chối.",
    "PaperBody": "Giấy tờ đã nộp, theo mã trong thủ tục.",
    "PaperRecord": "Giấy tờ đã nộp.",
    "PausePolicy": "Thời hạn sau khi bổ sung: tính tiếp hoặc tính lại từ đầu.",
    "PaymentBody": "Phí, lệ phí đã nộp và số biên lai.",
    "PaymentRecord": "Phí, lệ phí đã nộp.",
    "PersonRecord": "Thông tin cá nhân của hồ sơ; chỉ trung tâm tiếp nhận xem được.",
    "PlainActBody": "Thao tác không cần thông tin kèm theo.",
    "PortalFields": "Các trường đồng bộ với Cổng dịch vụ công quốc gia.",
    "PortalRecord": "Thông tin đồng bộ của một hồ sơ.",
    "ProcedureFee": "Phí, lệ phí.",
    "ProcedurePaper": "Giấy tờ phải nộp.",
    "ProcedureRecord": "Một phiên bản của thủ tục hành chính.",
    "ProcedureStep": "Một bước của quy trình; các bước cùng nhóm thực hiện song song.",
    "PostedProcedure": "Thủ tục trung tâm niêm yết, kèm tên cơ quan thực hiện từng bước.",
    "Postings": "Thủ tục nộp được tại trung tâm hôm nay.",
    "Procedures": "Các thủ tục có hiệu lực trong ngày.",
    "ProceduresBody": "Bốn bảng của danh mục thủ tục; nạp toàn bộ hoặc không nạp gì.",
    "Reason": "Mã lý do.",
    "ReappointmentBody": "Xin lỗi và hẹn lại ngày trả kết quả.",
    "ReasonedBody": "Thao tác phải nêu lý do.",
    "RemarkRecord": "Ghi chú kèm thao tác.",
    "StepBody": "Chuyển hoặc hoàn thành một bước xử lý.",
    "StepRecord": "Một bước trong quy trình của hồ sơ.",
    "TakenIn": "Các hồ sơ của lượt nộp; secret in trên giấy tiếp nhận, chỉ hiển thị một lần.",
    "Progress": "Tiến độ của một bước: đã xong, đang làm, chưa đến.",
    "TrackedDossier": "Tình hình giải quyết hồ sơ dành cho người nộp; không có thông tin cá nhân.",
    "TrackedStepRecord": "Một bước giải quyết hồ sơ, với tên cơ quan.",
    "Unit": "Đơn vị thời gian.",
    "VisitBody": "Lượt nộp: một người, một hoặc nhiều hồ sơ, tiếp nhận toàn bộ hoặc không.",
    "Wishes": "Cách thông báo cho người nộp từ nay về sau.",
    "WishesBody": "Cách người nộp muốn nhận thông báo từ nay về sau.",
}

"""What is found in a message's header."""

from __future__ import annotations

from lienthong.edxml.catalogue.rules import Rule, fail, info, warn

HEADER: tuple[Rule, ...] = (
    fail(
        "message.no-header",
        "The message has no MessageHeader: nobody can tell who wrote to whom. Have it exported again.",
        "Thông điệp thiếu MessageHeader, không biết ai gửi cho ai. Đề nghị xuất lại.",
    ),
    fail(
        "message.secret",
        "The message carries a state-secret marking ({found}) and must not pass through the exchange "
        "(Decision 28/2018, article 1.2). Do not keep it; use the channel for state secrets.",
        "Thông điệp có dấu chỉ độ mật ({found}), không được gửi qua trục liên thông (khoản 2 Điều 1 Quyết "
        "định 28/2018/QĐ-TTg). Đề nghị không lưu và gửi theo đường quy định đối với bí mật nhà nước.",
    ),
    fail(
        "party.missing",
        "{name} is missing: a message says from whom it comes and to whom it goes. Have it exported again.",
        "Thiếu {name}: thông điệp phải nêu nơi gửi và nơi nhận. Đề nghị xuất lại.",
    ),
    fail(
        "party.no-id",
        "{name} names no OrganId, so that the agency cannot be found. Add its code.",
        "{name} thiếu mã cơ quan (OrganId), không xác định được cơ quan. Đề nghị bổ sung mã.",
    ),
    fail(
        "party.too-many",
        "The message goes to {count} agencies; at most {limit} can be addressed at once. Split it.",
        "Thông điệp gửi {count} nơi nhận, vượt mức {limit}. Đề nghị chia thành nhiều lần gửi.",
    ),
    warn(
        "party.repeated",
        "Recipient {code} is named more than once; it is addressed once.",
        "Nơi nhận {code} bị lặp; chỉ gửi một lần.",
    ),
    warn(
        "party.no-name",
        "{name} names code {code} without OrganName; the registry's name is used.",
        "{name} chỉ có mã {code}, thiếu tên cơ quan (OrganName); sẽ dùng tên trong danh bạ.",
    ),
    info(
        "party.legacy-id",
        "'{code}' is no present agency code. The registry is asked for it among earlier ones (aliases).",
        "'{code}' không phải mã cơ quan hiện hành. Mã được tra trong danh bạ theo các mã cũ.",
    ),
    fail(
        "document-id.missing",
        "DocumentId is missing and cannot be made up from agency, date, number and notation. Add it.",
        "Thiếu mã văn bản (DocumentId) và không thể suy ra từ cơ quan, ngày, số, ký hiệu. Đề nghị bổ sung.",
    ),
    warn(
        "document-id.derived",
        "DocumentId is missing; from agency, date, number and notation it was taken to be '{id}'.",
        "Thiếu mã văn bản (DocumentId); đã suy ra '{id}' từ cơ quan, ngày, số, ký hiệu.",
    ),
    warn(
        "document-id.form",
        "DocumentId '{id}' has neither form of the format ('OrganId,yyyy/MM/dd,number/notation' or "
        "'OrganId,yyyy,sequence'); it was taken as written.",
        "Mã văn bản '{id}' không theo dạng quy định ('OrganId,yyyy/MM/dd,số/ký hiệu' hoặc "
        "'OrganId,yyyy,số thứ tự'); đã nhận nguyên văn.",
    ),
    warn(
        "document-id.no-such-day",
        "DocumentId '{id}' names a day that does not exist; it was taken as written.",
        "Mã văn bản '{id}' có ngày không tồn tại; đã nhận nguyên văn.",
    ),
    warn(
        "document-id.disagrees",
        "DocumentId '{id}' names {what} other than the message does; the message's own were taken.",
        "Mã văn bản '{id}' có {what} khác với nội dung thông điệp; đã lấy theo nội dung thông điệp.",
    ),
    fail(
        "code.missing",
        "Number and notation (Code) are missing, also from the DocumentId. Add them.",
        "Thiếu số, ký hiệu (Code), mã văn bản cũng không nêu. Đề nghị bổ sung.",
    ),
    warn(
        "code.derived",
        "{name} is missing; '{found}' was taken from the DocumentId.",
        "Thiếu {name}; đã lấy '{found}' từ mã văn bản.",
    ),
    warn(
        "code.unknown",
        "{name} is missing and the DocumentId does not tell it; it was left empty.",
        "Thiếu {name}, mã văn bản cũng không nêu; đã để trống.",
    ),
    warn(
        "date.form",
        "{name}: '{found}' is not written as {form}; it was understood as {read}.",
        "{name}: '{found}' không đúng dạng {form}; được hiểu là {read}.",
    ),
    warn(
        "date.unreadable",
        "{name}: '{found}' is no date that exists; it was left out.",
        "{name}: '{found}' không phải ngày có thật; đã bỏ qua.",
    ),
    fail(
        "date.missing",
        "The date of issue is missing or unreadable, also in the DocumentId. Correct PromulgationDate.",
        "Thiếu ngày ban hành hoặc không đọc được, mã văn bản cũng không nêu. Đề nghị sửa PromulgationDate.",
    ),
    warn(
        "date.derived",
        "The date of issue is missing or unreadable; {read} was taken from the DocumentId.",
        "Thiếu ngày ban hành hoặc không đọc được; đã lấy {read} từ mã văn bản.",
    ),
    warn(
        "type.disagrees",
        "'{name}' is written as type {found}; by the national list it is type {read}, as which it was read.",
        "'{name}' được ghi loại {found}; theo danh mục là loại {read} và được hiểu như vậy.",
    ),
    warn(
        "type.unknown",
        "The type of the document ({found}) is not in the national list; it was taken as written.",
        "Loại văn bản ({found}) không có trong danh mục; đã nhận nguyên văn.",
    ),
    warn(
        "subject.missing",
        "Subject is missing; '{found}' stands in its place.",
        "Thiếu trích yếu (Subject); tạm dùng '{found}'.",
    ),
    warn(
        "priority.unknown",
        "Priority '{found}' is not one of 0 to 4; the document was taken as normal.",
        "Độ khẩn '{found}' không thuộc 0 đến 4; văn bản được coi là thường.",
    ),
    warn(
        "business.missing",
        "The message does not say whether it is new, a recall, an update or a replacement (Bussiness); "
        "it was taken as a new document.",
        "Thông điệp không nêu là văn bản mới, thu hồi, cập nhật hay thay thế (Bussiness); "
        "được coi là văn bản mới.",
    ),
    fail(
        "business.unknown",
        "BussinessDocType '{found}' is none of 0 (new), 1 (recall), 2 (update), 3 (replacement): "
        "what is asked for cannot be told. Correct it.",
        "BussinessDocType '{found}' không thuộc 0 (mới), 1 (thu hồi), 2 (cập nhật), 3 (thay thế), không rõ "
        "yêu cầu. Đề nghị sửa.",
    ),
    fail(
        "business.no-target",
        "The replacement does not say which document it replaces. Add ReplacementInfoList.",
        "Văn bản thay thế không nêu thay thế văn bản nào. Đề nghị bổ sung ReplacementInfoList.",
    ),
    warn(
        "business.no-reason",
        "A recall, an update or a replacement states its reason (BussinessDocReason); it is missing.",
        "Thu hồi, cập nhật, thay thế phải nêu lý do (BussinessDocReason); hiện chưa có.",
    ),
    info(
        "paper.unsaid",
        "The message does not say whether paper follows (Paper); it does not count as sent without paper.",
        "Thông điệp không nêu có gửi kèm bản giấy không (Paper); không tính là chỉ gửi điện tử.",
    ),
    fail(
        "status.unknown",
        "StatusCode '{found}' is none of 01 to 06, 13, 15, 16. Correct it.",
        "Mã trạng thái '{found}' không thuộc 01 đến 06, 13, 15, 16. Đề nghị sửa.",
    ),
    warn(
        "status.code-14",
        "StatusCode 14 is not in the format; some products send it for 15 (agrees), as which it was read.",
        "Mã trạng thái 14 không có trong quy chuẩn; một số phần mềm dùng thay cho 15 (đồng ý) và được hiểu "
        "như vậy.",
    ),
    warn(
        "status.form",
        "StatusCode '{found}' was understood as {read}.",
        "Mã trạng thái '{found}' được hiểu là {read}.",
    ),
    fail(
        "status.no-document",
        "The status does not say which document it is about (ResponseFor). Add the DocumentId.",
        "Trạng thái không nêu về văn bản nào (ResponseFor). Đề nghị bổ sung mã văn bản.",
    ),
    warn(
        "status.no-reason",
        "Status {status} needs its reason (Description); it is missing.",
        "Trạng thái {status} phải kèm lý do (Description); hiện chưa có.",
    ),
    warn(
        "status.no-time",
        "The status has no time (Timestamp); the time of arrival counts.",
        "Trạng thái thiếu thời điểm (Timestamp); lấy theo thời điểm nhận.",
    ),
    info(
        "signature.present",
        "The message carries a signature of its own. It was not checked and says nothing about the files' "
        "signatures; check those with 'lienthong verify'.",
        "Thông điệp có chữ ký riêng trên phong bì. Chữ ký này chưa được kiểm tra và không nói gì về chữ ký "
        "số trong các tệp; đề nghị kiểm tra các tệp bằng lệnh 'lienthong verify'.",
    ),
    warn(
        "signature.namespace",
        "The message's own Signature does not stand in the namespace of XML signatures: no software can "
        "check it. It counts for nothing.",
        "Chữ ký trên phong bì không thuộc không gian tên chữ ký XML, không phần mềm nào kiểm tra được. "
        "Chữ ký này không có giá trị.",
    ),
    warn(
        "signature.algorithm",
        "The message's own Signature names '{found}', which {why}. It counts for nothing.",
        "Chữ ký trên phong bì dùng '{found}' ({why}). Chữ ký này không có giá trị.",
    ),
    warn(
        "signature.digest",
        "The digest in the message's own Signature is not that of this message. It counts for nothing.",
        "Mã băm trong chữ ký trên phong bì không phải của thông điệp này. Chữ ký này không có giá trị.",
    ),
    warn(
        "extension.unreadable",
        "The exchange's own extension in the message cannot be read; it was left out.",
        "Không đọc được phần mở rộng của trục liên thông trong thông điệp; đã bỏ qua.",
    ),
)

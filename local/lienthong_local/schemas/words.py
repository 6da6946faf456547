"""What the fields of request bodies and the parameters mean, in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]

FIELDS: Mapping[str, Mapping[str, Words]] = {
    "EnvelopeBody": {
        "sender": (
            "The sending agency's code; left out, it is the agency that signed the request.",
            "Mã cơ quan gửi; nếu không ghi thì là cơ quan đã ký yêu cầu.",
        ),
        "document_id": (
            "The sender's own id of the document: the key by which a repetition is recognised.",
            "Mã văn bản do bên gửi đặt; dùng để nhận biết lần gửi lặp lại.",
        ),
        "number": ("The document's number.", "Số văn bản."),
        "notation": ("The document's notation.", "Ký hiệu văn bản."),
        "issued_on": ("Date of issue in Vietnam; not in the future.", "Ngày ban hành; không ở tương lai."),
        "place": ("Place of issue.", "Địa danh ban hành."),
        "document_type": ("Type of document.", "Loại văn bản."),
        "subject": ("What the document is about.", "Trích yếu nội dung."),
        "summary": ("A longer description.", "Tóm tắt nội dung."),
        "signer": ("Who signed.", "Người ký."),
        "recipients": (
            "Codes or aliases of agencies, each named once.",
            "Mã hoặc bí danh các nơi nhận, mỗi nơi một lần.",
        ),
        "due_on": (
            "By when an answer is asked for; not before the issue.",
            "Hạn trả lời; không trước ngày ban hành.",
        ),
        "priority": (
            "0 normal, 1 urgent, 2 very urgent, 3 express, 4 express at a set hour.",
            "Độ khẩn: 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ.",
        ),
        "secrecy": (
            "Leave it out. Any state-secret marking is refused before anything is stored.",
            "Không ghi trường này. Văn bản có dấu chỉ độ mật bị từ chối trước khi lưu.",
        ),
        "business": (
            "A new document, or an update or replacement of earlier ones.",
            "Văn bản mới, cập nhật hay thay thế văn bản đã gửi.",
        ),
        "targets": (
            "The sender's DocumentIds that an update or a replacement is about.",
            "Mã các văn bản bị cập nhật, thay thế.",
        ),
        "reason": ("Why it is updated or replaced.", "Lý do cập nhật, thay thế."),
        "also_on_paper": ("Whether paper follows.", "Có gửi kèm bản giấy."),
        "for_information": ("Whether it is sent for information only.", "Chỉ gửi để tham khảo."),
        "in_reply_to": ("DocumentIds that this answers.", "Mã các văn bản được trả lời."),
        "attachments": (
            "The files: all with their content, or all to be uploaded by ticket.",
            "Các tệp: tất cả kèm nội dung, hoặc tất cả tải lên theo phiếu.",
        ),
    },
    "SignerBody": {
        "name": ("Full name.", "Họ và tên."),
        "position": ("Position.", "Chức vụ."),
        "authority": (
            "Authority to sign, such as 'KT. CHỦ TỊCH'.",
            "Quyền hạn ký, ví dụ 'KT. CHỦ TỊCH'.",
        ),
    },
    "DocumentTypeBody": {
        "group": ("1 legal normative, 2 administrative.", "1 quy phạm pháp luật, 2 hành chính."),
        "detail": ("Number in the code list of QCVN 102:2016.", "Số trong danh mục của QCVN 102:2016."),
        "name": ("The type's name as printed.", "Tên loại văn bản như thể hiện trên văn bản."),
    },
    "AttachmentBody": {
        "name": ("A plain file name, unique in the envelope.", "Tên tệp, không trùng trong phong bì."),
        "media_type": ("Media type.", "Kiểu nội dung."),
        "size": ("Size in bytes.", "Dung lượng tính bằng byte."),
        "sha256": ("SHA-256 of the bytes, in hex.", "Mã băm SHA-256 dạng hex."),
        "purpose": (
            "original, information, or signature (a detached signature).",
            "Bản gốc, để tham khảo, hoặc chữ ký rời.",
        ),
        "signature_for": (
            "The attachment that a detached signature covers.",
            "Tên tệp mà chữ ký rời ký lên.",
        ),
        "content": ("The bytes in base64, when sent inline.", "Nội dung dạng base64, khi gửi kèm."),
        "part_digests": (
            "SHA-256 of each part in hex, when uploaded by ticket; parts are part_bytes long.",
            "Mã băm SHA-256 của từng phần, khi tải lên theo phiếu; mỗi phần dài part_bytes.",
        ),
    },
    "RecallBody": {"reason": ("Why it is taken back.", "Lý do thu hồi.")},
    "StatusBody": {
        "status": ("The status code.", "Mã trạng thái."),
        "reason": ("The reason; required with 02 and 16.", "Lý do; bắt buộc với mã 02 và 16."),
    },
    "AgencyBody": {
        "code": ("Agency code.", "Mã cơ quan."),
        "name": ("Full name.", "Tên đầy đủ."),
        "parent": ("Code of the superior agency.", "Mã cơ quan cấp trên."),
        "aliases": ("Other codes and short names.", "Các mã và tên khác."),
        "roles": ("What the agency may do.", "Vai trò của cơ quan."),
        "effective_from": ("From when the entry holds.", "Ngày có hiệu lực."),
        "receives_electronically": ("Whether it receives electronically.", "Có nhận văn bản điện tử."),
        "channels": ("How it learns of news.", "Các kênh nhận thông báo."),
        "keys": ("Keys that sign its requests.", "Các khóa ký yêu cầu."),
        "certificates": (
            "Certificates that sign its documents.",
            "Các chứng thư số ký văn bản của cơ quan.",
        ),
        "level": (
            "Level of the administration; left out, the code tells it.",
            "Cấp hành chính; nếu không ghi thì xác định theo mã.",
        ),
        "mandatory_paper": (
            "Types that it must still get on paper (D28 5.3, 7.2); shown to senders.",
            "Các loại văn bản vẫn phải gửi kèm bản giấy (khoản 3 Điều 5, khoản 2 Điều 7 QĐ 28/2018).",
        ),
        "document_types": (
            "What the agency's product makes of types of documents.",
            "Cách phần mềm của cơ quan xử lý từng loại văn bản.",
        ),
        "version": ("The version that was read, for a change.", "Số phiên bản đã đọc, khi thay đổi."),
    },
    "ChannelBody": {
        "kind": ("Kind of channel.", "Loại kênh."),
        "target": (
            "HTTPS URL, queue ARN, e-mail address or phone number; empty for pull.",
            "Địa chỉ HTTPS, ARN hàng đợi, thư điện tử hoặc số điện thoại; để trống nếu tự truy cập.",
        ),
    },
    "RequestKeyBody": {
        "key_id": ("Agency code, '#', name of the key.", "Mã cơ quan, '#', tên khóa."),
        "algorithm": ("RFC 9421 algorithm.", "Thuật toán theo RFC 9421."),
        "public_key": ("PEM SubjectPublicKeyInfo.", "Khóa công khai dạng PEM."),
        "valid_from": ("From when.", "Hiệu lực từ."),
        "valid_until": ("Until when.", "Hiệu lực đến."),
    },
    "CertificateBody": {
        "fingerprint": ("SHA-256 of the DER, in hex.", "SHA-256 của chứng thư số (DER), dạng hex."),
        "role": ("Whose signature it makes.", "Chữ ký của người có thẩm quyền hay của cơ quan."),
    },
    "PaperTypeBody": {
        "group": ("1 legal normative, 2 administrative.", "1 quy phạm pháp luật, 2 hành chính."),
        "detail": ("Number in the code list of QCVN 102:2016.", "Số trong danh mục của QCVN 102:2016."),
        "basis": ("The published list that says so.", "Văn bản công bố danh mục."),
    },
    "TypeRuleBody": {
        "group": ("1 legal normative, 2 administrative.", "1 quy phạm pháp luật, 2 hành chính."),
        "detail": (
            "Number in the code list; 0 is every type of the group.",
            "Số trong danh mục; 0 là mọi loại trong nhóm.",
        ),
        "accepted": (
            "Whether the agency's product takes the type; shown to senders.",
            "Phần mềm của cơ quan có nhận loại này; hiển thị cho bên gửi.",
        ),
        "written_group": (
            "Type in edXML to this agency; null is the national number.",
            "Giá trị Type trong edXML gửi cơ quan; null là theo danh mục.",
        ),
        "written_detail": (
            "TypeDetail in edXML to this agency; null is the national number, 0 leaves it out.",
            "Giá trị TypeDetail trong edXML gửi cơ quan; null là theo danh mục, 0 là bỏ trống.",
        ),
        "written_name": (
            "TypeName in edXML to this agency; empty is the name as printed.",
            "Giá trị TypeName trong edXML gửi cơ quan; để trống là theo tên trên văn bản.",
        ),
    },
    "EdxmlUploadBody": {
        "size": ("Size of the message in bytes.", "Dung lượng thông điệp tính bằng byte."),
        "sha256": ("SHA-256 of the message, in hex.", "Mã băm SHA-256 của thông điệp, dạng hex."),
    },
    "EdxmlUploadedBody": {
        "upload": (
            "SHA-256 of a message that was uploaded by ticket.",
            "Mã băm SHA-256 của thông điệp đã tải lên theo phiếu.",
        ),
    },
    "ReasonBody": {"reason": ("Why.", "Lý do.")},
    "EndBody": {
        "ended_on": ("The day on which it ends.", "Ngày kết thúc hoạt động."),
        "successor": ("Code of the agency that succeeds it.", "Mã cơ quan kế thừa."),
        "reason": ("Why.", "Lý do."),
    },
    "AnchorBody": {
        "certificate": ("X.509 certificate in PEM.", "Chứng thư số X.509 dạng PEM."),
        "is_root": (
            "Whether it is trusted by itself; intermediates only help to build paths.",
            "Là gốc tin cậy; chứng thư trung gian chỉ dùng để dựng chuỗi.",
        ),
        "valid_from": ("From when it is trusted.", "Được tin cậy từ."),
        "valid_until": ("Until when it is trusted.", "Được tin cậy đến."),
    },
}

RECEIPT: Mapping[str, Words] = {
    "v": ("Version of this form.", "Phiên bản của mẫu."),
    "event": ("The event as the log commits to it.", "Sự kiện như nhật ký cam kết."),
    "salt": (
        "The leaf commits to SHA-256(salt ‖ event), the event as RFC 8785 JSON.",
        "Bản ghi trong nhật ký cam kết SHA-256(salt ‖ sự kiện), sự kiện ở dạng JSON RFC 8785.",
    ),
    "proof": (
        "C2SP tlog-proof: index, path, and a checkpoint with the log's signature and cosignatures.",
        "Bằng chứng C2SP tlog-proof: vị trí, đường dẫn và điểm kiểm tra có chữ ký nhật ký, bên chứng kiến.",
    ),
    "timestamp": (
        "RFC 3161 token over SHA-256 of the checkpoint's text; null while it is waited for.",
        "Dấu thời gian RFC 3161 trên SHA-256 của điểm kiểm tra; null nếu chưa có.",
    ),
    "renewals": (
        "Receipts of the events that name the time-stamp before; they carry it over its certificate's end.",
        "Biên nhận của các sự kiện nêu dấu thời gian liền trước, giúp giữ giá trị khi chứng thư hết hạn.",
    ),
}
REGISTER: Mapping[str, Mapping[str, Words]] = {
    "PaperEntryBody": {
        "carriage": (
            "paper: on paper only; parallel: sent through the exchange and on paper as well.",
            "paper: chỉ bản giấy; parallel: gửi qua trục liên thông và kèm bản giấy.",
        ),
        "number": ("The document's number; one sequence with electronic ones.", "Số văn bản."),
        "notation": ("The document's notation.", "Ký hiệu văn bản."),
        "issued_on": ("Date of issue; not in the future.", "Ngày ban hành; không ở tương lai."),
        "document_type": ("Type of document.", "Loại văn bản."),
        "reason": ("Why it went out on paper.", "Lý do gửi bản giấy."),
        "recipients": (
            "Codes or aliases of the registered agencies among its recipients.",
            "Mã hoặc bí danh các nơi nhận có trong danh bạ.",
        ),
        "recipient_count": (
            "How many state bodies it went to, registered or not; left out, as many as are listed.",
            "Tổng số cơ quan nhà nước nhận văn bản, kể cả ngoài danh bạ; bỏ trống là số nơi đã liệt kê.",
        ),
        "subject": (
            "What it is about, for the printed register; no event names it.",
            "Trích yếu, chỉ để in sổ; không ghi vào nhật ký.",
        ),
        "signer": (
            "Who signed, for the printed register; no event names it.",
            "Người ký, chỉ để in sổ; không ghi vào nhật ký.",
        ),
    },
    "SecretEntryBody": {
        "carriage": ("Always secret.", "Luôn là secret."),
        "month": ("The month of issue, YYYY-MM.", "Tháng ban hành, dạng YYYY-MM."),
        "count": ("How many were issued in it.", "Số lượng văn bản mật ban hành trong tháng."),
    },
    "EntriesBody": {"entries": ("What is reported.", "Các mục khai báo.")},
    "WithdrawalBody": {"reason": ("What was wrong with the entry.", "Mục bị ghi nhầm như thế nào.")},
}
FIELDS = {**FIELDS, **REGISTER, "Receipt": RECEIPT, "Renewal": RECEIPT}

PARAMETERS: Mapping[str, Words] = {
    "id": ("Submission id.", "Mã lần gửi."),
    "code": ("Agency code or alias.", "Mã hoặc bí danh cơ quan."),
    "path": (
        "The rest of the tile's path: level, index, width where it is partial.",
        "Phần còn lại của đường dẫn: cấp, số thứ tự, độ rộng nếu tệp chưa đầy.",
    ),
    "event_id": ("Event id, as the story or a notice gives it.", "Mã sự kiện, có trong quá trình xử lý."),
    "queue": ("Name of the dead-letter queue.", "Tên hàng đợi lỗi."),
    "cursor": (
        "Where the page begins, as the page before it said.",
        "Vị trí bắt đầu trang, do trang trước trả về.",
    ),
    "entry": ("Id of a reported entry, as its report was answered.", "Mã mục đã ghi vào sổ."),
    "agency": (
        "Code of the agency; left out, it is the calling one.",
        "Mã cơ quan; bỏ trống là chính cơ quan gọi.",
    ),
    "limit": ("How many items a page holds.", "Số mục trên một trang."),
    "status": ("Only deliveries with this status code.", "Chỉ lấy văn bản có mã trạng thái này."),
    "unopened": ("Only deliveries not opened yet.", "Chỉ lấy văn bản chưa mở."),
    "search": (
        "Words that code, alias or name must hold; all agencies without.",
        "Từ khóa trong mã, bí danh hoặc tên; bỏ trống để lấy tất cả.",
    ),
}

#: What each schema is, in Vietnamese; the English is the model's own docstring.
SCHEMAS: Mapping[str, str] = {
    "Agencies": "Các cơ quan tìm được.",
    "AgencyBody": "Thông tin đăng ký của một cơ quan; version là số phiên bản đã đọc khi thay đổi.",
    "AgencyChanged": "Cơ quan sau khi thay đổi và thời điểm thay đổi có hiệu lực ở mọi nơi.",
    "AgencyLevel": "Cấp hành chính của cơ quan.",
    "PaperTypeBody": "Loại văn bản vẫn phải gửi kèm bản giấy và căn cứ công bố.",
    "PaperTypeRecord": "Loại văn bản vẫn phải gửi kèm bản giấy và căn cứ công bố.",
    "TypeRuleBody": "Cách phần mềm của cơ quan xử lý một loại văn bản.",
    "TypeRuleRecord": "Cách phần mềm của cơ quan xử lý một loại văn bản.",
    "AgencyRecord": "Một cơ quan trong danh bạ; channels chỉ hiện với cơ quan đó và cơ quan quản lý danh bạ.",
    "AgencyShown": "Một cơ quan.",
    "AgencyState": "Trạng thái của cơ quan trong danh bạ.",
    "AnchorAdded": "Chứng thư số tin cậy vừa bổ sung.",
    "AnchorBody": "Chứng thư số gốc tin cậy, hoặc chứng thư trung gian dùng để dựng chuỗi, dạng PEM.",
    "AnchorRecord": "Chứng thư số gốc tin cậy hoặc chứng thư trung gian.",
    "Anchors": "Mọi chứng thư số tin cậy, kể cả đã hết hiệu lực.",
    "AttachmentBody": "Một tệp kèm theo: gửi kèm nội dung (base64) hoặc tải lên theo phiếu.",
    "AttachmentRecord": "Tệp kèm theo như đã khai, không gồm nội dung.",
    "AttachmentVerdictRecord": "Kết quả kiểm tra một tệp (ETSI EN 319 102-1, 5.1.3).",
    "Business": "Văn bản mới, cập nhật hay thay thế.",
    "CertificateBody": "Chứng thư số đăng ký để ký văn bản.",
    "CertificateRecord": "Chứng thư số đã đăng ký để ký văn bản.",
    "ChannelBody": "Kênh nhận thông báo và địa chỉ của kênh.",
    "ChannelKind": "Cách cơ quan được báo khi có văn bản đến.",
    "ChannelRecord": "Kênh nhận thông báo.",
    "DeadLetterRecord": "Thông điệp không xử lý được và lý do.",
    "DeadLetters": "Các thông điệp lỗi, cũ trước mới sau.",
    "DeliveryRecord": "Một lần gửi đến một nơi nhận, như hai bên cùng thấy.",
    "DeliveryView": "Văn bản đến như nơi nhận thấy; legal là các mã được phép lúc này.",
    "DocumentTypeBody": "Loại văn bản theo danh mục của QCVN 102:2016.",
    "DocumentTypeRecord": "Loại văn bản theo danh mục của QCVN 102:2016.",
    "EdxmlFinding": "Điểm khác quy chuẩn, hoặc điều cần biết về thông điệp edXML.",
    "EdxmlTaken": "Kết quả nhận thông điệp edXML; repeated: đã được ghi nhận trước đó.",
    "EdxmlUpload": "Nơi tải lên thông điệp edXML: PUT đến url với đúng các tiêu đề này, rồi nêu upload.",
    "EdxmlUploadBody": "Thông điệp edXML cần tải lên theo phiếu.",
    "EdxmlUploadedBody": "Thông điệp edXML đã tải lên theo phiếu.",
    "MessageType": "Loại thông điệp edXML theo cách gọi của các nền tảng.",
    "EndBody": "Ngày cơ quan kết thúc hoạt động và cơ quan kế thừa.",
    "EnvelopeBody": "Phong bì của một lần gửi văn bản.",
    "EnvelopeRecord": "Phong bì đã ghi nhận; nơi nhận chỉ thấy chính mình trong danh sách nơi nhận.",
    "Event": "Một thay đổi trạng thái, được ghi trong cùng giao dịch với thay đổi đó.",
    "Fault": "Một lỗi trong dữ liệu gửi lên: vị trí, mã cố định và cách khắc phục.",
    "FileUploads": "Các phần còn thiếu của một tệp.",
    "History": "Các thay đổi thông tin của cơ quan, theo thứ tự.",
    "InboxPage": "Một trang hộp văn bản đến; trang cuối không có cursor.",
    "KeyRecord": "Khóa ký yêu cầu của cơ quan.",
    "LimitsRecord": "Mọi giới hạn: dung lượng (byte), thời gian (giây hoặc ngày), độ dài (ký tự).",
    "Blob": "Nội dung lưu theo mã băm SHA-256 và liên kết tải trong thời gian ngắn.",
    "Link": "Liên kết tải một tệp trong thời gian ngắn, kèm dung lượng và mã băm phải khớp.",
    "ListedDelivery": "Một văn bản đến trong danh sách; mở được đến openable_until, null là không thời hạn.",
    "OpenedDelivery": "Văn bản đến đã mở, kèm liên kết tải tệp.",
    "Outbox": "Một trang văn bản đi, mới nhất trước; trang cuối không có cursor.",
    "PartTicket": "Nơi tải lên một phần tệp: PUT đến url với đúng các tiêu đề này.",
    "Priority": "Độ khẩn.",
    "Problem": "Nội dung bị từ chối, nguyên nhân và việc cần làm tiếp (RFC 9457).",
    "Carriage": "Cách phát hành văn bản: bản giấy, song song hoặc văn bản mật (chỉ đếm số lượng).",
    "CheckedEntries": "Số mục mới và số mục đã ghi nhận từ trước.",
    "EntriesBody": "Các mục khai báo vào sổ văn bản đi: ghi nhận toàn bộ hoặc không ghi mục nào.",
    "EntryRecord": "Mục cơ quan đã khai báo vào sổ; văn bản mật chỉ có tháng và số lượng.",
    "PaperEntryBody": "Văn bản phát hành bản giấy, riêng hoặc song song với bản điện tử.",
    "PaperReason": "Lý do gửi bản giấy.",
    "RecordedEntries": "Các mục vừa khai báo, theo đúng thứ tự; tất cả đã được ghi nhận.",
    "RecordedEntry": "Mục đã ghi; repeated: nội dung này đã được ghi nhận trước đó.",
    "SecretEntryBody": "Số lượng văn bản mật ban hành trong một tháng; không khai báo gì khác.",
    "WithdrawalBody": "Lý do hủy mục ghi nhầm.",
    "WithdrawnEntry": "Mục đã hủy do ghi nhầm.",
    "Purpose": "Mục đích của tệp.",
    "Question": "Điều bên gửi hỏi nơi nhận, trả lời bằng mã 15 hoặc 16.",
    "ReasonBody": "Lý do khóa hoặc mở khóa cơ quan.",
    "RecallBody": "Lý do thu hồi văn bản.",
    "RecallRecord": "Yêu cầu thu hồi (13) tại mọi nơi nhận.",
    "Recalled": "Lần gửi sau khi yêu cầu thu hồi.",
    "Redriven": "Hàng đợi lỗi đã được chuyển trở lại xử lý.",
    "RequestKeyBody": "Khóa ký yêu cầu; mã khóa bắt đầu bằng mã cơ quan và dấu '#'.",
    "RequestProof": "Yêu cầu đã ký dẫn đến sự kiện; kiểm tra được bằng khóa công khai của cơ quan.",
    "Role": "Vai trò của cơ quan trên giao diện.",
    "SignerBody": "Người ký như ghi trên văn bản.",
    "SignerRecord": "Người ký như ghi trên văn bản.",
    "SignerRole": "Chữ ký của người có thẩm quyền hay của cơ quan.",
    "Status": "Mã trạng thái (QCVN 102:2016).",
    "StatusBody": "Mã trạng thái và lý do (bắt buộc với 02, 16).",
    "Receipt": "Biên nhận: sự kiện, giá trị mở cam kết, bằng chứng có trong nhật ký và dấu thời gian.",
    "ReceiptPending": "Sự kiện đã được ghi nhận; biên nhận sẽ có sau vài giây.",
    "Receipts": "Một trang biên nhận theo thứ tự sự kiện; pending là các sự kiện sắp có biên nhận.",
    "Renewal": "Biên nhận của sự kiện nhật ký nêu dấu thời gian liền trước.",
    "LogKey": "Khóa kiểm tra của nhật ký bằng chứng, ghi trên một dòng (C2SP signed-note).",
    "Report": "Báo cáo kiểm tra đã lưu của một tệp; material là dữ liệu làm căn cứ được nêu trong báo cáo.",
    "Reports": "Các báo cáo kiểm tra của một lần gửi.",
    "StatusSet": "Văn bản đến sau khi cập nhật trạng thái.",
    "Story": "Toàn bộ quá trình của một lần gửi; pending là nơi nhận chưa được chuyển đến.",
    "SubmissionReceipt": "Kết quả yêu cầu gửi; repeated: lần gửi này đã được ghi nhận trước đó.",
    "SubmissionRecord": "Lần gửi như bên gửi thấy.",
    "SubmissionState": "Trạng thái của lần gửi.",
    "Uploads": "Những phần còn thiếu của một lần gửi.",
    "VerdictRecord": "Hai kết quả kiểm tra tách biệt: phong bì và từng tệp; reasons là mã lý do từ chối.",
    "WebhookKey": "Khóa kiểm tra chữ ký webhook (Standard Webhooks, v1a: Ed25519).",
    "Withholding": "Vì sao không mở được văn bản nữa.",
}

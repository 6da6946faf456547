"""What the command says, in English and in Vietnamese: one catalogue for everything a person reads.

Texts of errors stand with their classes (:mod:`lienthong_client.errors`, :mod:`lienthong.errors`), texts of
``--help`` in :mod:`lienthong_client.command.help_texts`.
"""

from __future__ import annotations

from collections.abc import Mapping

from lienthong_client import (
    board_messages,
    centre_messages,
    dossier_board_messages,
    dossier_messages,
    form_messages,
    gateway_messages,
    notice_messages,
    ratio_messages,
    register_messages,
    registry_messages,
    tracking_messages,
)

Language = str
LANGUAGES = ("vi", "en")

MESSAGES: dict[str, tuple[str, str]] = {
    # --- errors and hints
    "error": ("Error", "Lỗi"),
    "error.code": ("Error code: {code}", "Mã lỗi: {code}"),
    "error.interrupted": (
        "Stopped. Nothing is lost: run the same command again to go on.",
        "Đã dừng. Dữ liệu không bị mất: thực hiện lại đúng lệnh này để tiếp tục.",
    ),
    "hint.clock": (
        "This computer's clock is {seconds} seconds away from the exchange's. Set the clock, then try again.",
        (
            "Đồng hồ máy này lệch {seconds} giây so với trục liên thông. Đề nghị chỉnh lại giờ rồi thực hiện "
            "lại."
        ),
    ),
    "hint.key": (
        "Check 'key_id' and 'key_file' in the configuration, and that the registry has this key.",
        "Đề nghị kiểm tra mục 'key_id' và 'key_file' trong cấu hình, và khóa này đã có trong danh bạ chưa.",
    ),
    "hint.repeated": (
        "An earlier attempt lost its answer and may have taken effect. Look at the present state first.",
        "Một lần thử trước bị mất trả lời và có thể đã có hiệu lực. Đề nghị xem trạng thái hiện tại trước.",
    ),
    "hint.key-exposed": (
        (
            "Note: other accounts on this computer can read the private key {path}. Restrict it: chmod 600 "
            "{path}"
        ),
        (
            "Lưu ý: tài khoản khác trên máy này đọc được khóa bí mật {path}. Đề nghị hạn chế quyền: chmod "
            "600 {path}"
        ),
    ),
    "wait.retry": (
        "The exchange did not answer properly; trying again in {seconds} s …",
        "Trục liên thông chưa trả lời được; thử lại sau {seconds} giây …",
    ),
    # --- words
    "yes": ("yes", "có"),
    "no": ("no", "không"),
    "more": (
        "There are more. Continue with: --cursor {cursor}",
        "Còn nữa. Xem tiếp bằng: --cursor {cursor}",
    ),
    "state.awaiting-uploads": ("waiting for files", "chờ tải tệp lên"),
    "state.received": ("being checked", "đang kiểm tra"),
    "state.accepted": ("accepted", "đã chấp nhận"),
    "state.rejected": ("rejected", "bị từ chối"),
    "agency.upcoming": ("not in operation yet", "chưa hoạt động"),
    "level.province": ("province", "cấp tỉnh"),
    "level.district": ("district", "cấp huyện"),
    "level.commune": ("commune", "cấp xã"),
    "types.every": ("{group}.* every type", "{group}.* mọi loại"),
    "types.not-taken": ("not taken", "không nhận"),
    "agency.active": ("active", "đang hoạt động"),
    "agency.locked": ("locked", "tạm khóa"),
    "agency.ended": ("ended", "đã kết thúc hoạt động"),
    "role.agency": ("agency", "cơ quan gửi nhận"),
    "signer.leader": ("leader", "lãnh đạo"),
    "signer.agency": ("agency", "cơ quan"),
    "channel.pull": ("looks for itself", "tự tra cứu"),
    "channel.webhook": ("webhook", "webhook"),
    "channel.queue": ("queue", "hàng đợi"),
    "channel.email": ("e-mail", "thư điện tử"),
    "channel.sms": ("SMS", "tin nhắn SMS"),
    "role.one-stop": ("one-stop centre", "trung tâm một cửa"),
    "role.auditor": ("auditor", "kiểm tra, giám sát"),
    "role.registrar": ("registrar", "quản lý danh bạ"),
    "business.new": ("new document", "văn bản mới"),
    "business.update": ("update", "cập nhật"),
    "business.replacement": ("replacement", "thay thế"),
    "withheld.recalled": ("taken back by the sender", "bên gửi đã thu hồi"),
    "withheld.superseded": ("replaced by the sender", "bên gửi đã thay thế"),
    "withheld.undeliverable": ("could not be delivered", "không chuyển được"),
    "question.recall": ("sender asks to take it back", "bên gửi yêu cầu lấy lại"),
    "question.update": ("sender asks to update", "bên gửi yêu cầu cập nhật"),
    "question.replacement": ("sender asks to replace", "bên gửi yêu cầu thay thế"),
    "priority.0": ("normal", "thường"),
    "priority.1": ("urgent", "khẩn"),
    "priority.2": ("very urgent", "thượng khẩn"),
    "priority.3": ("express", "hỏa tốc"),
    "priority.4": ("express, timed", "hỏa tốc hẹn giờ"),
    "indication.TOTAL-PASSED": ("valid", "hợp lệ"),
    "indication.TOTAL-FAILED": ("not valid", "không hợp lệ"),
    "indication.INDETERMINATE": ("undetermined", "chưa xác định được"),
    "validity.original": ("equals the paper original", "giá trị như bản gốc"),
    "validity.information": ("for information only", "chỉ để tham khảo"),
    "actor.exchange": ("the exchange", "trục liên thông"),
    "detail.first-registrar": ("first registrar", "cơ quan quản lý danh bạ đầu tiên"),
    "detail.trust-anchor": ("trusted certificate", "chứng thư được tin cậy"),
    "detail.registered": ("registered", "đăng ký"),
    "detail.changed": ("changed", "cập nhật"),
    "detail.locked": ("locked", "tạm khóa"),
    "detail.active": ("unlocked", "mở khóa"),
    "detail.ended": ("ended", "kết thúc hoạt động"),
    "detail.recalled": ("taken back by the sender", "bên gửi đã thu hồi"),
    "detail.superseded": ("replaced by the sender", "bên gửi đã thay thế"),
    "detail.undeliverable": ("could not be delivered", "không chuyển được"),
    # --- columns and labels
    "column.when": ("When", "Thời điểm"),
    "column.what": ("What happened", "Nội dung"),
    "column.who": ("By", "Cơ quan"),
    "column.submission": ("Submission", "Mã lần gửi"),
    "column.document": ("Document ID", "Mã văn bản"),
    "column.number": ("Number", "Số, ký hiệu"),
    "column.subject": ("Subject", "Trích yếu"),
    "column.sender": ("Sender", "Nơi gửi"),
    "column.recipient": ("Recipient", "Nơi nhận"),
    "column.recipients": ("Recipients", "Số nơi nhận"),
    "column.arrived": ("Arrived", "Thời điểm đến"),
    "column.sent": ("Sent", "Thời điểm gửi"),
    "column.opened": ("Opened", "Mở văn bản"),
    "column.status": ("Status", "Trạng thái"),
    "column.note": ("Note", "Ghi chú"),
    "column.priority": ("Priority", "Độ khẩn"),
    "column.file": ("File", "Tệp"),
    "column.signatures": ("Signatures", "Chữ ký số"),
    "column.value": ("Value", "Giá trị"),
    "column.findings": ("Findings", "Kết quả kiểm tra"),
    "column.code": ("Code", "Mã"),
    "column.name": ("Name", "Tên cơ quan"),
    "column.parent": ("Parent", "Cơ quan cấp trên"),
    "column.roles": ("Roles", "Vai trò"),
    "column.state": ("State", "Tình trạng"),
    "column.level": ("Level", "Cấp"),
    "column.mandatory-paper": ("Also on paper", "Phải gửi bản giấy"),
    "column.document-types": ("Types in edXML", "Loại văn bản (edXML)"),
    "column.electronic": ("Electronic", "Nhận điện tử"),
    "column.aliases": ("Aliases", "Mã khác"),
    "column.channels": ("Channels", "Kênh nhận tin"),
    "column.keys": ("Request keys", "Khóa ký yêu cầu"),
    "column.certificates": ("Certificates", "Chứng thư ký văn bản"),
    "column.effective": ("In force from", "Hiệu lực từ"),
    "column.ended": ("Ended on", "Kết thúc ngày"),
    "column.successor": ("Successor", "Cơ quan kế thừa"),
    "column.version": ("Version", "Phiên bản"),
    "column.fingerprint": ("Fingerprint (SHA-256)", "Dấu vân tay (SHA-256)"),
    "column.root": ("Root", "Gốc"),
    "column.from": ("Valid from", "Hiệu lực từ"),
    "column.until": ("Valid until", "Hiệu lực đến"),
    "column.letter": ("Letter", "Mã thông điệp"),
    "column.queue": ("Queue", "Hàng đợi"),
    "column.kind": ("Kind", "Loại"),
    "column.concerns": ("Concerns", "Liên quan"),
    "column.attempts": ("Attempts", "Số lần thử"),
    "column.since": ("Since", "Từ lúc"),
    "column.reason": ("Reason", "Lý do"),
    "column.saved": ("Saved as", "Đã lưu tại"),
    "column.entry": ("Log, entry / entries", "Nhật ký, bản ghi / tổng số"),
    "column.index": ("Entry", "Bản ghi"),
    "column.proven": ("Proven since", "Được chứng minh từ"),
    "column.cosigned": ("Cosigned by", "Bên chứng kiến"),
    "column.size": ("Size", "Dung lượng"),
    # --- sending
    "send.sent": (
        "Sent. The exchange is checking the document: submission {submission}.",
        "Đã gửi. Trục liên thông đang kiểm tra văn bản: mã lần gửi {submission}.",
    ),
    "send.repeated": (
        "The exchange has this document already; nothing was sent twice: submission {submission}.",
        "Trục liên thông đã có văn bản này, không gửi trùng: mã lần gửi {submission}.",
    ),
    "send.waiting": ("Waiting for the result of the check …", "Đang chờ kết quả kiểm tra …"),
    "send.accepted": (
        "Accepted: document {document} goes to {count} recipient(s).",
        "Đã chấp nhận: văn bản {document} được chuyển đến {count} nơi nhận.",
    ),
    "send.rejected": (
        "REJECTED: document {document} was not delivered to anybody, for {count} reason(s):",
        "BỊ TỪ CHỐI: văn bản {document} không được chuyển đến nơi nào, vì {count} lý do:",
    ),
    "send.rejected.next": (
        "Correct what is named above and send it again; the same document id may be used.",
        "Đề nghị khắc phục các lý do trên rồi gửi lại; được dùng lại chính mã văn bản này.",
    ),
    "send.follow": (
        "Follow it with: lienthong submission {submission}",
        "Theo dõi bằng lệnh: lienthong submission {submission}",
    ),
    "verdict.envelope": ("Envelope: {what}", "Phong bì: {what}"),
    "envelope.request-signature-valid": (
        "signed by the sending agency's key",
        "đã được ký bằng khóa của cơ quan gửi",
    ),
    # --- submissions
    "story.deliveries": ("Deliveries", "Tình trạng tại nơi nhận"),
    "story.events": ("What happened", "Quá trình xử lý"),
    "story.pending": ("on its way", "đang chuyển"),
    "outbox.empty": ("Nothing has been sent yet.", "Chưa gửi văn bản nào."),
    "recall.done": (
        (
            "Take-back recorded for document {document}. Copies that were not opened cannot be opened "
            "any more; "
            "whoever has opened one is asked to destroy it and answers 15 or 16."
        ),
        (
            "Đã ghi nhận yêu cầu lấy lại văn bản {document}. Bản chưa mở không thể mở được nữa; "
            "nơi đã mở được yêu cầu hủy bản đã nhận và trả lời 15 hoặc 16."
        ),
    ),
    # --- deliveries
    "inbox.empty": ("The inbox holds nothing of this kind.", "Không có văn bản đến thuộc diện này."),
    "inbox.unopened": ("not opened", "chưa mở"),
    "inbox.opened": ("opened {time}", "đã mở {time}"),
    "note.openable": ("can be opened until {time}", "mở được đến {time}"),
    "note.content-ended": (
        "kept until {time}; it can no longer be opened, its evidence stays",
        "hết hạn lưu lúc {time}; không mở được nữa, bằng chứng vẫn còn",
    ),
    "open.done": (
        ("Opened: {count} file(s) saved and checked against what the sender declared."),
        ("Đã mở: lưu {count} tệp, nội dung khớp với khai báo của bên gửi."),
    ),
    "open.next": (
        "Register the document with: lienthong status {submission} 03",
        "Vào sổ văn bản đến bằng lệnh: lienthong status {submission} 03",
    ),
    "open.information": (
        (
            "At least one file is for information only: its signatures do not make it equal to the paper "
            "original."
        ),
        "Có tệp chỉ để tham khảo: chữ ký số chưa đủ để có giá trị như bản gốc.",
    ),
    "status.done": (
        "Status of {submission} is now {status}.",
        "Văn bản {submission} đã chuyển trạng thái {status}.",
    ),
    "status.destroy": (
        "Your agency has confirmed that its copy is destroyed: delete the saved files as well.",
        "Cơ quan đã xác nhận hủy bản đã nhận: đề nghị xóa cả các tệp đã lưu.",
    ),
    "status.legal": ("Possible next: {legal}", "Trạng thái có thể đặt tiếp theo: {legal}"),
    "status.final": ("No other status can be set now.", "Không còn trạng thái nào có thể đặt lúc này."),
    # --- the national format
    "edxml.read": ("Readable: {what}. Nothing to remark.", "Đọc được: {what}. Không có điểm cần lưu ý."),
    "edxml.read-with-findings": (
        "Readable: {what}. {count} remark(s) below.",
        "Đọc được: {what}. Có {count} điểm cần lưu ý dưới đây.",
    ),
    "edxml.refused": (
        "Refused, for {count} reason(s). Return it to the sender with these reasons.",
        "Không nhận, vì {count} lý do. Đề nghị trả lại bên gửi kèm các lý do dưới đây.",
    ),
    "edxml.left-out": (
        "{count} further remark(s) are not listed.",
        "Còn {count} điểm khác không liệt kê.",
    ),
    "edxml.valid": (
        "{file}: satisfies the schema and the rules.",
        "{file}: đúng lược đồ và quy định.",
    ),
    "edxml.invalid": (
        "{file}: {count} fault(s) against the schema or the rules.",
        "{file}: có {count} lỗi so với lược đồ hoặc quy định.",
    ),
    "edxml.written": ("Written: {path} ({document})", "Đã ghi: {path} ({document})"),
    "edxml.unnamed": (
        "No name is known for {codes}; the code stands in its place. Give names with --agencies.",
        "Chưa có tên của {codes}; tạm ghi mã thay tên. Đề nghị cung cấp tên bằng --agencies.",
    ),
    "edxml.more-recipients": ("and {count} more", "và {count} nơi khác"),
    "edxml.kind.new": ("a new document", "văn bản mới"),
    "edxml.kind.recall": ("take-back of a document", "yêu cầu thu hồi văn bản"),
    "edxml.kind.update": ("an update of a document", "cập nhật văn bản"),
    "edxml.kind.replacement": ("a document that replaces another", "văn bản thay thế"),
    "edxml.kind.status": ("status {code} – {meaning}", "trạng thái {code} – {meaning}"),
    "edxml.signature-none": ("none (that is usual)", "không có (thường là vậy)"),
    "edxml.signature-unchecked": ("present, not checked", "có, chưa kiểm tra"),
    "edxml.files-unchecked": (
        "not checked; use 'lienthong verify' on the files",
        "chưa kiểm tra; dùng lệnh 'lienthong verify' với từng tệp",
    ),
    "edxml.label.type": ("Type", "Loại văn bản"),
    "edxml.label.issued": ("Issued", "Ban hành"),
    "edxml.label.signer": ("Signed by", "Người ký"),
    "edxml.label.due": ("Due", "Hạn xử lý"),
    "edxml.label.paper": ("Paper follows", "Kèm bản giấy"),
    "edxml.label.reason": ("Reason", "Lý do, nội dung"),
    "edxml.label.about": ("About", "Về văn bản"),
    "edxml.label.reply": ("In reply to", "Trả lời văn bản"),
    "edxml.label.to": ("To", "Gửi đến"),
    "edxml.label.envelope-signature": ("Envelope's signature", "Chữ ký phong bì"),
    "edxml.label.file-signatures": ("Files' signatures", "Chữ ký trong tệp"),
    # --- checking signatures
    "verify.nothing-trusted": (
        (
            "No trusted certificate was given (--trust), so no signer can be trusted here: at best the "
            "content is unchanged. Get the root certificates from those who operate them, the "
            "Government's certification authority (ca.gov.vn) and the national one (rootca.gov.vn), or "
            "list those of the exchange with 'lienthong registry anchors', and compare their "
            "fingerprints by another way."
        ),
        (
            "Chưa cung cấp chứng thư tin cậy (--trust) nên không xác nhận được người ký; chỉ kiểm tra "
            "được nội dung có bị thay đổi hay không. Đề nghị lấy chứng thư gốc tại đơn vị quản lý: tổ "
            "chức chứng thực chuyên dùng Chính phủ (ca.gov.vn), tổ chức chứng thực quốc gia "
            "(rootca.gov.vn), hoặc xem chứng thư của trục bằng 'lienthong registry anchors', và đối "
            "chiếu dấu vân tay qua kênh khác."
        ),
    ),
    "verify.written": ("Report written to {path}.", "Đã ghi báo cáo vào {path}."),
    # --- report
    "report.none": (
        "There is no report: nothing has been validated yet.",
        "Chưa có báo cáo: văn bản chưa được kiểm tra.",
    ),
    "report.saved": ("Report kept as {path}.", "Đã lưu báo cáo tại {path}."),
    "report.same": (
        "{file}: validated again, the report comes out byte for byte.",
        "{file}: kiểm tra lại cho ra đúng báo cáo đã lưu, khớp từng byte.",
    ),
    "report.exported": ("Container written to {path}.", "Đã ghi gói vào {path}."),
    "report.differs": (
        "{file}: the report is NOT confirmed.",
        "{file}: KHÔNG xác nhận được báo cáo.",
    ),
    # --- receipts
    "receipt.saved": ("{count} receipt(s) saved in {folder}.", "Đã lưu {count} biên nhận vào {folder}."),
    "receipt.pending": (
        "{count} receipt(s) are not there yet. The events are recorded; get them again in a moment.",
        "Còn {count} biên nhận chưa có. Sự kiện đã được ghi nhận; đề nghị lấy lại sau ít phút.",
    ),
    "receipt.none": (
        "There is no receipt here. Give a file, or a folder with files named *.receipt.json.",
        "Không có biên nhận nào. Đề nghị nêu tệp hoặc thư mục có tệp *.receipt.json.",
    ),
    "receipt.holds": ("{file}: the receipt HOLDS.", "{file}: biên nhận HỢP LỆ."),
    "receipt.refused": ("{file}: the receipt does NOT hold.", "{file}: biên nhận KHÔNG hợp lệ."),
    "receipt.unproven": ("by no trusted time-stamp", "chưa có dấu thời gian tin cậy"),
    # --- bundles
    "bundle.written": (
        "Bundle written to {path}, with {receipts} receipt(s).",
        "Đã ghi gói bằng chứng vào {path}, gồm {receipts} biên nhận.",
    ),
    "bundle.documents-missing": (
        "{missing} document(s) were not among the files given; the bundle proves them by digest.",
        "Không tìm thấy {missing} tệp văn bản trong các tệp đã nêu; gói chứng minh bằng mã băm.",
    ),
    "witness.untold": (
        "{count} decisions were not told: nobody read these lines.",
        "{count} quyết định không được ghi lại: không ai đọc các dòng này.",
    ),
    "bundle.holds": ("{file}: the bundle HOLDS.", "{file}: gói bằng chứng HỢP LỆ."),
    "bundle.refused": ("{file}: the bundle does NOT hold.", "{file}: gói bằng chứng KHÔNG hợp lệ."),
    # --- log
    "log.sound": (
        "{origin}: all {size} entries, tiles and the root hold.",
        "{origin}: cả {size} bản ghi, các tệp và gốc đều khớp.",
    ),
    "log.unsound": ("{place}: {count} finding(s).", "{place}: phát hiện {count} điểm không khớp."),
    "log.saved": ("Checkpoint kept as {path}.", "Đã lưu điểm kiểm tra tại {path}."),
    # --- log watch
    "watch.forgetful": (
        (
            "Nothing is remembered after this look: without --state only the signature can be "
            "checked, and not "
            "that the log has forgotten nothing since the last time."
        ),
        (
            "Lần xem này không được ghi nhớ: nếu không có --state thì chỉ kiểm tra được chữ ký, "
            "không biết nhật "
            "ký có mất gì so với lần trước hay không."
        ),
    ),
    "watch.signed": (
        "{origin}: {size} entries, signed by the log",
        "{origin}: {size} bản ghi, đúng chữ ký của nhật ký",
    ),
    "watch.first": (
        "The first look: nothing earlier to compare {size} entries with",
        "Lần xem đầu tiên: chưa có điểm kiểm tra cũ để so với {size} bản ghi",
    ),
    "watch.grown": (
        "It goes on from the {old} entries seen before: {count} new",
        "Nhật ký tiếp nối {old} bản ghi đã thấy: thêm {count} bản ghi",
    ),
    "watch.same": (
        "It is the same tree of {size} entries as before",
        "Vẫn là cây {size} bản ghi như lần trước",
    ),
    "watch.entries": (
        "All {count} new entries were read and belong to the tree",
        "Đã đọc cả {count} bản ghi mới, đều thuộc cây băm",
    ),
    "watch.cosigned": (
        "Enough witnesses have cosigned: {names}",
        "Đủ bên chứng kiến xác nhận: {names}",
    ),
    "watch.kept": ("Kept as the largest seen: {path}", "Đã giữ làm điểm lớn nhất đã thấy: {path}"),
    "watch.evidence": (
        (
            "Both signed checkpoints are in {path}: keep the file, and show it to the log's operator and "
            "witnesses"
        ),
        (
            "Cả hai điểm kiểm tra có chữ ký nằm trong {path}: đề nghị giữ tệp này, gửi đơn vị vận hành "
            "và các bên "
            "chứng kiến"
        ),
    ),
    # --- witness
    "witness.new-key": (
        "The witness's key is in {path}; only this account can read it.",
        "Đã tạo khóa của bên chứng kiến trong tệp {path}; chỉ tài khoản này đọc được.",
    ),
    "witness.key-line": (
        "Its verifier key, for everybody who relies on this witness:",
        "Dòng khóa kiểm tra, công bố cho mọi bên tin dùng bên chứng kiến này:",
    ),
    "witness.policy-line-without-address": (
        "Its line for the policy file of the log's operator; append the address at which it will be reached:",
        "Dòng cho tệp chính sách của đơn vị vận hành nhật ký; ghi thêm vào cuối địa chỉ để trục gọi đến:",
    ),
    "witness.policy-line": (
        "Its line for the policy file of the log's operator:",
        "Dòng cho tệp chính sách của đơn vị vận hành nhật ký:",
    ),
    "witness.keep-key": (
        "Give {path} to nobody. Next: lienthong witness serve --key {path} --log VKEY --state FOLDER",
        (
            "Không gửi {path} cho bất kỳ ai. Tiếp theo: lienthong witness serve --key {path} --log "
            "VKEY --state "
            "THƯ-MỤC"
        ),
    ),
    "witness.listening": (
        "The witness {name} is listening at {host}:{port}. It cosigns checkpoints of:",
        "Bên chứng kiến {name} đang hoạt động tại {host}:{port}, xác nhận điểm kiểm tra của:",
    ),
    "witness.log": (
        "  {origin}: {size} entries cosigned so far",
        "  {origin}: đã xác nhận đến {size} bản ghi",
    ),
    "witness.log-new": (
        "  {origin}: nothing cosigned yet; the first checkpoint is taken as it comes",
        "  {origin}: chưa xác nhận lần nào; điểm kiểm tra đầu tiên được chấp nhận nguyên trạng",
    ),
    "witness.how-to-stop": ("Ctrl-C stops it.", "Nhấn Ctrl-C để dừng."),
    "witness.stopped": (
        "Stopped. What was cosigned is remembered.",
        "Đã dừng. Những gì đã xác nhận đều được ghi nhớ.",
    ),
    "witness.not-marked": (
        (
            "Note: the folder of {path} cannot be written to, so this key will not notice if it is ever "
            "started with another folder. Take care that --state always names the same one."
        ),
        (
            "Lưu ý: không ghi được vào thư mục chứa {path}, nên không thể phát hiện nếu sau này khóa được "
            "dùng với thư mục khác. Đề nghị luôn dùng đúng một thư mục cho --state."
        ),
    ),
    "witness.200": (
        "{origin}: cosigned {size} entries (before: {old})",
        "{origin}: đã xác nhận {size} bản ghi (trước đó: {old})",
    ),
    "witness.400": ("refused: cannot be read ({what})", "từ chối: không đọc được yêu cầu ({what})"),
    "witness.403": (
        "{origin}: refused: not signed by the log's key ({what})",
        "{origin}: từ chối: không có chữ ký đúng của nhật ký ({what})",
    ),
    "witness.404": (
        "{origin}: refused: a log that is not witnessed here",
        "{origin}: từ chối: nhật ký không thuộc phạm vi chứng kiến",
    ),
    "witness.409": (
        (
            "{origin}: not cosigned: {what} entries are remembered, the proof begins at {old}; the log "
            "asks again"
        ),
        (
            "{origin}: chưa xác nhận: đang ghi nhớ {what} bản ghi, bằng chứng bắt đầu từ {old}; nhật ký "
            "sẽ gửi lại"
        ),
    ),
    "witness.422": (
        "{origin}: refused: {size} entries do not go on from the {old} that were cosigned ({what})",
        "{origin}: từ chối: {size} bản ghi không tiếp nối {old} bản ghi đã xác nhận ({what})",
    ),
    "witness.500": (
        (
            "{origin}: not cosigned: {size} entries could not be compared and stored ({why}). Check the "
            "disk; the log asks again"
        ),
        (
            "{origin}: chưa xác nhận: không đối chiếu, lưu được {size} bản ghi ({why}). Đề nghị kiểm tra ổ "
            "đĩa; nhật ký sẽ gửi lại"
        ),
    ),
    "witness.contradiction": (
        (
            "{origin}: ALARM: two different trees of {size} entries, both signed by the log. Not "
            "cosigned. The "
            "evidence is in {path}: show it to the log's operator and to its other witnesses"
        ),
        (
            "{origin}: CẢNH BÁO: hai cây khác nhau cùng {size} bản ghi, đều có chữ ký của nhật ký. Không xác "
            "nhận. Bằng chứng nằm ở {path}: đề nghị gửi đơn vị vận hành nhật ký và các bên chứng kiến khác"
        ),
    ),
    "witness.contradiction-not-kept": (
        (
            "{origin}: ALARM: two different trees of {size} entries, both signed by the log. Not "
            "cosigned, and "
            "the evidence could not be kept ({why}): call the log's operator now"
        ),
        (
            "{origin}: CẢNH BÁO: hai cây khác nhau cùng {size} bản ghi, đều có chữ ký của nhật ký. Không xác "
            "nhận; chưa lưu được bằng chứng ({why}): đề nghị báo ngay đơn vị vận hành nhật ký"
        ),
    ),
    # --- registry
    "registry.empty": ("No agency matches.", "Không có cơ quan nào phù hợp."),
    "registry.registered": ("Agency {code} is registered.", "Đã đăng ký cơ quan {code}."),
    "registry.changed": ("Agency {code} is changed.", "Đã cập nhật cơ quan {code}."),
    "registry.locked": ("Agency {code} is locked.", "Đã tạm khóa cơ quan {code}."),
    "registry.unlocked": ("Agency {code} is active again.", "Đã mở khóa cơ quan {code}."),
    "registry.ended": (
        "The end of agency {code} is entered.",
        "Đã ghi nhận việc kết thúc hoạt động của {code}.",
    ),
    "registry.effective": ("It holds everywhere from {time}.", "Có hiệu lực trên toàn trục từ {time}."),
    "registry.trusted": ("The certificate {fingerprint} is entered.", "Đã ghi nhận chứng thư {fingerprint}."),
    "registry.nothing-to-change": (
        "Nothing to change was named. See: lienthong registry change --help",
        "Chưa nêu nội dung cần thay đổi. Xem: lienthong registry change --help",
    ),
    # --- dead letters
    "deadletters.empty": (
        "No dead letters: everything was processed.",
        "Không có thông điệp lỗi: mọi việc đã được xử lý.",
    ),
    "deadletters.next": (
        "Once the cause is removed: lienthong deadletters redrive {queue}",
        "Sau khi khắc phục nguyên nhân: lienthong deadletters redrive {queue}",
    ),
    "deadletters.confirm": (
        "Send everything in '{queue}' back to be processed? Nothing is doubled by it.",
        "Chuyển lại toàn bộ hàng đợi '{queue}' để xử lý? Việc này không gây xử lý trùng.",
    ),
    "deadletters.redriven": (
        "'{queue}' is being processed again.",
        "Hàng đợi '{queue}' đang được xử lý lại.",
    ),
    "deadletters.stands": (
        "This message could not be processed after {attempts} attempts since {since}. It concerns {subject}.",
        "Thông điệp này không xử lý được sau {attempts} lần thử, từ {since}. Liên quan đến {subject}.",
    ),
    "deadletters.safe": (
        "Nothing is lost: every step can be repeated safely. Remove the cause, then send the queue back.",
        (
            "Không có dữ liệu nào bị mất: mọi bước đều có thể lặp lại an toàn. Khắc phục nguyên nhân rồi "
            "chuyển lại."
        ),
    ),
    # --- shell completion
    "completion.install": (
        "To switch completion on for good, add to {file}:  {line}",
        "Để luôn bật tự hoàn thành lệnh, thêm vào {file}:  {line}",
    ),
    # --- misuse (the command line itself)
    "misuse.missing": ("'{name}' is missing.", "Thiếu '{name}'."),
    "misuse.option": ("There is no option {name}.", "Không có tùy chọn {name}."),
    "misuse.command": ("There is no command '{name}'.", "Không có lệnh '{name}'."),
    "misuse.value": ("{name}: {why}", "{name}: {why}"),
    "misuse.similar": ("Did you mean {names}?", "Có phải ý là {names}?"),
    "misuse.help": ("See: {command} --help", "Xem hướng dẫn: {command} --help"),
    "misuse.not-a-choice": ("it must be one of {choices}.", "phải là một trong: {choices}."),
    "misuse.date": (
        "a date is written 2026-11-23 or 23/11/2026.",
        "ngày được ghi dạng 23/11/2026 hoặc 2026-11-23.",
    ),
    "misuse.time": (
        "a time is written 2026-11-23T14:05:00+07:00, a day 2026-11-23 or 23/11/2026.",
        "thời điểm được ghi dạng 2026-11-23T14:05:00+07:00, ngày được ghi dạng 23/11/2026.",
    ),
    "misuse.one-form": (
        "{names} exclude each other; choose one.",
        "{names} không dùng cùng nhau; chỉ chọn một.",
    ),
    "misuse.list-and-signer": (
        (
            "--trusted-list and --list-signer belong together: a list is worth what its signature is worth. "
            "Give the certificate of whoever publishes the list."
        ),
        (
            "--trusted-list và --list-signer phải dùng cùng nhau, vì danh sách chỉ đáng tin khi biết ai ký. "
            "Đề nghị nêu chứng thư của đơn vị công bố danh sách."
        ),
    ),
    "misuse.key-name": (
        "a key's name has no spaces and no plus sign, as in longan.gov.vn/witness-1.",
        "tên khóa không có khoảng trắng và dấu cộng, ví dụ longan.gov.vn/witness-1.",
    ),
    "misuse.policy": (
        "it is no witness policy: {what}.",
        "không phải tệp chính sách chứng kiến hợp lệ: {what}.",
    ),
    "misuse.at-least": (
        "--at-least counts the witnesses of a policy; name it with --witness-policy.",
        "--at-least đếm các bên chứng kiến trong tệp chính sách; đề nghị nêu tệp bằng --witness-policy.",
    ),
    "misuse.log-key": (
        "it is the log's key in one line (name+id+base64), as GET /v1/log gives it.",
        "phải là khóa của nhật ký trên một dòng (tên+mã+base64), lấy từ GET /v1/log.",
    ),
    "misuse.quorum-without-policy": (
        "--require-quorum needs the witness policy (--witnesses) that says what a quorum is.",
        "--require-quorum cần chính sách chứng kiến (--witnesses) quy định số bên phải xác nhận.",
    ),
    "misuse.time-without-trust": (
        "--require-time needs the root certificate of the time-stamping authority (--trust).",
        "--require-time cần chứng thư gốc của đơn vị cấp dấu thời gian (--trust).",
    ),
    "misuse.pair": ("it is written {form}.", "phải ghi theo dạng {form}."),
    "misuse.paper-type": (
        "write a type by number or name (2.16, Tờ trình), and if you like '=' and the list that says so.",
        "ghi loại văn bản theo số hoặc tên (2.16, Tờ trình), có thể thêm '=' và văn bản công bố.",
    ),
    "misuse.type-rule": (
        "write TYPE=RULE, such as 2.18=1.1, 2.18=2 or 1.*=- (not taken).",
        "ghi theo dạng LOẠI=QUY TẮC, ví dụ 2.18=1.1, 2.18=2 hoặc 1.*=- (không nhận).",
    ),
    "misuse.type": (
        (
            "it is a number of the national list (18, 2.18) or a name ('Công văn'); "
            "a legal document (1.x) also needs --type-name."
        ),
        (
            "là số trong danh mục quốc gia (18, 2.18) hoặc tên loại ('Công văn'); "
            "văn bản quy phạm pháp luật (1.x) phải kèm --type-name."
        ),
    ),
    "misuse.certificate": (
        "{path} holds no X.509 certificate.",
        "{path} không chứa chứng thư X.509.",
    ),
    "misuse.public-key": (
        "{path} holds no public key of a supported kind (Ed25519, ECDSA P-256, RSA).",
        "{path} không chứa khóa công khai thuộc loại được hỗ trợ (Ed25519, ECDSA P-256, RSA).",
    ),
    "misuse.envelope-and-options": (
        "--envelope says everything about the document; leave out {names}.",
        "--envelope đã nêu đủ thông tin văn bản; đề nghị bỏ {names}.",
    ),
    "misuse.same-document-id": (
        "The new document would have the id {id} of the one it is about. Name another with --document-id.",
        "Văn bản mới trùng mã {id} với văn bản cũ. Đề nghị nêu mã khác bằng --document-id.",
    ),
    "misuse.confirm": ("Add --yes to confirm.", "Thêm --yes để xác nhận."),
    "misuse.number": ("it is not a number in the range allowed.", "không phải số trong phạm vi cho phép."),
    "misuse.no-file": (
        "{path} does not exist or cannot be read.",
        "{path} không tồn tại hoặc không đọc được.",
    ),
}

_EVENTS = {
    "UploadRequest": ("upload tickets issued", "cấp phiếu tải tệp lên"),
    "SubmissionArrival": ("received by the exchange", "trục liên thông đã nhận"),
    "SubmissionAcceptance": ("accepted", "được chấp nhận"),
    "SubmissionRejection": ("rejected", "bị từ chối"),
    "ContentConsignment": ("delivered to the inbox", "đã đến hộp văn bản đến"),
    "ContentConsignmentFailure": ("could not be delivered", "không chuyển được"),
    "ContentHandover": ("opened", "đã mở"),
    "ConsignmentAcceptance": ("accepted by the recipient (03)", "nơi nhận tiếp nhận (03)"),
    "ConsignmentRejection": ("refused by the recipient (02)", "nơi nhận từ chối (02)"),
    "StatusChange": ("status set", "cập nhật trạng thái"),
    "RecallRequest": ("take-back requested (13)", "yêu cầu lấy lại (13)"),
    "RecallNotification": ("take-back asked of the recipient", "đã chuyển yêu cầu lấy lại"),
    "RecallAgreement": ("take-back agreed (15)", "đồng ý trả lại (15)"),
    "RecallRefusal": ("take-back refused (16)", "từ chối trả lại (16)"),
    "ReplacementAgreement": ("replacement agreed (15)", "đồng ý thay thế, cập nhật (15)"),
    "ReplacementRefusal": ("replacement refused (16)", "từ chối thay thế, cập nhật (16)"),
    "CopyWithholding": ("copy withheld", "bản chưa mở đã bị giữ lại"),
    "CopyDestruction": ("copy destroyed", "bản đã nhận đã được hủy"),
    "DeadlineWarning": ("due soon", "sắp đến hạn"),
    "DeadlineExpiry": ("overdue", "quá hạn"),
    "DuplicateDocumentId": ("another document came under this id", "văn bản khác gửi trùng mã định danh"),
    "DossierEvent": ("dossier", "sự việc của hồ sơ"),
    "DossierWarnings": ("the morning's warnings", "cảnh báo hồ sơ đầu giờ sáng"),
    "NoticeWishes": ("how the applicant is told", "thay đổi cách nhận thông báo"),
    "ApplicantNotice": ("notice to the applicant", "thông báo cho người nộp hồ sơ"),
    "SatisfactionVote": ("vote counted", "đã đếm ý kiến đánh giá"),
    "PostingInspection": ("postings inspected", "đã kiểm tra niêm yết"),
    "Consultation": ("consultation counted", "đã đếm lượt hướng dẫn"),
    "ProcedureChange": ("procedure changed", "thủ tục hành chính thay đổi"),
    "CentreChange": ("one-stop centre set up", "đã khai báo bộ phận một cửa"),
    "DuplicateNumber": ("number and notation in use already", "trùng số, ký hiệu văn bản"),
    "RegisterEntry": ("paper document or secrets entered in the register", "khai báo vào sổ văn bản đi"),
    "RegisterCorrection": ("register entry withdrawn as a mistake", "hủy mục ghi nhầm trong sổ"),
    "ContentDeletion": ("documents deleted by the retention rule", "văn bản đã xóa theo thời hạn lưu"),
    "RegistryChange": ("registry entry changed", "danh bạ thay đổi"),
    "MeasuresReport": ("monthly report of ratios published", "công bố báo cáo tỷ lệ hằng tháng"),
    "CheckpointTimestamp": (
        "checkpoint of the log time-stamped",
        "điểm kiểm tra của nhật ký có dấu thời gian",
    ),
}
MESSAGES.update({f"event.{name}": texts for name, texts in _EVENTS.items()})

#: Stand-ins for the facts of a finding where only its code is known; the facts are in the full report.
_UNSAID = {
    "agency": ("another agency", "cơ quan khác"),
    "authority": ("the certification authority", "tổ chức chứng thực"),
    "certificate": ("the certificate", "chứng thư"),
    "kind": ("this kind", "loại này"),
    "signer": ("the signer", "người ký"),
    "what": ("see the full report", "xem báo cáo kiểm tra"),
    "why": ("see the full report", "xem báo cáo kiểm tra"),
    "integrity": ("see the full report", "xem báo cáo kiểm tra"),
}
MESSAGES.update({f"unsaid.{name}": texts for name, texts in _UNSAID.items()})

#: Reasons that the exchange itself gives beside the findings about signatures.
_REASONS = {
    "attachment.digest-mismatch": (
        "The content received is not what was declared (size or SHA-256). Send the file again.",
        "Nội dung nhận được khác khai báo (dung lượng hoặc SHA-256). Đề nghị gửi lại tệp.",
    ),
}
MESSAGES.update({f"reason.{name}": texts for name, texts in _REASONS.items()})


MESSAGES.update(register_messages.MESSAGES)
MESSAGES.update(registry_messages.MESSAGES)
MESSAGES.update(gateway_messages.MESSAGES)
MESSAGES.update(board_messages.MESSAGES)
MESSAGES.update(form_messages.MESSAGES)
MESSAGES.update(ratio_messages.MESSAGES)
MESSAGES.update(dossier_messages.MESSAGES)
MESSAGES.update(centre_messages.MESSAGES)
MESSAGES.update(dossier_board_messages.MESSAGES)
MESSAGES.update(tracking_messages.MESSAGES)
MESSAGES.update(notice_messages.MESSAGES)


def say(key: str, language: Language, **facts: object) -> str:
    """The text of ``key`` in ``vi`` or ``en``, with the facts filled in.

    Raises:
        KeyError: the catalogue has no such text, or a fact is missing: a fault of the programme.
    """
    english, vietnamese = MESSAGES[key]
    return (vietnamese if language == "vi" else english).format_map(facts)


def word(family: str, value: str, language: Language) -> str:
    """What a code of the API is called for people; the code itself where a newer exchange sends a new one."""
    key = f"{family}.{value}"
    return say(key, language) if key in MESSAGES else value


def language_of_environment(environment: Mapping[str, str]) -> Language:
    """The language by LIENTHONG_LANG, else by the locale (POSIX order of precedence), else English."""
    chosen = environment.get("LIENTHONG_LANG", "")
    if chosen in LANGUAGES:
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return "vi" if locale.lower().startswith("vi") else "en"
    return "en"

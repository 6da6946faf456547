"""The texts of ``--help``, in English and in Vietnamese: summaries, explanations, options."""

from __future__ import annotations

from lienthong_client.command import (
    board_texts,
    centre_texts,
    dossier_board_texts,
    dossier_texts,
    form_texts,
    gateway_texts,
    ratio_texts,
    register_texts,
    registry_texts,
    tracking_texts,
)

#: One line for each command.
SUMMARIES: dict[str, tuple[str, str]] = {
    "lienthong": (
        "Exchange signed documents with other agencies.",
        "Gửi, nhận văn bản điện tử đã ký số với các cơ quan khác.",
    ),
    "send": ("Send a document and wait for its verdict.", "Gửi văn bản và chờ kết quả kiểm tra."),
    "update": (
        "Send a document that updates one sent earlier.",
        "Gửi văn bản cập nhật văn bản đã gửi.",
    ),
    "replace": (
        "Send a document that replaces one sent earlier.",
        "Gửi văn bản thay thế văn bản đã gửi.",
    ),
    "recall": ("Take back a document that was sent (13).", "Lấy lại văn bản đã gửi (13)."),
    "submission": (
        "Show what became of a document that was sent.",
        "Xem quá trình xử lý một văn bản đã gửi.",
    ),
    "outbox": ("List what was sent, newest first.", "Liệt kê văn bản đã gửi, mới nhất trước."),
    "inbox": (
        "List what has arrived, the oldest unopened first.",
        "Liệt kê văn bản đến, văn bản chưa mở lâu nhất trước.",
    ),
    "open": ("Open a document that has arrived and save its files.", "Mở văn bản đến và lưu các tệp."),
    "status": (
        "Set the status of a document that has arrived.",
        "Cập nhật trạng thái xử lý văn bản đến.",
    ),
    "verify": (
        "Check the digital signatures of files, without network.",
        "Kiểm tra chữ ký số của tệp, không cần mạng.",
    ),
    "report": (
        "Read the exchange's reports on signatures; confirm a kept one.",
        "Xem báo cáo kiểm tra chữ ký của trục liên thông; xác nhận báo cáo đã lưu.",
    ),
    "report show": (
        "Show the full reports of a submission.",
        "Xem báo cáo kiểm tra đầy đủ của một lần gửi.",
    ),
    "report confirm": (
        "Check a kept report again, without network.",
        "Kiểm tra lại một báo cáo đã lưu, không cần mạng.",
    ),
    "report export": (
        "Write file, report and all that it rests on into one time-stamped container.",
        "Ghi tệp, báo cáo và dữ liệu làm căn cứ vào một gói có dấu thời gian.",
    ),
    "receipt": (
        "Get the proof of what happened, and check it without network.",
        "Lấy biên nhận của những gì đã diễn ra và kiểm tra không cần mạng.",
    ),
    "receipt get": (
        "Save the receipts of a submission's or a dossier's whole story, or of one event.",
        "Lưu biên nhận của toàn bộ quá trình một lần gửi, một hồ sơ, hoặc của một sự kiện.",
    ),
    "receipt verify": (
        "Check receipts, without network and without trusting the exchange.",
        "Kiểm tra biên nhận, không cần mạng, không cần tin vào trục liên thông.",
    ),
    "bundle": (
        "Put everything that proves an exchange into one file, and check such a file.",
        "Lập gói gồm mọi bằng chứng của một lần trao đổi, và kiểm tra gói như vậy.",
    ),
    "bundle get": (
        "Write the evidence bundle of a submission (ASiC-E).",
        "Ghi gói bằng chứng của một lần gửi (ASiC-E).",
    ),
    "bundle verify": (
        "Check an evidence bundle, without network and without trusting the exchange.",
        "Kiểm tra gói bằng chứng, không cần mạng, không cần tin vào trục liên thông.",
    ),
    "log": (
        "Check the evidence log, with nothing of the exchange behind it.",
        "Kiểm tra nhật ký bằng chứng, không cần tin vào trục liên thông.",
    ),
    "log check": (
        "Check every entry, tile and root of the log.",
        "Kiểm tra mọi bản ghi, tệp và gốc của nhật ký.",
    ),
    "log watch": (
        "Watch that the log only ever grows, and that witnesses agree.",
        "Theo dõi để nhật ký chỉ tăng thêm và có đủ bên chứng kiến.",
    ),
    "witness": (
        "Vouch for evidence logs: cosign what only ever grows.",
        "Làm bên chứng kiến: xác nhận nhật ký bằng chứng chỉ tăng thêm.",
    ),
    "witness new-key": ("Make a witness's signing key.", "Tạo khóa ký cho bên chứng kiến."),
    "witness serve": (
        "Run a witness until Ctrl-C (C2SP tlog-witness).",
        "Chạy bên chứng kiến đến khi nhấn Ctrl-C (C2SP tlog-witness).",
    ),
    "edxml": (
        "Messages of the national format: read, check, write, send, get.",
        "Thông điệp theo quy chuẩn quốc gia edXML: đọc, kiểm tra, ghi, gửi, nhận.",
    ),
    "edxml read": (
        "Say what a message says, and everything that is wrong with it.",
        "Hiển thị nội dung thông điệp và mọi điểm chưa đúng.",
    ),
    "edxml validate": (
        "Hold a message to the schema and the rules, strictly.",
        "Kiểm tra chặt thông điệp theo lược đồ và quy định.",
    ),
    "edxml write": (
        "Write a draft, as 'send' takes it, as a message.",
        "Ghi văn bản dự thảo (như lệnh 'send') thành thông điệp edXML.",
    ),
    "registry": (
        "Look up agencies; register and change them.",
        "Tra cứu, đăng ký, cập nhật danh bạ cơ quan.",
    ),
    "registry list": ("List agencies, or search them by name.", "Liệt kê hoặc tìm cơ quan theo tên, mã."),
    "registry show": ("Show one agency.", "Xem thông tin một cơ quan."),
    "registry register": ("Register an agency (registrar).", "Đăng ký cơ quan (cơ quan quản lý danh bạ)."),
    "registry change": (
        "Change an agency's entry (registrar).",
        "Cập nhật thông tin cơ quan (cơ quan quản lý danh bạ).",
    ),
    "registry lock": ("Lock an agency (registrar).", "Tạm khóa cơ quan (cơ quan quản lý danh bạ)."),
    "registry unlock": ("Unlock an agency (registrar).", "Mở khóa cơ quan (cơ quan quản lý danh bạ)."),
    "registry end": (
        "End an agency, with its successor (registrar).",
        "Kết thúc hoạt động của cơ quan (cơ quan quản lý danh bạ).",
    ),
    "registry history": (
        "List the changes of an agency's entry (registrar).",
        "Xem lịch sử thay đổi của cơ quan (cơ quan quản lý danh bạ).",
    ),
    "registry anchors": ("List the trusted certificates.", "Liệt kê chứng thư được tin cậy."),
    "registry trust": (
        "Enter a trusted certificate (registrar).",
        "Ghi nhận chứng thư được tin cậy (cơ quan quản lý danh bạ).",
    ),
    "deadletters": (
        "See, explain and redo what could not be processed (operator).",
        "Xem, giải thích, xử lý lại thông điệp lỗi (đơn vị vận hành).",
    ),
    "deadletters list": ("List the dead letters.", "Liệt kê thông điệp lỗi."),
    "deadletters explain": ("Explain one dead letter.", "Giải thích một thông điệp lỗi."),
    "deadletters redrive": (
        "Send a queue back to be processed.",
        "Chuyển lại một hàng đợi để xử lý.",
    ),
    "completion": (
        "Print the completion script for a shell.",
        "In đoạn lệnh tự hoàn thành cho bash, zsh, fish.",
    ),
}

_EXIT_CODES = (
    (
        "Exit codes: 0 done; 1 refused or rejected; 2 misuse (command line, configuration, files); 3 "
        "conflict "
        "with what is recorded; 4 not found or not authenticated; 5 unavailable, try again later; 6 "
        "contradicting "
        "records or content, call the operator; 130 interrupted."
    ),
    (
        "Mã kết thúc: 0 thành công; 1 bị từ chối; 2 dùng sai (dòng lệnh, cấu hình, tệp); 3 mâu thuẫn với "
        "dữ liệu "
        "đã ghi nhận; 4 không tìm thấy hoặc chưa xác thực; 5 tạm thời không thực hiện được, thử lại sau; 6 "
        "dữ liệu "
        "mâu thuẫn, báo đơn vị vận hành; 130 bị dừng giữa chừng."
    ),
)
_LATER = (
    (
        "The new document is described as with 'send'. Recipients answer 15 (agree) or 16 (refuse); at those "
        "who have "
        "not opened the earlier one, a replacement takes its place at once."
    ),
    (
        "Văn bản mới được khai như lệnh 'send'. Nơi nhận trả lời 15 (đồng ý) hoặc 16 (từ chối); ở nơi chưa "
        "mở văn bản "
        "cũ, văn bản thay thế có hiệu lực ngay."
    ),
)

#: Explanations of commands, and options (``option.…``).
TEXTS: dict[str, tuple[str, str]] = {
    "lienthong": (
        "Settings are read from ~/.config/lienthong/client.toml (or --config, or LIENTHONG_CONFIG): url, "
        "agency, "
        "key_id, key_file, and optionally ca_bundle, language and [profiles.NAME]. " + _EXIT_CODES[0],
        "Cấu hình đọc từ ~/.config/lienthong/client.toml (hoặc --config, hoặc biến LIENTHONG_CONFIG): "
        "url, agency, "
        "key_id, key_file, có thể thêm ca_bundle, language và [profiles.TÊN]. " + _EXIT_CODES[1],
    ),
    "send": (
        (
            "The document itself is MAIN_FILE. Small documents travel inside the request; large ones are "
            "uploaded in "
            "parts, and the same command goes on where an interrupted one stopped. Sending the same document "
            "twice "
            "sends it once. Exit code 1 when the exchange rejects it; every reason is listed."
        ),
        (
            "Tệp văn bản là MAIN_FILE. Văn bản nhỏ được gửi ngay trong yêu cầu; văn bản lớn được tải lên "
            "từng phần, nếu "
            "gián đoạn thì thực hiện lại đúng lệnh để gửi tiếp. Gửi trùng một văn bản chỉ được tính một lần. "
            "Mã kết "
            "thúc là 1 khi văn bản bị từ chối, kèm đầy đủ lý do."
        ),
    ),
    "update": _LATER,
    "replace": _LATER,
    "recall": (
        (
            "From this moment nobody who has not opened the document can open it. Whoever has opened it is "
            "asked to "
            "destroy the copy and answers 15, or 16 with a reason."
        ),
        (
            "Kể từ lúc này, nơi chưa mở văn bản không thể mở được nữa. Nơi đã mở được yêu cầu hủy bản đã "
            "nhận và trả "
            "lời 15, hoặc 16 kèm lý do."
        ),
    ),
    "submission": (
        (
            "Shows the verdict on every file, the state at every recipient and every step. Exit code 1 "
            "when the "
            "submission was rejected."
        ),
        (
            "Hiển thị kết quả kiểm tra từng tệp, trạng thái tại từng nơi nhận và toàn bộ quá trình. Mã kết "
            "thúc là 1 "
            "khi văn bản bị từ chối."
        ),
    ),
    "open": (
        (
            "The sender sees that it was opened. Every file is checked against the size and SHA-256 that the "
            "sender "
            "declared; an interrupted download goes on where it stopped. Files that are there already "
            "are kept."
        ),
        (
            "Bên gửi sẽ thấy văn bản đã được mở. Mỗi tệp được đối chiếu dung lượng và SHA-256 do bên gửi "
            "khai; tải về "
            "gián đoạn sẽ được tiếp tục. Tệp đã có sẵn được giữ nguyên."
        ),
    ),
    "status": (
        (
            "Codes: 02 refuse (with --reason), 03 accept and register, 04 assigned, 05 in progress, 06 "
            "finished, 15 agree "
            "to an update or take-back, 16 refuse it (with --reason)."
        ),
        (
            "Mã: 02 từ chối nhận (kèm --reason), 03 tiếp nhận và vào sổ, 04 đã phân công, 05 đang xử lý, 06 "
            "hoàn thành, "
            "15 đồng ý yêu cầu cập nhật, lấy lại, 16 từ chối yêu cầu (kèm --reason)."
        ),
    ),
    "report show": (
        (
            "The exchange keeps a report on every attachment, with the certificates, revocation data and "
            "rules that it rests on. With --save all of it is kept, so that the report can be confirmed "
            "years later without the exchange. Exit codes: 0 everything is TOTAL-PASSED; 1 something is not."
        ),
        (
            "Trục liên thông lưu báo cáo kiểm tra của từng tệp, kèm chứng thư số, dữ liệu thu hồi và quy "
            "tắc làm căn cứ. Dùng --save để lưu toàn bộ, nhờ đó nhiều năm sau vẫn xác nhận được báo cáo "
            "mà không cần trục. Mã kết thúc: 0 mọi tệp TOTAL-PASSED; 1 có tệp không đạt."
        ),
    ),
    "report export": (
        (
            "For the archive: an ASiC-E (EN 319 162-1) with the file as it was signed, its report and "
            "material, and a time-stamp over all of it, which proves everything after the certificates have "
            "expired. The report is confirmed first; one that does not come out again is not exported."
        ),
        (
            "Phục vụ lưu trữ: gói ASiC-E (EN 319 162-1) gồm tệp nguyên trạng, báo cáo, dữ liệu làm căn cứ "
            "và dấu thời gian trên toàn bộ, còn giá trị chứng minh sau khi chứng thư hết hạn. Báo cáo được "
            "xác nhận trước; báo cáo không xác nhận được thì không xuất."
        ),
    ),
    "report confirm": (
        (
            "Validates FILE again, as of the recorded time and with exactly what the report rests on, and "
            "compares byte for byte. Nothing is fetched. Give detached signatures after the file, in any "
            "order. Exit codes: 0 the same report comes out; 1 it does not; 2 misuse."
        ),
        (
            "Kiểm tra lại FILE tại thời điểm đã ghi, với đúng dữ liệu làm căn cứ của báo cáo, rồi so từng "
            "byte. Không tải gì từ mạng. Chữ ký tách rời ghi sau tệp, thứ tự tùy ý. Mã kết thúc: 0 ra "
            "đúng báo cáo đã lưu; 1 không đúng; 2 dùng sai."
        ),
    ),
    "receipt get": (
        (
            "Each receipt is one file: the event, the proof that the public log holds it, the witnesses' "
            "cosignatures and the time-stamp. It proves itself for ever, whatever becomes of the exchange. "
            "As a recipient use --received. Exit codes: 0 all are saved; 5 some are not there yet, ask again."
        ),
        (
            "Mỗi biên nhận là một tệp: sự kiện, bằng chứng có trong nhật ký công khai, chữ ký bên chứng kiến "
            "và dấu thời gian. Biên nhận tự chứng minh mãi mãi, kể cả khi không còn trục liên thông. Nơi "
            "nhận dùng --received. Mã kết thúc: 0 đã lưu đủ; 5 còn biên nhận chưa có, đề nghị lấy lại."
        ),
    ),
    "receipt verify": (
        (
            "FILE is a receipt, or a folder of them. Get the log's key, the witness policy and the root of "
            "the time-stamping authority from somewhere else than the exchange's operator. What is not "
            "proven is told; --require-quorum and --require-time make it a refusal. Exit codes: 0 everything "
            "holds; 1 something does not; 2 misuse."
        ),
        (
            "FILE là một biên nhận hoặc thư mục chứa biên nhận. Khóa nhật ký, chính sách chứng kiến và chứng "
            "thư gốc của đơn vị cấp dấu thời gian cần lấy từ nguồn khác với đơn vị vận hành trục. Điều chưa "
            "chứng minh được sẽ được nêu; --require-quorum và --require-time coi đó là không hợp lệ. "
            "Mã kết thúc: 0 mọi thứ hợp lệ; 1 có điểm không hợp lệ; 2 dùng sai."
        ),
    ),
    "bundle get": (
        (
            "Receipts of the whole story, reports with what they rest on, registry entries, checkpoint and a "
            "page to read and to print, under one time-stamp. DOCUMENT is a file or a folder on this "
            "computer: what the submission names by its SHA-256 goes in. Without documents the bundle proves "
            "as much, by digest. Exit codes: 0 written; 5 receipts are still to come."
        ),
        (
            "Gồm biên nhận của toàn bộ quá trình, báo cáo kèm căn cứ, thông tin danh bạ, điểm kiểm tra và "
            "một trang để đọc và in, cùng một dấu thời gian. DOCUMENT là tệp hoặc thư mục trên máy này: tệp "
            "nào có mã băm đúng với lần gửi sẽ được đưa vào. Không kèm tệp, gói vẫn chứng minh được bằng mã "
            "băm. Mã kết thúc: 0 đã ghi; 5 còn biên nhận chưa có."
        ),
    ),
    "bundle verify": (
        (
            "Every file against the time-stamped list, every receipt, document, report and signed request. "
            "Get the log's key, the witness policy and the roots from somewhere else than the exchange's "
            "operator. Exit codes: 0 everything holds; 1 something does not; 2 misuse."
        ),
        (
            "Đối chiếu từng tệp với danh mục có dấu thời gian, từng biên nhận, văn bản, báo cáo và yêu cầu "
            "đã ký. Khóa nhật ký, chính sách chứng kiến và chứng thư gốc cần lấy từ nguồn khác với đơn vị "
            "vận hành trục. Mã kết thúc: 0 mọi thứ hợp lệ; 1 có điểm không hợp lệ; 2 dùng sai."
        ),
    ),
    "edxml read": (
        (
            "Whatever product has written the message, it is read as far as it makes sense; departures from "
            "QCVN 102:2016 are told, each with its place. Only what is meaningless or unsafe is refused. "
            "Signatures are not checked: save the files and use 'lienthong verify'. Exit codes: 0 readable; "
            "1 refused, with every reason; 2 misuse."
        ),
        (
            "Thông điệp của phần mềm nào cũng được đọc nếu còn hiểu được; mọi điểm khác QCVN 102:2016 đều "
            "được nêu kèm vị trí. Chỉ từ chối thông điệp vô nghĩa hoặc không an toàn. Chữ ký số chưa được "
            "kiểm tra: đề nghị dùng lệnh 'lienthong verify' với từng tệp. Mã kết thúc: 0 đọc được; 1 bị từ "
            "chối, kèm đủ lý do; 2 dùng sai."
        ),
    ),
    "edxml validate": (
        (
            "For those who write software that sends edXML: here nothing is forgiven. The schema is "
            "published as schemas/edxml.xsd. Exit codes: 0 valid; 1 not, with every fault; 2 misuse."
        ),
        (
            "Dành cho đơn vị viết phần mềm gửi edXML: mọi sai khác đều là lỗi. Lược đồ được công bố tại "
            "schemas/edxml.xsd. Mã kết thúc: 0 đúng; 1 chưa đúng, kèm đủ lỗi; 2 dùng sai."
        ),
    ),
    "edxml write": (
        (
            "DRAFT is the envelope's JSON as 'lienthong send --envelope' takes it, or a folder that holds it "
            "as envelope.json; it names its sender. What is written satisfies the schema and the rules, or "
            "nothing is written. Exit codes: 0 written; 1 the format does not allow it; 2 misuse, also a "
            "draft with faults."
        ),
        (
            "DRAFT là tệp JSON phong bì như lệnh 'lienthong send --envelope' nhận, hoặc thư mục chứa tệp "
            "envelope.json; trong đó phải có nơi gửi (sender). Chỉ ghi khi đúng lược đồ và quy định. Mã kết "
            "thúc: 0 đã ghi; 1 quy chuẩn không cho phép; 2 dùng sai hoặc dự thảo có lỗi."
        ),
    ),
    "log check": (
        (
            "The tree is computed anew from the entries alone and compared with every published file; with "
            "--from it must also go on from checkpoints that you kept. Keep one with --save: whoever shows "
            "you another history later is found out. Exit codes: 0 everything holds; 1 something does not; "
            "2 misuse."
        ),
        (
            "Cây băm được tính lại chỉ từ các bản ghi rồi so với mọi tệp đã công bố; với --from, nhật ký "
            "còn phải tiếp nối các điểm kiểm tra đã giữ. Dùng --save để giữ một điểm: ai đưa ra lịch sử "
            "khác về sau sẽ bị phát hiện. Mã kết thúc: 0 mọi thứ khớp; 1 có điểm không khớp; 2 dùng sai."
        ),
    ),
    "log watch": (
        (
            "Each look fetches the newest checkpoint and checks the log's signature, that it goes on "
            "from the "
            "largest one seen before (only what a proof needs is read), and with --witness-policy "
            "that enough "
            "witnesses have cosigned it. A log that has become smaller or shows another history is an alarm; "
            "both signed checkpoints are written to a file as evidence. Without --every it looks once. Exit "
            "codes: 0 everything holds; 1 an alarm; 2 misuse; 5 the log cannot be reached."
        ),
        (
            "Mỗi lần xem tải điểm kiểm tra mới nhất rồi kiểm tra chữ ký của nhật ký, việc tiếp nối điểm lớn "
            "nhất đã thấy (chỉ đọc phần cần cho bằng chứng) và, với --witness-policy, đủ bên chứng kiến xác "
            "nhận. Nhật ký nhỏ đi hoặc có lịch sử khác là cảnh báo; cả hai điểm kiểm tra có chữ ký được ghi "
            "vào tệp làm bằng chứng. Không có --every thì chỉ xem một lần. Mã kết thúc: 0 mọi thứ khớp; 1 có "
            "cảnh báo; 2 dùng sai; 5 không truy cập được nhật ký."
        ),
    ),
    "witness new-key": (
        (
            "NAME is how the witness is known for ever, an address without https:// that belongs to the "
            "agency, such as longan.gov.vn/witness-1. The key (Ed25519) is written to a new file that only "
            "this account can read. The lines that are printed are not secret."
        ),
        (
            "NAME là tên dùng lâu dài của bên chứng kiến, nên là địa chỉ thuộc cơ quan, không có "
            "https://, ví "
            "dụ longan.gov.vn/witness-1. Khóa (Ed25519) được ghi vào tệp mới mà chỉ tài khoản này đọc được. "
            "Các dòng in ra không phải bí mật."
        ),
    ),
    "witness serve": (
        (
            "A checkpoint is cosigned only if the log has signed it and it goes on from all that was "
            "cosigned "
            "before; that is stored on the disk before it is answered. The folder is never shared, copied "
            "back or emptied: a witness that forgets is worth nothing. It speaks plain HTTP; put a TLS proxy "
            "in front where others reach it. One line is written for each decision, without the caller's "
            "address."
        ),
        (
            "Chỉ xác nhận điểm kiểm tra do chính nhật ký ký và tiếp nối mọi điểm đã xác nhận; dữ "
            "liệu được lưu "
            "xuống đĩa trước khi trả lời. Không dùng chung, chép đè hay xóa thư mục ghi nhớ: bên chứng kiến "
            "đã quên thì không còn giá trị. Dịch vụ dùng HTTP; đặt sau máy chủ trung gian TLS nếu mở cho bên "
            "ngoài. Mỗi quyết định được ghi một dòng, không kèm địa chỉ bên gọi."
        ),
    ),
    "verify": (
        (
            "Formats: PDF, CMS (.p7s, .p7m), XML and ASiC, recognised by content. Nothing is fetched "
            "and no configuration is needed: say with --trust whom you trust, and with --crl which "
            "certificates were revoked. Every file is read in a process of its own that ends when it "
            "takes too long. Exit codes: 0 every file is TOTAL-PASSED; 1 at least one is not; 2 misuse."
        ),
        (
            "Định dạng: PDF, CMS (.p7s, .p7m), XML, ASiC, nhận biết theo nội dung. Không tải gì từ "
            "mạng, không cần cấu hình: dùng --trust để nêu tổ chức được tin cậy, --crl để nêu chứng thư "
            "bị thu hồi. Mỗi tệp được đọc trong tiến trình riêng, tự dừng nếu quá lâu. Mã kết thúc: 0 "
            "mọi tệp TOTAL-PASSED; 1 có tệp không đạt; 2 dùng sai."
        ),
    ),
    "registry list": (
        "Names are found with or without diacritics.",
        "Tìm được tên có dấu hoặc không dấu.",
    ),
    "registry register": (
        "CODE has the form 000.00.30.H39. The private key stays with the agency; register the public key.",
        "CODE có dạng 000.00.30.H39. Khóa bí mật do cơ quan giữ; chỉ đăng ký khóa công khai.",
    ),
    "registry change": (
        "Only what is named changes. If somebody else has changed the entry meanwhile, nothing is written.",
        "Chỉ thay đổi nội dung được nêu. Nếu thông tin vừa được nơi khác cập nhật thì không ghi gì.",
    ),
    "registry lock": (
        "A locked agency can neither send nor receive until it is unlocked.",
        "Cơ quan bị tạm khóa không gửi, không nhận được văn bản cho đến khi được mở khóa.",
    ),
    "registry end": (
        "Its entry, keys and history stay, so that what it signed can still be judged.",
        "Thông tin, khóa và lịch sử được giữ lại để vẫn kiểm tra được các văn bản đã ký.",
    ),
    "registry trust": (
        (
            "FILE holds an X.509 certificate in PEM or DER: a root, or with --intermediate one that helps to "
            "build paths."
        ),
        "FILE chứa chứng thư X.509 dạng PEM hoặc DER: chứng thư gốc, hoặc trung gian nếu có --intermediate.",
    ),
    "deadletters redrive": (
        "Remove the cause first. Every step can be repeated without doubling anything.",
        "Khắc phục nguyên nhân trước. Mọi bước lặp lại đều không gây xử lý trùng.",
    ),
    # --- options of every command
    "option.json": ("Print JSON for programs instead of tables.", "In JSON cho chương trình thay vì bảng."),
    "option.lang": (
        "Language of messages; by default the profile's, else the locale's.",
        "Ngôn ngữ thông báo; mặc định theo cấu hình, sau đó theo máy.",
    ),
    "option.quiet": (
        "Only the result: no progress, no notes.",
        "Chỉ in kết quả: không tiến độ, không ghi chú.",
    ),
    "option.profile": ("Profile of the configuration file.", "Hồ sơ trong tệp cấu hình."),
    "option.config": ("Configuration file.", "Tệp cấu hình."),
    "option.help": ("Show this help.", "Hiển thị hướng dẫn này."),
    # --- describing a document
    "option.to": (
        "Recipient's code or alias; repeat for each.",
        "Mã nơi nhận; lặp lại cho từng nơi.",
    ),
    "option.number": ("Number of the document.", "Số văn bản."),
    "option.notation": ("Notation of the document (UBND-VP).", "Ký hiệu văn bản (UBND-VP)."),
    "option.subject": ("Subject.", "Trích yếu."),
    "option.summary": ("Summary.", "Tóm tắt nội dung."),
    "option.signer-name": ("Who signed.", "Họ tên người ký."),
    "option.signer-position": ("Position of who signed.", "Chức vụ người ký."),
    "option.signer-authority": (
        "Authority of who signed (TM., Q., KT., TL., TUQ. …).",
        "Quyền hạn người ký (TM., Q., KT., TL., TUQ. …).",
    ),
    "option.place": ("Place of issue.", "Địa danh ban hành."),
    "option.issued-on": (
        "Date of issue; today when left out.",
        "Ngày ban hành; mặc định là hôm nay.",
    ),
    "option.type": (
        "Type: number of the national list (18), or name ('Quyết định').",
        "Loại văn bản: số trong danh mục quốc gia (18) hoặc tên ('Quyết định').",
    ),
    "option.type-name": (
        "Name of the type as printed, where it differs.",
        "Tên loại ghi trên văn bản, nếu khác danh mục.",
    ),
    "option.attach": (
        "A further signed file, or a detached signature (recognised); repeat.",
        "Tệp đã ký kèm theo, hoặc chữ ký rời (tự nhận biết); lặp lại được.",
    ),
    "option.attach-information": (
        "A further file for information only; repeat.",
        "Tệp kèm theo chỉ để tham khảo; lặp lại được.",
    ),
    "option.priority": (
        "0 normal, 1 urgent, 2 very urgent, 3 express, 4 express timed.",
        "0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ.",
    ),
    "option.due": ("Due date.", "Hạn xử lý."),
    "option.reply-to": (
        "ID of a document that this one answers; repeat.",
        "Mã văn bản được trả lời; lặp lại được.",
    ),
    "option.paper": ("A paper copy follows as well.", "Có gửi kèm bản giấy."),
    "option.information": (
        "The document is for information only (D28, article 4).",
        "Văn bản chỉ để tham khảo (Điều 4 QĐ 28/2018).",
    ),
    "option.secrecy": (
        "Marking of secrecy on the document; the exchange refuses any, and its content is not sent.",
        "Dấu chỉ độ mật ghi trên văn bản; trục từ chối mọi độ mật, nội dung không được gửi đi.",
    ),
    "option.document-id": (
        "The document's own id; by default AGENCY,yyyy/MM/dd,NUMBER/NOTATION.",
        "Mã văn bản; mặc định là MÃ CƠ QUAN,yyyy/MM/dd,SỐ/KÝ HIỆU.",
    ),
    "option.envelope": (
        "Envelope JSON with 'file' in each attachment, instead of all options above.",
        "Tệp JSON phong bì, mỗi tệp đính kèm có mục 'file', thay cho các tùy chọn trên.",
    ),
    "option.no-wait": ("Do not wait for the verdict.", "Không chờ kết quả kiểm tra."),
    "option.wait": ("How long to wait for the verdict.", "Thời gian chờ kết quả kiểm tra (giây)."),
    "option.target": (
        "ID of the earlier document, or of its submission; repeat.",
        "Mã văn bản cũ, hoặc mã lần gửi của nó; lặp lại được.",
    ),
    "option.reason": ("Why.", "Lý do."),
    # --- lists and deliveries
    "option.limit": ("How many at most.", "Số dòng tối đa."),
    "option.cursor": ("Where to go on, as an earlier list said.", "Vị trí xem tiếp theo danh sách trước."),
    "option.filter-status": ("Only with this status (01 … 16).", "Chỉ văn bản có trạng thái này (01 … 16)."),
    "option.unopened": ("Only what was not opened yet.", "Chỉ văn bản chưa mở."),
    "option.into": (
        "Folder for the files; by default one named like the submission, here.",
        "Thư mục lưu tệp; mặc định là thư mục mang tên mã lần gửi, tại đây.",
    ),
    "option.overwrite": ("Replace other files of the same name.", "Ghi đè tệp khác trùng tên."),
    "option.status-reason": ("Why; needed with 02 and 16.", "Lý do; bắt buộc với 02 và 16."),
    # --- registry
    "option.name": ("Full name of the agency.", "Tên đầy đủ của cơ quan."),
    "option.parent": ("Code of the parent agency.", "Mã cơ quan cấp trên."),
    "option.alias": ("Another code for it; repeat.", "Mã khác của cơ quan; lặp lại được."),
    "option.remove-alias": ("Alias to remove; repeat.", "Mã khác cần bỏ; lặp lại được."),
    "option.role": ("Role; repeat. 'agency' when left out.", "Vai trò; lặp lại được. Mặc định là 'agency'."),
    "option.change-role": (
        "Role; repeat. Replaces all roles.",
        "Vai trò; lặp lại được. Thay toàn bộ vai trò cũ.",
    ),
    "option.channel": (
        "pull, webhook=URL, queue=ARN, email=ADDRESS, sms=NUMBER; webhook+edxml=… and so on; repeat.",
        "pull, webhook=URL, queue=ARN, email=ĐỊA CHỈ, sms=SỐ; webhook+edxml=… nếu dùng edXML; lặp lại được.",
    ),
    "option.change-channel": (
        "As with 'register'; replaces all channels.",
        "Như lệnh 'register'; thay toàn bộ kênh cũ.",
    ),
    "option.key": (
        "Name and PEM file of a public key that signs requests; repeat.",
        "Tên và tệp PEM của khóa công khai ký yêu cầu; lặp lại được.",
    ),
    "option.end-key": (
        "Key that signs no more from now on; repeat.",
        "Khóa ngừng hiệu lực từ bây giờ; lặp lại được.",
    ),
    "option.certificate": (
        "Document-signing certificate: leader=FILE or agency=FILE; repeat.",
        "Chứng thư ký văn bản: leader=TỆP (lãnh đạo) hoặc agency=TỆP (cơ quan); lặp lại được.",
    ),
    "option.remove-certificate": (
        "SHA-256 fingerprint of a certificate to remove; repeat.",
        "Dấu vân tay SHA-256 của chứng thư cần bỏ; lặp lại được.",
    ),
    "option.electronic": (
        "Whether the agency receives electronically.",
        "Cơ quan nhận văn bản điện tử hay chỉ nhận bản giấy.",
    ),
    "option.effective-from": (
        "From when the entry holds; today when left out.",
        "Ngày bắt đầu hiệu lực; mặc định là hôm nay.",
    ),
    "option.level": (
        "Level of the administration; the code tells it when left out.",
        "Cấp hành chính; nếu không ghi thì xác định theo mã.",
    ),
    "option.on-paper": (
        "Type that it must still get on paper, and the list that says so: 2.16='QĐ 45/QĐ-UBND'; repeat.",
        "Loại văn bản vẫn phải gửi bản giấy và văn bản công bố: 2.16='QĐ 45/QĐ-UBND'; lặp lại được.",
    ),
    "option.change-on-paper": (
        "As with 'register'; replaces the whole list.",
        "Như lệnh 'register'; thay toàn bộ danh mục cũ.",
    ),
    "option.nothing-on-paper": (
        "Nothing must go on paper any more.",
        "Không còn loại nào phải gửi bản giấy.",
    ),
    "option.type-rule": (
        "How its product has a type in edXML: 2.18=1.1, or 1.*=- for one that it does not take; repeat.",
        "Cách phần mềm ghi một loại văn bản trong edXML: 2.18=1.1; 1.*=- là không nhận; lặp lại được.",
    ),
    "option.change-type-rule": (
        "As with 'register'; replaces all rules.",
        "Như lệnh 'register'; thay toàn bộ quy tắc cũ.",
    ),
    "option.no-type-rule": ("No rules any more.", "Bỏ mọi quy tắc về loại văn bản."),
    "option.ended-on": ("From when the agency has ended.", "Ngày kết thúc hoạt động."),
    "option.successor": ("Code of the successor.", "Mã cơ quan kế thừa."),
    "option.intermediate": (
        "Not a root: it helps to build paths and is not trusted by itself.",
        "Không phải chứng thư gốc: chỉ giúp dựng đường dẫn, không tự được tin cậy.",
    ),
    "option.trust-from": (
        "From when it is trusted; the certificate's own start when left out.",
        "Tin cậy từ ngày; mặc định theo chứng thư.",
    ),
    "option.trust-until": ("Until when it is trusted.", "Tin cậy đến ngày."),
    # --- checking signatures
    "option.content": (
        "The file that a detached signature has signed.",
        "Tệp nội dung mà chữ ký rời đã ký.",
    ),
    "option.trust": (
        "Trusted certificate, or folder of them (PEM, DER); repeat.",
        "Chứng thư tin cậy hoặc thư mục chứa chúng (PEM, DER); lặp lại được.",
    ),
    "option.trusted-list": (
        "Trusted list (ETSI TS 119 612): its authorities as they stood then are trusted; repeat.",
        "Danh sách tin cậy (ETSI TS 119 612): tin cậy tổ chức theo tình trạng khi đó; lặp lại được.",
    ),
    "option.list-signer": (
        "Certificate, or folder of them, that may sign the trusted list; repeat.",
        "Chứng thư hoặc thư mục chứng thư được phép ký danh sách tin cậy; lặp lại được.",
    ),
    "option.crl": (
        "CRL or OCSP response, or folder of them (PEM, DER); repeat.",
        "CRL, phản hồi OCSP hoặc thư mục chứa chúng (PEM, DER); lặp lại được.",
    ),
    "option.at": (
        "Judge as of this time; now when left out. Without a zone it is Vietnam's.",
        "Xét tại thời điểm này; mặc định là hiện tại. Không ghi múi giờ là giờ Việt Nam.",
    ),
    "option.policy": (
        "Policy file (YAML); the default policy when left out.",
        "Tệp chính sách (YAML); mặc định là chính sách chung.",
    ),
    "option.xml": (
        "Print the report as ETSI TS 119 102-2 XML.",
        "In báo cáo dạng XML theo ETSI TS 119 102-2.",
    ),
    "option.html": ("Write the report as a web page.", "Ghi báo cáo thành trang HTML."),
    "option.pdf": ("Write the report as PDF.", "Ghi báo cáo thành tệp PDF."),
    "option.bundle-out": (
        "The bundle to write; its name should end with .asice.",
        "Tệp gói cần ghi; tên nên kết thúc bằng .asice.",
    ),
    "option.receipt-out": (
        "Folder to save in; made if it is not there.",
        "Thư mục để lưu; tự tạo nếu chưa có.",
    ),
    "option.receipt-wait": (
        "How long to wait for what the log has not published yet.",
        "Thời gian chờ nhật ký công bố biên nhận chưa có.",
    ),
    "option.receipt-witnesses": (
        "Witness policy file (C2SP tlog-policy): who must have cosigned.",
        "Tệp chính sách chứng kiến (C2SP tlog-policy): bên nào phải ký xác nhận.",
    ),
    "option.require-quorum": (
        "Refuse what too few witnesses of the policy have cosigned.",
        "Coi là không hợp lệ nếu chưa đủ bên chứng kiến ký xác nhận.",
    ),
    "option.require-time": (
        "Refuse what no trusted time-stamp proves.",
        "Coi là không hợp lệ nếu chưa có dấu thời gian tin cậy.",
    ),
    "option.edxml-out": ("The message to write.", "Tệp thông điệp cần ghi."),
    "option.edxml-agencies": (
        "Names of agencies: what 'lienthong registry list --json' printed.",
        "Tên các cơ quan: kết quả của lệnh 'lienthong registry list --json'.",
    ),
    "option.log-key": (
        "The log's key in one line, as GET /v1/log gives it and its operator confirms it.",
        "Khóa của nhật ký trên một dòng, lấy từ GET /v1/log và đối chiếu với đơn vị vận hành.",
    ),
    "option.log-from": (
        "A checkpoint kept earlier, from which the log must go on; repeat.",
        "Điểm kiểm tra đã giữ trước đây mà nhật ký phải tiếp nối; lặp lại được.",
    ),
    "option.log-ca": (
        "Certificate authority of the address, where the system does not know it (PEM).",
        "Chứng thư gốc của địa chỉ nếu hệ thống chưa biết (PEM).",
    ),
    "option.log-save": (
        "Keep the checkpoint in this file when everything holds.",
        "Lưu điểm kiểm tra vào tệp này nếu mọi thứ khớp.",
    ),
    "option.witness-out": (
        "The file to write the private key to; it must not exist.",
        "Tệp ghi khóa bí mật; tệp phải chưa tồn tại.",
    ),
    "option.witness-key": (
        "The key file that 'witness new-key' has written.",
        "Tệp khóa do 'witness new-key' tạo ra.",
    ),
    "option.witness-log": (
        "Key of a log to witness, in one line, as its operator confirms it; repeat.",
        "Khóa của nhật ký cần chứng kiến, trên một dòng, đã đối chiếu với đơn vị vận hành; lặp lại được.",
    ),
    "option.witness-state": (
        "Folder in which the witness remembers what it cosigned; always the same one.",
        "Thư mục ghi nhớ những gì đã xác nhận; luôn dùng đúng một thư mục.",
    ),
    "option.witness-listen": (
        "Where to listen; port 0 takes a free one.",
        "Địa chỉ nhận yêu cầu; cổng 0 là chọn cổng trống.",
    ),
    "option.witness-url": (
        "Address at which the log's operator reaches this witness, for the policy line.",
        "Địa chỉ để đơn vị vận hành nhật ký gọi đến, ghi trong dòng chính sách.",
    ),
    "option.watch-state": (
        "File that keeps the largest checkpoint seen; 'log check --save' writes the same.",
        "Tệp giữ điểm kiểm tra lớn nhất đã thấy; giống tệp của 'log check --save'.",
    ),
    "option.watch-every": (
        "Look again after so many seconds, until Ctrl-C.",
        "Xem lại sau số giây này, đến khi nhấn Ctrl-C.",
    ),
    "option.watch-once": (
        "Look once; so it is without --every.",
        "Xem một lần; mặc định khi không có --every.",
    ),
    "option.watch-policy": (
        "Witness policy file; as GET /v1/log/witness-policy gives it, or better your own.",
        "Tệp chính sách chứng kiến; lấy từ GET /v1/log/witness-policy, tốt hơn là tệp của chính mình.",
    ),
    "option.watch-at-least": (
        "So many of the policy's witnesses must have cosigned, whatever quorum it names.",
        "Số bên chứng kiến tối thiểu phải xác nhận, thay cho số quy định trong tệp chính sách.",
    ),
    "option.watch-grace": (
        "Seconds to wait for cosignatures of a fresh checkpoint.",
        "Số giây chờ bên chứng kiến xác nhận điểm kiểm tra vừa công bố.",
    ),
    "option.watch-stale": (
        "Alarm when nothing new has been published for so many seconds.",
        "Cảnh báo nếu sau số giây này nhật ký không công bố gì mới.",
    ),
    "option.watch-entries": (
        "Read every new entry, too, and check it against the tree.",
        "Đọc cả các bản ghi mới và đối chiếu với cây băm.",
    ),
    "option.watch-evidence": (
        "Folder for evidence of a contradiction; that of --state when left out.",
        "Thư mục ghi bằng chứng mâu thuẫn; mặc định là thư mục của --state.",
    ),
    "option.tsa": (
        "Address of the time-stamping authority (RFC 3161).",
        "Địa chỉ dịch vụ cấp dấu thời gian (RFC 3161).",
    ),
    "option.export-out": ("The container to write (.asice).", "Gói cần ghi (.asice)."),
    "option.received": (
        "Ask as recipient of the document, not as its sender.",
        "Hỏi với tư cách nơi nhận văn bản, không phải nơi gửi.",
    ),
    "option.save-report": (
        "Keep the reports in this folder, with all that they rest on.",
        "Lưu báo cáo vào thư mục này, kèm toàn bộ dữ liệu làm căn cứ.",
    ),
    "option.material": (
        "Folder with what the report rests on; 'material' beside the report when left out; repeat.",
        "Thư mục chứa dữ liệu làm căn cứ; mặc định là 'material' cạnh báo cáo; lặp lại được.",
    ),
    "option.yes": ("Do not ask for confirmation.", "Không hỏi xác nhận."),
}
for _summaries, _texts in (
    (register_texts.SUMMARIES, register_texts.TEXTS),
    (registry_texts.SUMMARIES, registry_texts.TEXTS),
    (gateway_texts.SUMMARIES, gateway_texts.TEXTS),
    (board_texts.SUMMARIES, board_texts.TEXTS),
    (form_texts.SUMMARIES, form_texts.TEXTS),
    (dossier_texts.SUMMARIES, dossier_texts.TEXTS),
    (centre_texts.SUMMARIES, centre_texts.TEXTS),
    (dossier_board_texts.SUMMARIES, dossier_board_texts.TEXTS),
    (tracking_texts.SUMMARIES, tracking_texts.TEXTS),
    (ratio_texts.SUMMARIES, ratio_texts.TEXTS),
):
    SUMMARIES.update(_summaries)
    TEXTS.update(_texts)

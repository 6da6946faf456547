"""The texts of ``lienthong dossier``, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.words import Kind, Reason

Texts = dict[str, tuple[str, str]]


def _same(lines: str) -> tuple[str, str]:
    return lines, lines


_REASONS_EN = ", ".join(f"{reason.value} ({reason.en})" for reason in Reason)
_REASONS_VI = ", ".join(f"{reason.value} ({reason.vi})" for reason in Reason)
_KINDS = [kind for kind in Kind if kind is not Kind.RECEIVED]

SUMMARIES: Texts = {
    "dossier": (
        "Work at the one-stop: take dossiers in, hand them on, see what is due, print its forms.",
        "Bộ phận một cửa: tiếp nhận, chuyển xử lý, theo dõi hạn trả hồ sơ, in các biểu mẫu.",
    ),
    "dossier take-in": ("Take in the dossiers of one visit.", "Tiếp nhận hồ sơ của một lượt nộp."),
    "dossier list": (
        "List the centre's dossiers, what is due first.",
        "Danh sách hồ sơ, hạn trả gần nhất trước.",
    ),
    "dossier show": (
        "Show a dossier: its way, its story, what is possible now.",
        "Xem hồ sơ: quy trình, diễn biến, thao tác được phép.",
    ),
    "dossier act": ("Record what happens to a dossier.", "Ghi nhận một thao tác trên hồ sơ."),
    "dossier notices": (
        "Change how a dossier's applicant is told.",
        "Thay đổi cách thông báo cho người nộp hồ sơ.",
    ),
    "dossier result": (
        "Save a dossier's result for its applicant: the signed documents, and the receipts of its way.",
        "Lưu kết quả hồ sơ để giao cho người nộp: văn bản đã ký và biên nhận của cả quá trình.",
    ),
    "dossier procedures": (
        "List the procedures in force; load them from tables (registrar).",
        "Danh mục thủ tục có hiệu lực; nạp danh mục từ các bảng (cơ quan quản lý danh bạ).",
    ),
    "dossier centre": (
        "Say which agencies settle what a centre takes in (registrar).",
        "Khai báo các cơ quan giải quyết hồ sơ của một trung tâm (cơ quan quản lý danh bạ).",
    ),
}
TEXTS: Texts = {
    "dossier take-in": (
        (
            "Several procedures of one visit are taken in together, or none of them. --slips prints what "
            "goes with the applicant (form 01, refused form 03), and the tracking secret stands on it alone; "
            "without it the secret is shown once. If the answer was lost, the same command with the same "
            "--key finds the same dossiers. The same applicant, procedure and day is refused until --confirm "
            "is given."
        ),
        (
            "Nhiều thủ tục trong một lượt được tiếp nhận cùng nhau, hoặc không thủ tục nào. --slips in ngay "
            "giấy giao người nộp (mẫu 01, từ chối thì mẫu 03), mã tra cứu chỉ có trên giấy; nếu không thì mã "
            "hiển thị một lần. Nếu mất kết quả trả về, thực hiện lại với cùng --key "
            "sẽ nhận đúng hồ sơ đã ghi. Cùng người nộp, cùng thủ tục trong ngày thì phải thêm --confirm."
        ),
    ),
    "dossier act": (
        (
            "KIND is one of: "
            + ", ".join(f"{kind.value} ({kind.en})" for kind in _KINDS)
            + ". What is not possible now is refused, with what would be. Papers or results that leave the "
            "agency name the submission that carried them."
        ),
        (
            "KIND là một trong: "
            + ", ".join(f"{kind.value} ({kind.vi})" for kind in _KINDS)
            + ". Thao tác chưa được phép sẽ bị từ chối và nêu rõ thao tác có thể thực hiện. Giấy tờ, kết quả "
            "chuyển sang cơ quan khác phải nêu lần gửi đã chuyển."
        ),
    ),
    "dossier result": (
        (
            "Documents are those that agencies have sent to the centre for this dossier, each checked "
            "against its SHA-256; receipts go into the folder bien-nhan. Exit codes: 0 all is saved; 5 some "
            "receipts are not there yet, ask again."
        ),
        (
            "Văn bản là các tệp cơ quan giải quyết đã gửi cho trung tâm, được đối chiếu mã SHA-256; biên "
            "nhận nằm trong thư mục bien-nhan. Mã thoát: 0 đã lưu đủ; 5 còn biên nhận chưa có, đề nghị lấy "
            "lại."
        ),
    ),
    "dossier notices": (
        (
            "It counts for what happens from now on. With --only-needed neither the receipt nor the result "
            "is told, but what would cost the applicant a deadline. That the wishes changed is recorded; "
            "who the applicant is stays with the centre."
        ),
        (
            "Áp dụng cho các thông báo từ lúc này. Với --only-needed chỉ báo việc ảnh hưởng đến thời hạn, "
            "không báo tiếp nhận và có kết quả. Việc thay đổi được ghi nhận; thông tin người nộp chỉ trung "
            "tâm giữ."
        ),
    ),
    "option.told-by": (
        "From now on by this way: sms, email; repeat for both.",
        "Thông báo qua: sms, email; lặp lại nếu chọn cả hai.",
    ),
    "option.told-nothing": ("Not at all any more.", "Không thông báo nữa."),
    "option.only-needed": (
        "Only of what would cost a deadline.",
        "Chỉ báo việc ảnh hưởng đến thời hạn.",
    ),
    "option.result-into": (
        "Folder to save in; the dossier's code when left out.",
        "Thư mục để lưu; mặc định là mã hồ sơ.",
    ),
    "dossier procedures": (
        (
            "--load reads an Excel workbook with the sheets Thủ tục, Giấy tờ, Phí, lệ phí and Các bước, or "
            "a folder with procedures.csv, papers.csv, fees.csv and steps.csv; one bad row loads nothing. A "
            "new edition ends the one before it on the day before. --export writes what is in force like it."
        ),
        (
            "--load đọc tệp Excel có các trang tính Thủ tục, Giấy tờ, Phí, lệ phí, Các bước, hoặc thư mục "
            "có procedures.csv, papers.csv, fees.csv, steps.csv; một dòng sai thì không nạp gì. Phiên bản "
            "mới kết thúc phiên bản trước vào ngày liền trước. --export ghi các thủ tục đang có hiệu lực "
            "theo mẫu này."
        ),
    ),
    "option.procedure": (
        "Code of a procedure; repeat for several.",
        "Mã thủ tục; lặp lại nếu có nhiều thủ tục.",
    ),
    "option.applicant": ("The applicant's name.", "Họ tên người nộp."),
    "option.id-number": ("Number of the identity card.", "Số giấy tờ tùy thân."),
    "option.address": ("The applicant's address.", "Địa chỉ người nộp."),
    "option.telephone": ("The applicant's telephone.", "Số điện thoại người nộp."),
    "option.email": ("The applicant's e-mail address.", "Thư điện tử người nộp."),
    "option.notice": (
        "How the applicant wants to be told: sms, email; repeat for both.",
        "Cách người nộp muốn nhận thông báo: sms, email; lặp lại nếu chọn cả hai.",
    ),
    "option.dossier-paper": (
        "A paper handed in, as CODE=ORIGINALS or CODE=ORIGINALS/COPIES; repeat.",
        "Giấy tờ đã nộp, dạng MÃ=SỐ_BẢN_CHÍNH hoặc MÃ=SỐ_BẢN_CHÍNH/SỐ_BẢN_SAO; lặp lại được.",
    ),
    "option.all-papers": (
        "Everything that the procedures require was handed in.",
        "Đã nộp đủ giấy tờ theo quy định của thủ tục.",
    ),
    "option.dossier-channel": (
        "How it came: direct, online, postal.",
        "Hình thức nộp: direct, online, postal.",
    ),
    "option.fee": ("What was paid, in đồng.", "Số tiền đã nộp, đồng."),
    "option.receipt-number": ("Number of the fee's receipt.", "Số biên lai."),
    "option.refuse": ("Refuse it at the desk (with --reason).", "Từ chối tiếp nhận (kèm --reason)."),
    "option.receive": ("Receive it, to be accepted later.", "Chỉ nhận hồ sơ, tiếp nhận sau."),
    "option.dossier-reason": (f"Why: {_REASONS_EN}.", f"Lý do: {_REASONS_VI}."),
    "option.remark": (
        "For people; stands in no evidence and is deleted with the applicant's data.",
        "Ghi chú cho cán bộ; không ghi vào nhật ký và được xóa cùng dữ liệu người nộp.",
    ),
    "option.confirm": ("It is another dossier, not a double.", "Xác nhận là hồ sơ khác, không nộp trùng."),
    "option.dossier-key": (
        "Key of an earlier try whose answer was lost.",
        "Khóa của lần thực hiện trước bị mất kết quả trả về.",
    ),
    "option.dossier-slips": (
        "Print the slips into this folder as PDF, never over a file that is there.",
        "In giấy tiếp nhận dạng PDF vào thư mục này, không ghi đè tệp đã có.",
    ),
    "option.ended": ("Ended dossiers instead of open ones.", "Hồ sơ đã kết thúc."),
    "option.dossier-due": ("Due up to and with this day.", "Hạn trả đến hết ngày này."),
    "option.step": ("Number of the step.", "Số bước."),
    "option.submission": (
        "Id of the submission that carried the papers or the result.",
        "Mã lần gửi đã chuyển giấy tờ hoặc kết quả.",
    ),
    "option.day": ("The new day of a re-appointment.", "Ngày hẹn mới."),
    "option.granted": (
        "With decided: whether it is granted.",
        "Với decided: chấp thuận hoặc không chấp thuận.",
    ),
    "option.on": ("In force on this day; today when left out.", "Có hiệu lực ngày này; mặc định là hôm nay."),
    "option.load": (
        "Load the tables of this workbook (.xlsx) or folder.",
        "Nạp các bảng trong tệp .xlsx hoặc thư mục này.",
    ),
    "option.export-tables": (
        "Write the procedures in force to this workbook (.xlsx) or folder.",
        "Ghi các thủ tục đang có hiệu lực ra tệp .xlsx hoặc thư mục này.",
    ),
    "option.lead": ("Code of the agency that settles.", "Mã cơ quan giải quyết."),
    "option.dossier-level": ("Its level: province, district, commune.", "Cấp: province, district, commune."),
    "option.dossier-role": (
        "An agency for a role of the procedures' steps, as ROLE=CODE; repeat.",
        "Cơ quan cho một vai trò trong quy trình, dạng VAI_TRÒ=MÃ; lặp lại được.",
    ),
}
EXAMPLES: Texts = {
    "dossier take-in": _same(
        'lienthong dossier take-in --procedure 1.009994 --name "Nguyễn Thị Bưởi" --all-papers \\\n'
        "    --id-number 080195001234 --telephone 0907123456 --notice sms \\\n"
        "    --fee 75000 --receipt-number 0001234 --slips giay-tiep-nhan/\n"
        'lienthong dossier take-in --procedure 2.000815 --name "…" --paper ban-chinh=1 --paper ban-sao=0/3'
    ),
    "dossier list": _same(
        "lienthong dossier list --due 05/03/2026\nlienthong dossier list --ended\n"
        "lienthong dossier list --agency 000.09.30.H39"
    ),
    "dossier show": _same("lienthong dossier show 000.13.30.H39-260302-0001"),
    "dossier act": _same(
        "lienthong dossier act 000.13.30.H39-260302-0001 handed-over --step 1 --submission lt-…\n"
        "lienthong dossier act 000.13.30.H39-260302-0001 reappointed --day 27/03/2026 --reason site-visit"
    ),
    "dossier notices": _same(
        "lienthong dossier notices 000.13.30.H39-260302-0001 --by sms --only-needed\n"
        "lienthong dossier notices 000.13.30.H39-260302-0001 --none"
    ),
    "dossier result": _same("lienthong dossier result 000.13.30.H39-260302-0001 --into ket-qua/"),
    "dossier procedures": _same(
        "lienthong dossier procedures --export thu-tuc.xlsx\nlienthong dossier procedures --load thu-tuc.xlsx"
    ),
    "dossier centre": _same(
        "lienthong dossier centre 000.13.30.H39 --lead 000.00.30.H39 --level district \\\n"
        "    --role land-office=000.09.30.H39 --role tax-office=000.12.30.H39"
    ),
}

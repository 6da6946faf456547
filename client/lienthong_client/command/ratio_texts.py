"""The texts of ``lienthong ratios``, in English and in Vietnamese."""

from __future__ import annotations

Texts = dict[str, tuple[str, str]]

SUMMARIES: Texts = {
    "ratios": (
        "See how electronic an agency really is: four ratios, trend and forecast.",
        "Xem mức độ sử dụng văn bản điện tử: bốn tỷ lệ, xu hướng và dự báo.",
    ),
    "ratios documents": (
        "List the documents that the ratios are counted from.",
        "Liệt kê văn bản làm căn cứ của các tỷ lệ.",
    ),
    "ratios verify": (
        "Check a published monthly report, without network.",
        "Kiểm tra báo cáo tỷ lệ hằng tháng đã công bố, không cần mạng.",
    ),
}
TEXTS: Texts = {
    "ratios": (
        (
            "R1: sent through the exchange. R2: and nothing on paper. R3: leader's and agency's signatures "
            "valid. R4: R2 and R3, and accepted (03). Documents on paper count in the denominators, secrets "
            "in none. Where nothing was issued there is no ratio, neither 0 % nor 100 %."
        ),
        (
            "R1: gửi qua trục liên thông. R2: và không kèm bản giấy. R3: đủ chữ ký số hợp lệ của lãnh đạo và "
            "cơ quan. R4: R2, R3 và nơi nhận đã tiếp nhận (03). Văn bản giấy được tính vào mẫu số, văn bản "
            "mật thì không. Kỳ không ban hành văn bản nào thì không tính tỷ lệ, không ghi 0 % hay 100 %."
        ),
    ),
    "ratios documents": (
        (
            "Each with what it counts and the submission or entry that says so; --json adds the numbers of "
            "the log's entries. Get their receipts with 'lienthong receipt get'."
        ),
        (
            "Mỗi văn bản kèm nội dung được tính và lần gửi hoặc mục sổ làm căn cứ; --json nêu thêm số thứ tự "
            "bản ghi nhật ký. Lấy biên nhận bằng 'lienthong receipt get'."
        ),
    ),
    "ratios verify": (
        (
            "FILE is what /v1/log/reports/PERIOD/VERSION answers: report and receipt. The log must name "
            "this very report, the sums must follow from the agencies' counts, and the entries that were "
            "counted must be the log's first."
        ),
        (
            "FILE là nội dung trả về từ /v1/log/reports/KỲ/LẦN: báo cáo kèm biên nhận. Nhật ký phải ghi nhận "
            "đúng báo cáo này, số tổng phải khớp số đếm của từng cơ quan, các bản ghi đã tính phải là phần "
            "đầu của nhật ký."
        ),
    ),
    "option.ratios-agency": (
        "An agency below yours; your own where none is named.",
        "Cơ quan trực thuộc; bỏ trống là chính cơ quan mình.",
    ),
    "option.ratios-period": (
        "A month (2020-03), a quarter (2020-Q1) or a year (2020); the present month where none is named.",
        "Tháng (2020-03), quý (2020-Q1) hoặc năm (2020); bỏ trống là tháng hiện tại.",
    ),
    "option.ratios-scope": (
        "self: the agency alone; subtree: with all below it.",
        "self: riêng cơ quan; subtree: gồm các đơn vị trực thuộc.",
    ),
    "option.ratios-by": (
        "How a subtree is told apart: by agency or by level.",
        "Cách tách số liệu: theo cơ quan (agency) hoặc theo cấp (level).",
    ),
    "option.ratios-csv": ("Write a table as CSV.", "Ghi bảng số liệu dạng CSV."),
    "option.ratios-xlsx": ("Write an Excel workbook.", "Ghi sổ Excel."),
    "option.ratios-svg": (
        "Write a chart: the trend with the goal, and the agencies in their order.",
        "Ghi biểu đồ: xu hướng kèm mục tiêu và thứ tự các cơ quan.",
    ),
    "option.ratios-cursor": ("Go on where the page before ended.", "Xem tiếp từ cuối trang trước."),
}
EXAMPLES: Texts = {
    "ratios": (
        (
            "lienthong ratios --period 2020-Q1\n"
            "lienthong ratios --scope subtree --period 2020 --svg ratios.svg --xlsx ratios.xlsx\n"
            "lienthong ratios documents --period 2020-03"
        ),
        (
            "lienthong ratios --period 2020-Q1\n"
            "lienthong ratios --scope subtree --period 2020 --svg ty-le.svg --xlsx ty-le.xlsx\n"
            "lienthong ratios documents --period 2020-03"
        ),
    ),
    "ratios verify": (
        'lienthong ratios verify report.json --key "$(cat log.vkey)"',
        'lienthong ratios verify bao-cao.json --key "$(cat log.vkey)"',
    ),
}

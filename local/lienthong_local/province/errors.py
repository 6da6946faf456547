"""What can go wrong in the demonstration province, in the exchange's four families."""

from __future__ import annotations

from lienthong.errors import IntegrityFault, Rejected, Unavailable


class AgencyUnknown(Rejected):
    """No agency of the province has this code or alias."""

    code = "province.agency-unknown"
    http_status = 404
    en = "The demonstration province has no agency {agency}. Take a code or alias from agencies.csv."
    vi = "Tỉnh trình diễn không có cơ quan {agency}. Đề nghị chọn mã hoặc bí danh có trong agencies.csv."


class RegistryFileInvalid(IntegrityFault):
    """`agencies.csv` breaks one of its own rules."""

    code = "province.registry-file-invalid"
    en = "agencies.csv is wrong at {where}: {why}. Correct the file; nothing was loaded."
    vi = "Tệp agencies.csv sai tại {where}: {why_vi}. Đề nghị sửa tệp; chưa có dữ liệu nào được nạp."


class LetterNotAlterable(Rejected):
    """A PDF in which there is no text to alter, so that no tampered copy can be made of it."""

    code = "province.letter-not-alterable"
    en = "This PDF has no compressed page text to alter. Take a letter that the province has written."
    vi = "Tệp PDF này không có nội dung trang để sửa. Đề nghị dùng công văn do tỉnh trình diễn soạn."


class TimeStampUnavailable(Unavailable):
    """The province's time-stamping service did not answer."""

    code = "province.time-stamp-unavailable"
    en = "The demonstration time-stamping service at {url} did not answer. Open the province again."
    vi = "Dịch vụ cấp dấu thời gian trình diễn tại {url} không trả lời. Đề nghị mở lại tỉnh trình diễn."

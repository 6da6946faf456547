"""What is found about the bytes and the XML, before anything of the message is understood."""

from __future__ import annotations

from lienthong.edxml.catalogue.rules import Rule, fail, info, warn

XML: tuple[Rule, ...] = (
    fail(
        "xml.empty", "The file is empty. Export the message again.", "Tệp rỗng. Đề nghị xuất lại thông điệp."
    ),
    fail(
        "xml.too-large",
        "The message is larger than {limit} bytes; more is not read. Send large files through the exchange.",
        "Thông điệp lớn hơn {limit} byte nên không được đọc. "
        "Đề nghị gửi tệp lớn trực tiếp qua trục liên thông.",
    ),
    fail(
        "xml.nul",
        "There are NUL bytes in the text: the file is damaged or was cut off. Export it again.",
        "Trong nội dung có byte NUL: tệp bị hỏng hoặc ghi chưa xong. Đề nghị xuất lại.",
    ),
    fail(
        "xml.charset",
        "The text is not UTF-8, although it must be ({what}). Export it again as UTF-8.",
        "Nội dung không phải UTF-8 như quy định ({what}). Đề nghị xuất lại với bảng mã UTF-8.",
    ),
    warn(
        "xml.declared-encoding",
        "The first line announces {declared}, but the text is UTF-8; it was read as UTF-8. "
        "Correct the declaration in the sending software.",
        "Dòng đầu khai bảng mã {declared} nhưng nội dung là UTF-8; đã đọc theo UTF-8. "
        "Đề nghị sửa khai báo trong phần mềm gửi.",
    ),
    info(
        "xml.utf-16",
        "The text is UTF-16; it was read as such. The format's usual character set is UTF-8.",
        "Nội dung dùng bảng mã UTF-16; đã đọc theo bảng mã này. Quy chuẩn thường dùng UTF-8.",
    ),
    fail(
        "xml.doctype",
        "The message carries a document type declaration, through which files and networks could be reached. "
        "It was not read; have it exported without DOCTYPE.",
        "Thông điệp có khai báo DOCTYPE, có thể bị lợi dụng để truy cập tệp hoặc mạng nên không được đọc. "
        "Đề nghị xuất lại, không kèm DOCTYPE.",
    ),
    fail(
        "xml.too-much-markup",
        "The message has more elements or attributes ({count}) than any edXML message needs ({limit}). "
        "Have it exported again.",
        "Số phần tử, thuộc tính ({count}) vượt xa mức của một thông điệp edXML ({limit}). Đề nghị xuất lại.",
    ),
    fail(
        "xml.too-deep",
        "Elements are nested deeper than any edXML message needs ({limit}). Have it exported again.",
        "Các phần tử lồng nhau quá sâu so với thông điệp edXML ({limit} tầng). Đề nghị xuất lại.",
    ),
    fail(
        "xml.two-roots",
        "Something follows after the end of the message (line {line}, column {column}): it is two messages "
        "in one file, or damaged. Send each message in its own file.",
        "Sau phần tử gốc còn nội dung khác (dòng {line}, cột {column}): hai thông điệp trong một tệp, hoặc "
        "tệp bị hỏng. Đề nghị gửi mỗi thông điệp một tệp.",
    ),
    fail(
        "xml.malformed",
        "The file is not well-formed XML: {what} (line {line}, column {column}). Export the message again.",
        "Tệp XML sai cú pháp: {what} (dòng {line}, cột {column}). Đề nghị xuất lại thông điệp.",
    ),
    fail(
        "xml.not-edxml",
        "This is XML, but not an edXML message: its root is '{name}', not 'edXML'. "
        "Check which file was sent.",
        "Đây là XML nhưng không phải thông điệp edXML: phần tử gốc là '{name}', không phải 'edXML'. "
        "Đề nghị kiểm tra lại tệp đã gửi.",
    ),
    warn(
        "xml.namespace",
        "The namespace is '{found}', not that of QCVN 102:2016; elements were recognised by their names. "
        "Have the sending software write the standard's namespace.",
        "Không gian tên là '{found}', không phải của QCVN 102:2016; các phần tử được nhận theo tên. "
        "Đề nghị phần mềm gửi dùng đúng không gian tên.",
    ),
    warn(
        "element.spelling",
        "'{found}' was read as '{name}', which is how the format spells it.",
        "'{found}' được hiểu là '{name}' theo đúng cách viết của quy chuẩn.",
    ),
    warn(
        "element.misplaced",
        "{name} stands in another place than the format has for it; it was read from there.",
        "{name} không nằm đúng vị trí theo quy chuẩn; đã đọc tại vị trí hiện có.",
    ),
    fail(
        "element.contradicts",
        "{name} occurs {count} times with different content, so that two readers could see two different "
        "messages. Have it exported with one.",
        "{name} xuất hiện {count} lần với nội dung khác nhau, mỗi nơi đọc có thể hiểu một khác. "
        "Đề nghị xuất lại, chỉ để một lần.",
    ),
    warn(
        "element.repeated",
        "{name} occurs {count} times with the same content; it was read once.",
        "{name} xuất hiện {count} lần với cùng nội dung; chỉ tính một lần.",
    ),
    info(
        "element.unknown",
        "The format knows no element {name} here. It was not interpreted; it remains in the received file.",
        "Quy chuẩn không có phần tử {name} tại đây. Phần tử không được diễn giải, vẫn còn trong tệp đã nhận.",
    ),
    fail(
        "text.far-too-long",
        "{name} has {length} characters; a text of more than {limit} is not taken. Have it shortened.",
        "{name} dài {length} ký tự; không nhận nội dung quá {limit} ký tự. Đề nghị rút gọn.",
    ),
    warn(
        "text.too-long",
        "{name} has {length} characters, the format allows {limit}; it was taken whole. "
        "Software of others may cut it off.",
        "{name} dài {length} ký tự, quy chuẩn cho phép {limit}; đã nhận đủ. "
        "Phần mềm của nơi khác có thể cắt bớt.",
    ),
    warn(
        "text.invisible",
        "{name} held invisible or control characters; they were left out.",
        "{name} có ký tự ẩn hoặc ký tự điều khiển; đã loại bỏ.",
    ),
    warn(
        "value.unreadable",
        "{name}: '{found}' is not a value of the format ({form}); it was left out.",
        "{name}: '{found}' không đúng giá trị quy định ({form_vi}); đã bỏ qua.",
    ),
)

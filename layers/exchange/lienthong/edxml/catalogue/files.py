"""What is found about the attached files."""

from __future__ import annotations

from lienthong.edxml.catalogue.rules import Rule, fail, info, warn

FILES: tuple[Rule, ...] = (
    fail(
        "file.none",
        "The message carries no file: there is no document to exchange. Attach it.",
        "Thông điệp không có tệp nào, không có văn bản để trao đổi. Đề nghị đính kèm tệp.",
    ),
    fail(
        "file.too-many",
        "The message carries {count} files; at most {limit} are taken. Send the rest with another message.",
        "Thông điệp có {count} tệp, vượt mức {limit}. Đề nghị gửi phần còn lại ở thông điệp khác.",
    ),
    fail(
        "file.missing",
        "The file '{name}' is listed but not attached: the document is incomplete (Decision 28/2018, article "
        "5.4). Have it sent again with all files.",
        "Tệp '{name}' có trong danh sách nhưng không kèm nội dung: văn bản không đầy đủ (khoản 4 Điều 5 "
        "Quyết định 28/2018/QĐ-TTg). Đề nghị gửi lại đủ tệp.",
    ),
    fail(
        "file.base64",
        "The file '{name}' is damaged: its content is not base64. Have it sent again.",
        "Tệp '{name}' bị hỏng: nội dung không phải base64. Đề nghị gửi lại.",
    ),
    fail(
        "file.empty",
        "The file '{name}' is empty. Have it sent again.",
        "Tệp '{name}' rỗng. Đề nghị gửi lại.",
    ),
    fail(
        "file.too-large",
        "The files have more than {limit} bytes together. Send large files through the exchange itself.",
        "Tổng dung lượng các tệp vượt {limit} byte. Đề nghị gửi tệp lớn trực tiếp qua trục liên thông.",
    ),
    fail(
        "file.unsafe-zip",
        "The file '{name}' is packed in a zip that cannot be unpacked safely ({why}). Have it sent unpacked.",
        "Tệp '{name}' được nén trong tệp zip không thể giải nén an toàn ({why}). Đề nghị gửi tệp không nén.",
    ),
    info(
        "file.unpacked",
        "The file '{name}' came packed in a zip, there called '{inner}'; it was unpacked under its own name.",
        "Tệp '{name}' được nén trong tệp zip với tên '{inner}'; đã giải nén và giữ tên '{name}'.",
    ),
    warn(
        "file.unlisted",
        "The file '{name}' is attached but not listed (Reference); it was taken.",
        "Tệp '{name}' có đính kèm nhưng không có trong danh sách (Reference); đã nhận.",
    ),
    warn(
        "file.matched-otherwise",
        "Listed and attached file have different ContentIds; they were matched by {how}.",
        "Tệp trong danh sách và tệp đính kèm có ContentId khác nhau; đã ghép theo {how}.",
    ),
    warn(
        "file.renamed",
        "The file name '{found}' {why}; the file is called '{name}' here.",
        "Tên tệp '{found}' {why}; tại đây tệp có tên '{name}'.",
    ),
    warn(
        "file.repeated-id",
        "Two files have the ContentId '{id}'; they were told apart by name and order.",
        "Hai tệp có cùng ContentId '{id}'; đã phân biệt theo tên và thứ tự.",
    ),
    info(
        "file.type",
        "The file '{name}' is announced as '{found}', which is no media type; it counts as '{read}'.",
        "Tệp '{name}' khai kiểu '{found}', không phải kiểu nội dung hợp lệ; được coi là '{read}'.",
    ),
)

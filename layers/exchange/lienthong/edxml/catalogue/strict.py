"""What only the strict check finds: the schema, and what no schema can say."""

from __future__ import annotations

from lienthong.edxml.catalogue.rules import Rule, fail

STRICT: tuple[Rule, ...] = (
    fail(
        "schema.structure",
        "{name} does not stand where the format has it{expected}. Put the elements in the format's order.",
        "{name} không đúng vị trí theo quy chuẩn{expected}. Đề nghị xếp các phần tử đúng thứ tự.",
    ),
    fail(
        "schema.incomplete",
        "{name} lacks something that the format demands{expected}. Add it.",
        "{name} còn thiếu phần tử bắt buộc{expected}. Đề nghị bổ sung.",
    ),
    fail(
        "schema.value",
        "The content of {name} is not what the format allows there. Correct it.",
        "Nội dung của {name} không đúng quy định. Đề nghị sửa.",
    ),
    fail(
        "schema.length",
        "The content of {name} is too long or too short for the format. Correct it.",
        "Nội dung của {name} dài hơn hoặc ngắn hơn quy định. Đề nghị sửa.",
    ),
    fail(
        "schema.root",
        "The root is not 'edXML' in the namespace of QCVN 102:2016. Correct it.",
        "Phần tử gốc không phải 'edXML' thuộc không gian tên QCVN 102:2016. Đề nghị sửa.",
    ),
    fail(
        "schema.attribute",
        "{name} carries an attribute that the format does not have. Remove it.",
        "{name} có thuộc tính ngoài quy chuẩn. Đề nghị bỏ thuộc tính này.",
    ),
    fail(
        "schema.repeated",
        "{name} repeats what may occur only once. Remove the repetition.",
        "{name} lặp lại giá trị chỉ được có một lần. Đề nghị bỏ phần lặp.",
    ),
    fail(
        "rule.future",
        "{name} lies in the future ({found}). Correct the date.",
        "{name} ở tương lai ({found}). Đề nghị sửa ngày.",
    ),
    fail(
        "rule.due-before-issue",
        "The due date ({due}) lies before the date of issue ({issued}). Correct one of them.",
        "Hạn xử lý ({due}) trước ngày ban hành ({issued}). Đề nghị sửa lại.",
    ),
    fail(
        "rule.no-reason",
        "{name} is missing: a recall, update, replacement and the statuses 02, 13, 16 state why. Add it.",
        "Thiếu {name}: thu hồi, cập nhật, thay thế và các trạng thái 02, 13, 16 phải nêu lý do. "
        "Đề nghị bổ sung.",
    ),
    fail(
        "rule.no-paper",
        "Paper is missing: say whether paper follows (0 or 1), for the statistics rest on it. Add it.",
        "Thiếu Paper: cần nêu có gửi kèm bản giấy không (0 hoặc 1) để thống kê. Đề nghị bổ sung.",
    ),
    fail(
        "rule.no-update",
        "An update says what it changes. Add BussinessDocumentInfo.",
        "Văn bản cập nhật phải nêu nội dung cập nhật. Đề nghị bổ sung BussinessDocumentInfo.",
    ),
    fail(
        "rule.no-such-day",
        "{name} names a day that does not exist ('{found}'). Correct it.",
        "{name} có ngày không tồn tại ('{found}'). Đề nghị sửa.",
    ),
    fail(
        "rule.own-copy",
        "{code} is sender and recipient at once. Remove it from the recipients.",
        "{code} vừa là nơi gửi vừa là nơi nhận. Đề nghị bỏ khỏi nơi nhận.",
    ),
    fail(
        "rule.not-xml",
        "{name} holds characters that XML cannot carry. Remove them.",
        "{name} có ký tự mà XML không chứa được. Đề nghị bỏ các ký tự này.",
    ),
)

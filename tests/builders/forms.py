"""Facts of the one-stop's forms, as JSON has them; every test changes what it is about."""

from __future__ import annotations

from typing import Any

OFFICE = {
    "authority": "Ủy ban nhân dân huyện Cần Giuộc",
    "desk": "Trung tâm Hành chính công huyện Cần Giuộc",
    "place": "Cần Giuộc",
    "address": "Khu phố 2, thị trấn Cần Giuộc",
    "telephone": "0272 000 0000",
}
CODE = "000.00.34.H39-260302-0002"
TRACKING = f"https://exchange.example/v1/track/{CODE}"
MATTER = {
    "code": CODE,
    "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "procedure_code": "1.009994",
    "tracking": TRACKING,
}
APPLICANT = {
    "name": "Nguyễn Thị Phượng Mẫu",
    "address": "Số 12, ấp Lộc Hậu, xã Mỹ Lộc, huyện Cần Giuộc, tỉnh Long An",
    "telephone": "0900 000 000",
    "email": "phuong.mau@vidu.example",
}
_BASE: dict[str, Any] = {"office": OFFICE, "matter": MATTER, "applicant": APPLICANT, "number": "0002"}
SECRET = "K7WX3MQP"
FACTS: dict[str, dict[str, Any]] = {
    "01": {
        **_BASE,
        "received_at": "2026-03-02T09:05:00+07:00",
        "due_at": "2026-03-23T17:00:00+07:00",
        "papers": [
            {"name": "Đơn đề nghị cấp giấy phép xây dựng", "originals": 1},
            {"name": "Giấy chứng nhận quyền sử dụng đất", "copies": 1, "remark": "đã đối chiếu bản chính"},
            {"name": "Bản vẽ thiết kế xây dựng: mặt bằng, mặt đứng, mặt cắt", "originals": 2},
        ],
        "time": "15 ngày làm việc",
        "fee": 75000,
        "fee_receipt": "BL-00123",
        "book": "01",
        "line": "112",
        "secret": SECRET,
        "officer": "Trần Văn Ví Dụ",
    },
    "02": {
        **_BASE,
        "asked_at": "2026-03-04T14:20:00+07:00",
        "asked": ["Bản vẽ mặt cắt móng (02 bản chính)", "Giấy chứng nhận quyền sử dụng đất (bản sao)"],
        "reason": "thành phần hồ sơ chưa đầy đủ",
        "answer_by": "2026-03-18",
        "officer": "Trần Văn Ví Dụ",
    },
    "03": {
        **_BASE,
        "refused_at": "2026-03-04T14:20:00+07:00",
        "reasons": ["Thửa đất không thuộc khu vực được cấp giấy phép xây dựng."],
        "officer": "Trần Văn Ví Dụ",
    },
    "04": {
        **_BASE,
        "written_at": "2026-03-20T08:00:00+07:00",
        "received_at": "2026-03-02T09:05:00+07:00",
        "was_due_at": "2026-03-23T17:00:00+07:00",
        "new_due_at": "2026-03-30T17:00:00+07:00",
        "reason": "chờ ý kiến cơ quan liên quan",
        "signer": "Giám đốc",
        "signed_by": "Lê Thị Thử Nghiệm",
    },
    "05": {
        "office": OFFICE,
        "matter": MATTER,
        "responsible": "Phòng Kinh tế và Hạ tầng",
        "received_at": "2026-03-02T09:05:00+07:00",
        "with_others": ["Chi nhánh Văn phòng Đăng ký đất đai"],
        "due_at": "2026-03-23T17:00:00+07:00",
        "hand_overs": [
            {
                "giver": "Trung tâm Hành chính công",
                "receiver": "Phòng Kinh tế và Hạ tầng",
                # 15:40 in Vietnam.
                "at": "2026-03-02T08:40:00Z",
                "outcome": "early",
                "giver_name": "Trần Văn Ví Dụ",
                "receiver_name": "Phạm Hồng Mẫu",
            },
            {
                "giver": "Phòng Kinh tế và Hạ tầng",
                "receiver": "Trung tâm Hành chính công",
                "at": "2026-03-18T16:30:00+07:00",
                "outcome": "late",
                "note": "chậm 01 ngày",
            },
        ],
    },
    "06": {
        "office": OFFICE,
        "first": "2026-03-01",
        "last": "2026-03-31",
        "rows": [
            {
                "code": CODE,
                "procedure": MATTER["procedure"],
                "applicant": APPLICANT["name"],
                "received_on": "2026-03-02",
                "contact": "xã Mỹ Lộc, 0900 000 000",
                "responsible": "Phòng Kinh tế và Hạ tầng",
                "due_on": "2026-03-23",
            }
        ],
    },
    "notice": {
        "office": OFFICE,
        "procedure": MATTER["procedure"],
        "procedure_code": "1.009994",
        "field": "Hoạt động xây dựng",
        "time": "15 ngày làm việc",
        "effective_from": "2026-01-01",
        "posted_on": "2025-12-28",
        "levels": "huyện",
        "online_level": 3,
        "fees": [{"name": "Lệ phí cấp giấy phép xây dựng", "amount": 75000, "per": "giấy phép"}],
        "papers": [
            {"name": "Đơn đề nghị cấp giấy phép xây dựng", "originals": 1},
            {"name": "Văn bản ủy quyền", "originals": 1, "required": False},
        ],
        "steps": [
            {
                "number": 1,
                "group": 1,
                "name": "Thẩm định thiết kế",
                "responsible": "Phòng Kinh tế và Hạ tầng",
                "officer": "Chuyên viên quản lý xây dựng",
                "time": "7 ngày làm việc",
            }
        ],
    },
}


def facts(form: str, **changes: Any) -> dict[str, Any]:
    """The facts of a form, with changes."""
    return FACTS[form] | changes

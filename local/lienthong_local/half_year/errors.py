"""What can go wrong with a replay."""

from __future__ import annotations

from lienthong.errors import IntegrityFault


class NoSuchLife(IntegrityFault):
    """The period and the procedures leave no room for what a plan asks."""

    code = "half-year.no-such-life"
    en = "{centre}: no dossier came to '{outcome}' in the period. Ask for other numbers or another period."
    vi = (
        "{centre}: không tạo được hồ sơ có kết quả '{outcome}' trong kỳ. Đề nghị đổi số liệu hoặc kỳ báo cáo."
    )

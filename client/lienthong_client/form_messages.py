"""What the printing of forms says, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "form.written": ("Form {form} written to {path}.", "Đã ghi mẫu {form} vào {path}."),
    "misuse.form-source": (
        "give either a dossier (a procedure for a notice) or --facts FILE; form 06 is printed from --facts",
        "ghi mã hồ sơ (với bản niêm yết: mã thủ tục) hoặc --facts TỆP; mẫu 06 chỉ in từ --facts",
    ),
    "misuse.form-roles": (
        "the notice has to name an agency for: {roles}; give --role ROLE=CODE for each",
        "bản niêm yết phải ghi tên cơ quan cho: {roles}; đề nghị thêm --role VAI-TRÒ=MÃ cho từng mục",
    ),
    "form.notice-written": ("Notice written to {path}.", "Đã ghi bản niêm yết vào {path}."),
}

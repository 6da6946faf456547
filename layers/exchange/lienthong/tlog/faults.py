"""What can be wrong with something of a log, each with a stable code and a sentence in both languages."""

from __future__ import annotations

from typing import ClassVar


class TlogFault(ValueError):
    """Base of all faults.

    ``what`` is a detail: a path, an index, a key name; ``vi`` says it in Vietnamese where it has words.

    Attributes:
        code: stable dotted code.
        en, vi: the cause and the next step; templates over ``what``.
    """

    code: ClassVar[str] = "log.fault"
    en: ClassVar[str] = (
        "The log's data is wrong ({what}). Fetch it again; if that does not help, tell its operator."
    )
    vi: ClassVar[str] = (
        "Dữ liệu của nhật ký không hợp lệ ({what}). Đề nghị tải lại; "
        "nếu vẫn lỗi, báo đơn vị vận hành nhật ký."
    )

    def __init__(self, what: object = "-", vi: str = "") -> None:
        self.what = str(what)
        self._what = {"en": self.what, "vi": vi or self.what}
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The cause and the next step in ``en`` or ``vi``."""
        return (self.vi if language == "vi" else self.en).format(what=self._what.get(language, self.what))


class WrongProof(TlogFault):
    """An inclusion or consistency proof that does not lead to the root (RFC 9162 2.1.3.2, 2.1.4.2)."""

    code = "log.proof-wrong"
    en = (
        "The proof does not hold ({what}): the entry or the tree is not what the checkpoint says. "
        "Ask for a fresh receipt; if it fails as well, the log has been tampered with."
    )
    vi = (
        "Bằng chứng không khớp ({what}): bản ghi hoặc cây băm khác với điểm kiểm tra. "
        "Đề nghị lấy lại biên nhận; nếu vẫn không khớp, nhật ký đã bị can thiệp."
    )


class WrongTile(TlogFault):
    """A tile or entry bundle that is malformed, or does not hash to what is above it."""

    code = "log.tile-wrong"
    en = "Tile {what} is not part of the tree that the checkpoint commits to: it was damaged or exchanged."
    vi = "Tệp {what} không thuộc cây băm mà điểm kiểm tra cam kết: tệp bị hỏng hoặc bị tráo."


class MissingTile(TlogFault):
    """A tile or entry bundle that the tree needs is not there."""

    code = "log.tile-missing"
    en = "{what} is missing, so this part of the log cannot be checked. Fetch the whole log again."
    vi = "Thiếu tệp {what} nên không kiểm tra được phần này của nhật ký. Đề nghị tải lại toàn bộ nhật ký."

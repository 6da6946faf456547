"""What can go wrong when somebody looks a dossier up."""

from __future__ import annotations

from lienthong.errors import Rejected, Unavailable

#: Two codes and a language are some hundred bytes; there is nothing else to send.
MOST_BYTES = 1024


class DossierNotTracked(Rejected):
    """Unknown code, wrong secret, malformed code, deleted person: from outside the four are one."""

    code = "tracking.not-found"
    http_status = 404
    en = "No dossier was found with these two codes. Check both against the slip and try again."
    vi = "Không tìm thấy hồ sơ với hai mã này. Đề nghị đối chiếu hai mã với giấy hẹn rồi thử lại."


class LookUnreadable(Rejected):
    """A look that is not two codes: another content type, a field twice or missing, no UTF-8."""

    code = "tracking.unreadable"
    http_status = 400
    en = "Send 'code' and 'secret', each once and not empty, as a form or as JSON, in UTF-8."
    vi = (
        "Đề nghị gửi 'code' và 'secret', mỗi trường đúng một lần, không để trống, dạng biểu mẫu hoặc JSON, "
        "mã UTF-8."
    )


class LookTooLarge(LookUnreadable):
    """More than two codes can be."""

    code = "tracking.too-large"
    http_status = 413
    en = "The request is larger than {limit} bytes. Send the two codes of the slip and nothing else."
    vi = "Yêu cầu vượt quá {limit} byte. Đề nghị chỉ gửi hai mã in trên giấy hẹn."


class LookedUpTooOften(Unavailable):
    """Refused before anything was compared; after ``seconds`` it is possible again."""

    code = "tracking.too-often"
    http_status = 429
    en = "Looked up too often. Try again in {seconds} seconds."
    vi = "Đã tra cứu quá nhiều lần. Đề nghị thử lại sau {seconds} giây."

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds

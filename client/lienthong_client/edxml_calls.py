"""Messages of the national format, given to the exchange as they are and had from it as such.

What the exchange takes and gives is bytes: nothing is read or written here, so that a program which has only
the messages of its own software needs nothing else.
"""

from __future__ import annotations

import hashlib

import httpx

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.model.limits import LIMITS
from lienthong_client.answers import EdxmlTaken, EdxmlUpload, read_answer
from lienthong_client.calls import Calls, segment
from lienthong_client.errors import AnswerUnreadable, DownloadFailed, ExchangeUntrusted, UploadFailed
from lienthong_client.patience import PASSING_STATUSES
from lienthong_client.transport import certificate_fault, describe, encode_json, require_encrypted

_XML = "application/xml"
#: As much as a message of the exchange's own can have beside its files.
_MOST = EDXML_LIMITS.message_bytes + LIMITS.request_bytes


class EdxmlCalls(Calls):
    """Sending and getting messages."""

    def send_edxml(self, message: bytes) -> EdxmlTaken:
        """Give the exchange a message: a document, a recall, a status. The same again changes nothing.

        Raises:
            ProblemRejected: it was refused; every reason.
            ProblemConflict: it contradicts what is recorded.
            UploadFailed: it is too large for a request and could not be uploaded; send it again.
        """
        body, media_type = message, _XML
        if len(message) > LIMITS.request_bytes or not _is_utf8(message):
            body, media_type = encode_json({"upload": self._upload_message(message)}), "application/json"
        answer = self.transport.send("POST", "/v1/edxml", body, media_type=media_type)
        return read_answer(EdxmlTaken, answer.body, self.transport.url)

    def edxml_of_delivery(self, submission_id: str) -> bytes:
        """Open a delivery as a document message; the opening is recorded like any other."""
        return self._message(f"/v1/inbox/{segment(submission_id)}/edxml")

    def edxml_of_submission(self, submission_id: str) -> bytes:
        """One's own submission as a document message: as it was sent, where it was sent as one."""
        return self._message(f"/v1/submissions/{segment(submission_id)}/edxml")

    def edxml_of_event(self, submission_id: str, event_id: str, *, received: bool = False) -> bytes:
        """An event as a status message.

        Args:
            submission_id: whose event it is.
            event_id: as the story, a notice or a receipt names it.
            received: ask as the recipient, not as the sender.
        """
        side = "inbox" if received else "submissions"
        return self._message(f"/v1/{side}/{segment(submission_id)}/edxml/events/{segment(event_id)}")

    def _message(self, path: str) -> bytes:
        answer = self.transport.send("GET", path, b"", accept=_XML)
        return self._download(answer.location) if answer.location else answer.body

    def _download(self, link: str) -> bytes:
        """What a short-lived address holds; it is in memory as a whole, so that it is capped."""
        require_encrypted(link)
        attempt = 1
        while True:
            try:
                with self.transport.http.stream("GET", link) as response:
                    if response.is_success:
                        return self._capped(response)
                    why = f"HTTP {response.status_code}"
                    passing = response.status_code in PASSING_STATUSES
            except httpx.TransportError as failure:
                if untrusted := certificate_fault(failure):
                    raise ExchangeUntrusted(url=self.transport.url, why=untrusted) from failure
                why, passing = describe(failure), True
            if not (passing and self.transport.patience.allows_another(attempt)):
                raise DownloadFailed(name="edXML", why=why)
            self.transport.patience.wait(attempt, 0.0)
            attempt += 1

    def _capped(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for block in response.iter_bytes():
            content += block
            if len(content) > _MOST:
                raise AnswerUnreadable(url=self.transport.url, why="the message is larger than any")
        return bytes(content)

    def _upload_message(self, message: bytes) -> str:
        """Upload by ticket; what names the message then."""
        sha256 = hashlib.sha256(message).hexdigest()
        ticket = self.post(EdxmlUpload, "/v1/edxml/uploads", {"size": len(message), "sha256": sha256})
        require_encrypted(ticket["url"])
        attempt = 1
        while True:
            try:
                response = self.transport.http.put(ticket["url"], headers=ticket["headers"], content=message)
            except httpx.TransportError as failure:
                if untrusted := certificate_fault(failure):
                    raise ExchangeUntrusted(url=self.transport.url, why=untrusted) from failure
                why, passing = describe(failure), True
            else:
                if response.is_success:
                    return ticket["upload"]
                why = f"HTTP {response.status_code}"
                passing = response.status_code in PASSING_STATUSES
            if not (passing and self.transport.patience.allows_another(attempt)):
                raise UploadFailed(name="edXML", why=why)
            self.transport.patience.wait(attempt, 0.0)
            attempt += 1


def _is_utf8(message: bytes) -> bool:
    """Whether it may travel as text: API Gateway hands XML on as such, which no other charset survives."""
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True

"""E-mails through SES (API v2), under the configuration set whose events come back as receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.errors import Throttled
from lienthong.ports import NotTaken

#: What SES answers to a letter that it will not carry, whenever it is asked (API v2 reference, "SendEmail").
_NEVER = frozenset({"BadRequestException", "MessageRejected"})


class SesClient(Protocol):
    """The one call of SES that is made."""

    def send_email(self, **arguments: object) -> Mapping[str, str]:
        """SendEmail."""
        ...


@dataclass(frozen=True, slots=True)
class SesLetters:
    """:class:`lienthong.ports.Letters` from ``sender``; the client makes one try, as for text messages."""

    client: SesClient
    sender: str
    configuration_set: str

    def send(self, address: str, subject: str, body: str) -> str:
        """Send at once. One AWS call (SendEmail)."""
        try:
            with named_failures():
                return self.client.send_email(
                    FromEmailAddress=self.sender,
                    Destination={"ToAddresses": [address]},
                    ConfigurationSetName=self.configuration_set,
                    Content={
                        "Simple": {
                            "Subject": {"Data": subject, "Charset": "UTF-8"},
                            "Body": {"Text": {"Data": body, "Charset": "UTF-8"}},
                        }
                    },
                )["MessageId"]
        except Throttled as refused:
            raise NotTaken(for_ever=False) from refused
        except ClientError as refused:
            raise NotTaken(for_ever=code_of(refused) in _NEVER) from refused

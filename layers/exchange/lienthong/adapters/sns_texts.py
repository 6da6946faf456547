"""Text messages through SNS, straight to a telephone.

SNS developer guide, "Publishing to a mobile phone".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters.failures import code_of, named_failures
from lienthong.errors import Throttled
from lienthong.ports import NotTaken

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

#: What SNS answers to a number that it cannot send to, whenever it is asked (API reference, "Publish").
_NEVER = frozenset({"InvalidParameter", "InvalidParameterException", "OptedOut", "OptedOutException"})


@dataclass(frozen=True, slots=True)
class SnsTexts:
    """:class:`lienthong.ports.TextMessages`; ``sender``: the name that telephones show, if one is set up.

    The client makes one try: SNS knows no token by which a second one would be told from a second message.
    """

    client: SNSClient
    sender: str = ""

    def send(self, number: str, text: str) -> str:
        """Send at once. One AWS call (Publish)."""
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        if self.sender:
            attributes["AWS.SNS.SMS.SenderID"] = {"DataType": "String", "StringValue": self.sender}
        try:
            with named_failures():
                return self.client.publish(PhoneNumber=number, Message=text, MessageAttributes=attributes)[
                    "MessageId"
                ]
        except Throttled as refused:
            raise NotTaken(for_ever=False) from refused
        except ClientError as refused:
            raise NotTaken(for_ever=code_of(refused) in _NEVER) from refused

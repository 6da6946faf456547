"""The whole circle: an act at the counter, text message and e-mail, and what the providers say of them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest

from lienthong_client.sdk import Exchange
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.stack.process import answer_of
from tests.builders.provider_receipts import event_of_letter, status_of_text
from tests.end_to_end.one_stop_probes import tell_applicant

SECONDS_OF_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Province:
    """The province's agencies by code."""

    online: ProvinceOnline

    def client(self, code: str) -> Exchange:
        return self.online.client(code)


@pytest.fixture
def province_(online: ProvinceOnline) -> Province:
    return Province(online)


def mailbox(online: ProvinceOnline, path: str) -> str:
    """Everything that was sent, as the emulator keeps it."""
    status, body = answer_of(online.stack.emulator, path, seconds=5)
    assert status == 200
    return body.decode()


def log_line(online: ProvinceOnline, group: str, line: dict[str, Any]) -> None:
    """SNS's line about a text message, in the log group to which it writes."""
    logs, name = online.stack.aws.logs, online.stack.output(group)
    stream = line["notification"]["messageId"]
    logs.create_log_stream(logGroupName=name, logStreamName=stream)
    entry: Any = {"timestamp": int(time.time() * 1000), "message": json.dumps(line)}
    logs.put_log_events(logGroupName=name, logStreamName=stream, logEvents=[entry])


def test_an_applicant_is_told_and_the_centre_learns_that_it_arrived(
    online: ProvinceOnline, province_: Province
) -> None:
    told = tell_applicant(province_)
    online.stack.wait_until_idle(60)
    assert told.outcomes(province_) == ["sent", "sent"]
    assert told.code in mailbox(online, "/_ministack/sns/sms-messages")
    assert told.code in mailbox(online, "/_ministack/ses/messages")

    log_line(online, "SmsStatusLogs", status_of_text(str(told.provider_id(province_, "sms"))))
    letter = event_of_letter(str(told.provider_id(province_, "email")), "Bounce", bounceType="Permanent")
    online.stack.aws.sns.publish(
        TopicArn=online.stack.output("MailReceiptsTopicArn"), Message=json.dumps(letter)
    )
    # A topic and a log group hand over in threads of their own, of which nobody tells.
    deadline = time.monotonic() + SECONDS_OF_PATIENCE
    while len(outcomes := told.outcomes(province_)) < 4:
        assert time.monotonic() < deadline, outcomes
        time.sleep(0.1)
    assert sorted(outcomes) == ["delivered", "failed", "sent", "sent"]

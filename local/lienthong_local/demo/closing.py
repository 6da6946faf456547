"""The proof at the end: no queue holds anything, and every submission's story adds up."""

from __future__ import annotations

from collections import Counter

from lienthong_client.answers import Story
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import expect
from lienthong_local.stack.stack import EmbeddedStack

_CONSIGNMENTS = ("ContentConsignment", "ContentConsignmentFailure")


def nothing_is_left(desk: Desk) -> str:
    """No queue, and no dead-letter queue, holds a message."""
    counts = messages_by_queue(desk.online.stack)
    expect("messages in queues", {name: count for name, count in counts.items() if count}, {})
    return f"{len(counts)} × 0"


def messages_by_queue(stack: EmbeddedStack) -> dict[str, int]:
    """How many messages lie in each queue, visible, in flight or delayed."""
    counts = {}
    for url in stack.aws.sqs.list_queues().get("QueueUrls", []):
        attributes = stack.aws.sqs.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )["Attributes"]
        counts[url.rpartition("/")[2]] = sum(int(count) for count in attributes.values())
    return counts


def every_story_adds_up(desk: Desk) -> str:
    """Each submission was decided once; each recipient has one delivery and one consignment, or none."""
    for submission_id in desk.sent:
        _adds_up(desk.story(submission_id))
    return str(len(desk.sent))


def _adds_up(story: Story) -> None:
    record, name = story["submission"], story["submission"]["submission_id"]
    types = Counter(event["type"] for event in story["events"])
    accepted = record["state"] == "accepted"
    expect(f"{name}: arrivals", types["SubmissionArrival"], 1)
    expect(f"{name}: acceptances", types["SubmissionAcceptance"], 1 if accepted else 0)
    expect(f"{name}: rejections", types["SubmissionRejection"], 0 if accepted else 1)
    expect(f"{name}: recipients still waiting", story["pending"] if accepted else [], [])
    consigned = Counter(event["agency"] for event in story["events"] if event["type"] in _CONSIGNMENTS)
    wanted = dict.fromkeys(record["recipients"], 1) if accepted else {}
    expect(f"{name}: consignments", dict(consigned), wanted)
    opened = {entry["recipient"] for entry in story["deliveries"] if entry["opened_at"]}
    handed_over = [event["agency"] for event in story["events"] if event["type"] == "ContentHandover"]
    expect(f"{name}: hand-overs", sorted(filter(None, handed_over)), sorted(opened))
    instants = [event["event_id"] for event in story["events"]]
    expect(f"{name}: order of events", instants, sorted(instants))

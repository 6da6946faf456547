"""Batches are authorised as what they consist of.

IAM knows no action ``sqs:SendMessageBatch``: whoever may send a message may send ten (SQS developer guide,
"Amazon SQS API permissions"; the same holds for SNS). The emulator asks for a right of the operation's own
name, which no policy can grant; its pinned release is corrected here, in its own process, because roles that
name such rights would not be the template's.
"""

from __future__ import annotations

from typing import Final

from ministack.core import iam_actions

ACTIONS: Final = {
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sns:PublishBatch": "sns:Publish",
}

_extract_iam_action = iam_actions.extract_iam_action


def extract_iam_action(
    service: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query_params: dict[str, object],
) -> str | None:
    """The IAM action of a request, or None, as the emulator's own function of this name."""
    action: str | None = _extract_iam_action(service, method, path, headers, body, query_params)
    return action and ACTIONS.get(action, action)


def install() -> None:
    """Let the emulator, which looks the function up at every request, find this one."""
    iam_actions.extract_iam_action = extract_iam_action

"""Who sends an e-mail through SES's API v2 needs the right for the identity that it sends from.

SES developer guide, "Actions, resources, and condition keys": SendEmail is authorised on the identity and on
the configuration set. The emulator takes it for a call without a resource, which only a right on everything
would allow; its pinned release is corrected here, in its own process. A configuration set is not asked for.
"""

# ruff: noqa: SLF001 (an emulator has no public door to how it reads a request)

from __future__ import annotations

import json
from email.utils import parseaddr
from typing import Final

from ministack.core import iam_actions

SENDING: Final = "/v2/email/outbound-emails"

_resource_arn = iam_actions._ses_v2_resource_arn


def resource_arn(method: str, path: str, body: bytes, region: str, account_id: str) -> str:
    """The resource of a request to SES, as the emulator's own function of this name."""
    if method == "POST" and path.rstrip("/") == SENDING:
        sender = parseaddr(str(json.loads(body).get("FromEmailAddress", "")))[1]
        return f"arn:aws:ses:{region}:{account_id}:identity/{sender.rpartition('@')[2]}"
    arn: str = _resource_arn(method, path, body, region, account_id)
    return arn


def install() -> None:
    """Let the emulator, which looks the function up at every request, find this one."""
    iam_actions._ses_v2_resource_arn = resource_arn

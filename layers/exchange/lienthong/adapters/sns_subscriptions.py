"""The agencies' own subscriptions to the notices: queue, e-mail, SMS.

SNS keeps one subscription for each endpoint of a topic. So two agencies behind one address share it, and its
filter policy names both: ``{"agency": [...]}``. A subscription without such a filter is the exchange's own
and left alone. A queue that asks for edXML filters by another name of its agency, under which only that is
published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures
from lienthong.adapters.sns_topic import AGENCY_ATTRIBUTE, edxml_reader
from lienthong.model.agency import Agency, ChannelFormat, ChannelKind
from lienthong.model.codes import AgencyState

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import SubscriptionTypeDef

_PROTOCOLS = {ChannelKind.QUEUE: "sqs", ChannelKind.EMAIL: "email", ChannelKind.SMS: "sms"}
Endpoint = tuple[str, str]


class SnsSubscriptions:
    """:class:`lienthong.ports.ChannelSubscriptions` of the topic ``arn``.

    Which agencies a subscription serves costs a call to ask, so it is remembered while the function is warm
    and asked again before anything is changed.
    """

    def __init__(self, client: SNSClient, arn: str) -> None:
        self._client = client
        self._arn = arn
        self._agencies: dict[str, frozenset[str]] = {}

    def reconcile(self, agency: Agency) -> None:
        """Make the agency's subscriptions those of its channels.

        One AWS call for a hundred subscriptions of the topic, one for each that is not remembered, two for
        each change. An e-mail address that has not confirmed yet is not asked again.
        """
        wanted = wanted_endpoints(agency)
        missing = dict(wanted)
        own = frozenset({agency.code, edxml_reader(agency.code)})
        for subscription in self._subscriptions():
            endpoint = subscription["Protocol"], subscription["Endpoint"]
            arn = subscription["SubscriptionArn"]
            missing.pop(endpoint, None)
            if not arn.startswith("arn:"):
                # An address that has not confirmed yet is not asked again.
                continue
            if endpoint in wanted:
                self._serve(arn, own, wanted[endpoint])
            elif own & self._remembered_agencies(arn):
                self._stop_serving(arn, own)
        for (protocol, address), name in sorted(missing.items()):
            self._subscribe(protocol, address, name)

    def _subscriptions(self) -> Iterator[SubscriptionTypeDef]:
        paginator = self._client.get_paginator("list_subscriptions_by_topic")
        with named_failures():
            for page in paginator.paginate(TopicArn=self._arn):
                yield from page["Subscriptions"]

    def _serve(self, arn: str, own: frozenset[str], name: str) -> None:
        """Serve the agency under this one of its names."""
        served = self._read_agencies(arn)
        if served and served & own != {name}:
            self._set_agencies(arn, (served - own) | {name})

    def _stop_serving(self, arn: str, own: frozenset[str]) -> None:
        others = self._read_agencies(arn) - own
        if others:
            self._set_agencies(arn, others)
            return
        with named_failures():
            self._client.unsubscribe(SubscriptionArn=arn)
        self._agencies.pop(arn, None)

    def _remembered_agencies(self, arn: str) -> frozenset[str]:
        return self._agencies[arn] if arn in self._agencies else self._read_agencies(arn)

    def _read_agencies(self, arn: str) -> frozenset[str]:
        with named_failures():
            answer = self._client.get_subscription_attributes(SubscriptionArn=arn)
        policy = json.loads(answer["Attributes"].get("FilterPolicy") or "{}")
        self._agencies[arn] = frozenset(policy.get(AGENCY_ATTRIBUTE, ()))
        return self._agencies[arn]

    def _set_agencies(self, arn: str, codes: frozenset[str]) -> None:
        with named_failures():
            self._client.set_subscription_attributes(
                SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=_filter_for(codes)
            )
        self._agencies[arn] = codes

    def _subscribe(self, protocol: str, address: str, code: str) -> None:
        attributes = {"FilterPolicy": _filter_for(frozenset({code}))}
        if protocol == "sqs":
            attributes["RawMessageDelivery"] = "true"
        with named_failures():
            self._client.subscribe(
                TopicArn=self._arn, Protocol=protocol, Endpoint=address, Attributes=attributes
            )


def wanted_endpoints(agency: Agency) -> dict[Endpoint, str]:
    """The endpoints to be subscribed, and under which of its names: none for one that is locked or ended."""
    if agency.state is not AgencyState.ACTIVE:
        return {}
    return {
        (_PROTOCOLS[channel.kind], channel.target): (
            edxml_reader(agency.code) if channel.format is ChannelFormat.EDXML else agency.code
        )
        for channel in agency.channels
        if channel.kind in _PROTOCOLS
    }


def _filter_for(codes: frozenset[str]) -> str:
    return json.dumps({AGENCY_ATTRIBUTE: sorted(codes)})

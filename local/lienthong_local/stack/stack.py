"""The embedded stack as one object: start, use, stop."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import OK
from pathlib import Path

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.deployment import Deployment, deploy, prepare
from lienthong_local.stack.emulator_paths import IDLE_PATH
from lienthong_local.stack.errors import StackStillBusy
from lienthong_local.stack.gaps import fill_gaps
from lienthong_local.stack.process import LOOPBACK, Emulator, answer_of, start_emulator
from lienthong_local.stack.schedules import update_schedule

# Singapore is the region nearest to Việt Nam.
REGION = "ap-southeast-1"
STACK_NAME = "lienthong"


@dataclass(frozen=True, slots=True)
class EmbeddedStack:
    """`template.yaml`, deployed and running. Nothing in it outlives it."""

    emulator: Emulator
    aws: Aws
    deployment: Deployment

    @classmethod
    @contextmanager
    def start(
        cls,
        state: Path,
        *,
        revocation_hosts: Sequence[str] = (),
        time_stamping_url: str = "",
        parameters: Mapping[str, str] | None = None,
    ) -> Iterator[EmbeddedStack]:
        """Start, deploy, hand over, stop; whatever happens, nothing stays behind.

        Args:
            state: folder for scratch files.
            revocation_hosts: ``host`` or ``host:port`` from which CRLs and OCSP answers may be fetched.
            time_stamping_url: of the authority on loopback that stamps the log; empty sets up none.
            parameters: of the template, over those that a stack on loopback needs.

        Raises:
            EmulatorDidNotStart, DeploymentFailed: with the cause.
        """
        emulator = start_emulator(state, region=REGION)
        try:
            yield cls._deploy(
                emulator, {**_loopback(revocation_hosts, time_stamping_url), **(parameters or {})}
            )
        finally:
            emulator.stop()

    @classmethod
    def _deploy(cls, emulator: Emulator, parameters: Mapping[str, str]) -> EmbeddedStack:
        # The template is read and packed while the emulator comes up.
        prepared = prepare(REGION)
        aws = Aws(emulator)
        emulator.wait_until_ready()
        deployment = deploy(aws, prepared, stack_name=STACK_NAME, parameters=parameters)
        fill_gaps(aws, deployment)
        _answer_on_loopback(aws, deployment)
        return cls(emulator, aws, deployment)

    @property
    def api_url(self) -> str:
        """Where agencies send their requests."""
        return f"https://{LOOPBACK}:{self.emulator.port}"

    @property
    def ca_bundle(self) -> Path:
        """The authority that clients have to trust, in PEM."""
        return self.emulator.certificate.authority

    def output(self, name: str) -> str:
        """An output of the template."""
        return self.deployment.outputs[name]

    def environment_of(self, function: str) -> dict[str, str]:
        """The environment that the template gives to ``functions/<function>``."""
        name = self.deployment.physical_ids[f"{_pascal(function)}Function"]
        configuration = self.aws.functions.get_function_configuration(FunctionName=name)
        return dict(configuration["Environment"]["Variables"])

    def function_logs(self, pattern: str = "") -> list[str]:
        """Every line that the functions have logged, in order; only those matching a CloudWatch filter."""
        pages = self.aws.logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.output("FunctionLogs"), filterPattern=pattern
        )
        events = [event for page in pages for event in page["events"]]
        return [event["message"] for event in sorted(events, key=lambda event: event["timestamp"])]

    def switch_triggers(self, *, on: bool) -> None:
        """Whether streams, queues and schedules start functions; off, only who invokes one runs it."""
        for mapping in self.aws.functions.list_event_source_mappings()["EventSourceMappings"]:
            self.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)
        switch = self.aws.events.enable_rule if on else self.aws.events.disable_rule
        for rule in self.aws.events.list_rules()["Rules"]:
            switch(Name=rule["Name"])
        for schedule in self.aws.scheduler.list_schedules()["Schedules"]:
            update_schedule(self.aws, schedule["Name"], state="ENABLED" if on else "DISABLED")

    def wait_until_idle(self, seconds: float = 30.0) -> None:
        """Return once every stream is read, and every queue that feeds a function is empty.

        Raises:
            StackStillBusy: with what is still there, once the time is over.
        """
        status, body = answer_of(self.emulator, f"{IDLE_PATH}?seconds={seconds}", seconds=seconds + 5)
        if status != OK:
            raise StackStillBusy(seconds=int(seconds), what=json.loads(body)["busy"])


def _loopback(revocation_hosts: Sequence[str], time_stamping_url: str) -> dict[str, str]:
    return {
        "Stage": "dev",
        "WebhookAllowPrivate": "1",
        "AttestAllowLoopback": "1",
        "TimestampAuthorityUrl": time_stamping_url,
        # Who tries the exchange at night is not to wait for the morning.
        "QuietFrom": "00:00",
        "QuietUntil": "00:00",
        "RevocationHosts": ",".join(revocation_hosts),
        # A cold function costs a second of a core: more of them at once only make each other wait.
        "ValidationConcurrency": "2",
        "RoutingConcurrency": "2",
    }


def _answer_on_loopback(aws: Aws, deployment: Deployment) -> None:
    """Let the API answer at https://127.0.0.1.

    On AWS every API has a host name of its own; here that would be a subdomain of localhost, which not every
    resolver knows. A custom domain is the public API's way to give it another one.
    """
    aws.apigatewayv2.create_domain_name(DomainName=LOOPBACK)
    aws.apigatewayv2.create_api_mapping(
        DomainName=LOOPBACK, ApiId=deployment.outputs["ApiId"], Stage="$default"
    )


def _pascal(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_"))

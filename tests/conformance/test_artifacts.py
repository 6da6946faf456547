"""Every function's built artifact under AWS's runtime interface emulator, with nothing else importable.

The interpreter starts without site-packages and sees, as on Lambda, the function's folder, its layers and
what AWS's runtime brings: its own client and boto3. A library that a layer forgot is missing here, too.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grimp
import pytest

from lienthong.adapters.dossier_records import centre_to_item
from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.filing import Centre
from lienthong_local.package import MOST_BYTES, Target, build_artifacts, size_of
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.transform import properties_of, resources_of

ROOT = Path(__file__).resolve().parents[2]
SITE_PACKAGES = Path(str(pytest.__file__)).parents[1]
# What AWS's Python runtime has before anything is deployed: its client, and boto3 with what it stands on.
RUNTIME = (
    "awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py",
    "boto3", "botocore", "s3transfer", "dateutil", "six", "urllib3",
)  # fmt: skip
SECONDS_TO_START = 20.0
FUNCTIONS = sorted(folder.parent.name for folder in (ROOT / "functions").glob("*/app.py"))
QUEUES = {"validate": "Validation", "deliver": "Routing", "webhook": "Webhook", "notify": "Notify"}
STREAMS = ("relay", "channels", "sequence", "attest")
SCHEDULED = ("monthly_report", "morning", "project", "retire", "watch")
CENTRE = Centre("000.13.30.H39", "000.00.30.H39", AgencyLevel.DISTRICT)
#: A route of each, with what stands in its path.
PUBLIC: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "about": ("GET /v1/limits", {}),
    "log": ("GET /v1/log", {}),
    "track": ("GET /v1/track/{dossier}", {"dossier": "000.13.30.H39-261127-0002"}),
    "postings": ("GET /v1/postings/{centre}", {"centre": CENTRE.code}),
}
#: What topics and log groups hand to a function.
PUSHED = ("notice_receipts",)
SIGNED = sorted(set(FUNCTIONS) - set(QUEUES) - set(STREAMS) - set(SCHEDULED) - set(PUSHED) - set(PUBLIC))

BOOTSTRAP = """
import sys
sys.path[:0] = {path!r}
from awslambdaric.__main__ import main
main(["bootstrap", {handler!r}])
"""


@dataclass(frozen=True, slots=True)
class Artifacts:
    """Artifacts by logical id, and a folder with what the runtime brings."""

    folders: Mapping[str, Path]
    runtime: Path

    def search_path(self, function: str, layers: list[str]) -> list[str]:
        """Where a function's interpreter looks, in Lambda's order."""
        opt = [str(self.folders[layer] / "python") for layer in layers]
        return [str(self.folders[logical_id(function)]), *opt, str(self.runtime)]


def logical_id(function: str) -> str:
    return "".join(word.capitalize() for word in function.split("_")) + "Function"


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Artifacts:
    """Built as they are deployed, for this machine instead of arm64."""
    target = Target(platform.machine(), f"{sys.version_info.major}.{sys.version_info.minor}")
    runtime = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        for found in SITE_PACKAGES.glob(f"{name}*"):
            if found.name.partition(".")[0] == name:
                (runtime / found.name).symlink_to(found)
    return Artifacts(build_artifacts(tmp_path_factory.mktemp("artifacts"), target), runtime)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    """Queues and tables for the artifacts to work on; the deployed functions themselves stand aside."""
    with EmbeddedStack.start(tmp_path_factory.mktemp("stack")) as running:
        running.switch_triggers(on=False)
        yield running


def layers_of(stack: EmbeddedStack, function: str) -> list[str]:
    properties = properties_of(resources_of(stack.deployment.template)[logical_id(function)])
    layers = properties["Layers"]
    assert isinstance(layers, list)
    # SAM appends a digest to a layer's logical id.
    return [str(layer["Ref"])[:-10] for layer in layers if isinstance(layer, dict)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_and_its_layers_fit_into_lambda(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    folders = [artifacts.folders[name] for name in (logical_id(function), *layers_of(stack, function))]
    assert sum(map(size_of, folders)) < MOST_BYTES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_module_that_a_function_may_ever_load_is_in_its_artifact(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    modules = [name for name in sorted(modules_below(function)) if name.startswith("lienthong.")]
    assert modules
    loaded = load(artifacts.search_path(function, layers_of(stack, function)), modules)
    assert loaded.returncode == 0, loaded.stderr


def test_without_its_layers_a_function_does_not_load(artifacts: Artifacts) -> None:
    loaded = load(artifacts.search_path("submit", []), [])
    assert "ModuleNotFoundError" in loaded.stderr


def load(path: list[str], modules: list[str]) -> subprocess.CompletedProcess[str]:
    """A function's own module and then these, imported by an interpreter that sees nothing but the path."""
    lines = [f"import sys; sys.path[:0] = {path!r}", "import app", *(f"import {name}" for name in modules)]
    return subprocess.run(
        [sys.executable, "-S", "-E", "-c", "\n".join(lines)],
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )


def modules_below(function: str) -> set[str]:
    """What ``functions/<function>/app.py`` imports, at once or later, directly or not."""
    graph = grimp.build_graph("lienthong", "functions", cache_dir=None)
    return graph.find_upstream_modules(f"functions.{function}.app")


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", SIGNED)
def test_a_signed_api_answers_an_unsigned_request_with_401(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    with running(artifacts, stack, function) as invoke:
        answer = invoke(request_to(stack, function))
    assert answer["statusCode"] == http.client.UNAUTHORIZED
    assert json.loads(answer["body"])["type"].startswith("urn:lienthong:problem:")


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", sorted(PUBLIC))
def test_a_public_api_answers(artifacts: Artifacts, stack: EmbeddedStack, function: str) -> None:
    stack.aws.dynamodb.put_item(TableName=stack.output("ExchangeTable"), Item=centre_to_item(CENTRE))
    route, parameters = PUBLIC[function]
    with running(artifacts, stack, function) as invoke:
        answer = invoke(api_event(route) | {"pathParameters": parameters})
    assert answer["statusCode"] == http.client.OK


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", sorted(QUEUES))
def test_a_poison_message_is_laid_among_the_dead_letters(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    with running(artifacts, stack, function) as invoke:
        assert invoke(queue_event(stack, function)) == {"batchItemFailures": []}
    letters = stack.output(f"{QUEUES[function]}DeadLettersUrl")
    (letter,) = stack.aws.sqs.receive_message(QueueUrl=letters, MessageAttributeNames=["All"])["Messages"]
    assert letter["Body"] == "poison"
    assert letter["MessageAttributes"]["reason"]["StringValue"]


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", STREAMS)
def test_a_reader_of_a_stream_takes_a_batch(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    with running(artifacts, stack, function) as invoke:
        assert invoke({"Records": []}) is None


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", PUSHED)
def test_what_is_pushed_by_somebody_else_does_no_harm(
    artifacts: Artifacts, stack: EmbeddedStack, function: str
) -> None:
    with running(artifacts, stack, function) as invoke:
        assert invoke({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "{"}}]}) is None


@pytest.mark.oracle("runtime-interface-emulator")
@pytest.mark.parametrize("function", SCHEDULED)
def test_what_runs_by_the_clock_runs(artifacts: Artifacts, stack: EmbeddedStack, function: str) -> None:
    with running(artifacts, stack, function) as invoke:
        assert invoke({"source": "aws.events", "detail-type": "Scheduled Event"}) is None


def environment(stack: EmbeddedStack, function: str) -> dict[str, str]:
    return {
        **stack.environment_of(function),
        "PATH": os.defpath,
        "AWS_REGION": stack.emulator.region,
        "AWS_DEFAULT_REGION": stack.emulator.region,
        "AWS_ACCESS_KEY_ID": stack.emulator.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": stack.emulator.credentials.secret_key,
        "AWS_ENDPOINT_URL": stack.aws.endpoint,
        "AWS_CA_BUNDLE": stack.aws.authority,
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "20",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    }


class Invocation:
    """A function behind the runtime interface emulator."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __call__(self, event: object) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS_TO_START)
        try:
            connection.request("POST", "/2015-03-31/functions/function/invocations", json.dumps(event))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def running(artifacts: Artifacts, stack: EmbeddedStack, function: str) -> Iterator[Invocation]:
    path = artifacts.search_path(function, layers_of(stack, function))
    task, port, api_port = path[0], free_port(), free_port()
    process = subprocess.Popen(
        [
            str(runtime_interface_emulator()),
            "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
            "--runtime-api-address", f"127.0.0.1:{api_port}",
            sys.executable, "-S", "-E", "-c", BOOTSTRAP.format(path=path, handler="app.handler"),
        ],
        cwd=task,
        env={**environment(stack, function), "LAMBDA_TASK_ROOT": task},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_listening(port)
        yield Invocation(port)
    finally:
        process.terminate()
        process.wait()


def runtime_interface_emulator() -> Path:
    machine = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    name = f"lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}"
    (found,) = (ROOT / ".venv-sam").glob(name)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until_listening(port: int) -> None:
    """The emulator opens its port itself and tells nobody."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the runtime interface emulator did not start"
            time.sleep(0.01)
        else:
            return


def request_to(stack: EmbeddedStack, function: str) -> dict[str, object]:
    """An unsigned request to the first route that the template gives to a function."""
    body = properties_of(resources_of(stack.deployment.template)["Api"])["Body"]
    assert isinstance(body, dict)
    routes = [
        f"{method.upper()} {path}"
        for path, operations in dict(body["paths"]).items()  # type: ignore[arg-type]
        for method, operation in dict(operations).items()  # type: ignore[arg-type]
        if logical_id(function) in json.dumps(operation)
    ]
    return api_event(routes[0])


def api_event(route: str) -> dict[str, object]:
    """API Gateway's payload 2.0."""
    method, path = route.split(" ")
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "127.0.0.1"},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": "request",
            "routeKey": route,
            "stage": "$default",
            "timeEpoch": 0,
        },
        "pathParameters": {},
        "isBase64Encoded": False,
    }


def queue_event(stack: EmbeddedStack, function: str) -> dict[str, object]:
    record = {
        "messageId": "poison",
        "receiptHandle": "handle",
        "body": "poison",
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{stack.emulator.region}:000000000000:{function}",
        "awsRegion": stack.emulator.region,
    }
    return {"Records": [record]}

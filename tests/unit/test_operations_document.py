"""The operator's documents and parameters say what the template says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from lienthong_local.stack.transform import Template, properties_of, read_template, resources_of

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "docs" / "operations.md", *sorted((ROOT / "infra" / "runbooks").glob("*.md"))]
STAGES = tomllib.loads((ROOT / "infra" / "samconfig.toml").read_text(encoding="utf-8"))
QUEUE = "AWS::SQS::Queue"


@pytest.fixture(scope="module")
def template() -> Template:
    return read_template(ROOT / "template.yaml")


def test_every_alarm_of_the_template_has_its_line_and_every_line_its_alarm(template: Template) -> None:
    alarms = {
        name.removesuffix("Alarm")
        for name, resource in resources_of(template).items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }
    table = OPERATIONS.partition("| alarm |")[2].partition("\n\n")[0]
    first_cells = "".join(line.split("|")[1] for line in table.splitlines()[2:])
    assert set(re.findall(r"`(\w+)`", first_cells)) == alarms


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_every_parameter_of_a_stage_is_one_of_the_template(template: Template, stage: str) -> None:
    declared = template["Parameters"]
    assert isinstance(declared, dict)
    given = dict(
        entry.split("=", 1) for entry in STAGES[stage]["deploy"]["parameters"]["parameter_overrides"]
    )
    assert set(given) <= set(declared)
    assert given["Stage"] == stage
    for name, value in given.items():
        parameter = declared[name]
        assert isinstance(parameter, dict)
        allowed = parameter.get("AllowedValues")
        assert allowed is None or value in [str(choice) for choice in allowed]  # type: ignore[union-attr]


def test_a_message_stays_invisible_for_six_times_its_functions_time_out(template: Template) -> None:
    resources = resources_of(template)
    for queue, function in (("Validation", "Validate"), ("Routing", "Deliver"), ("Webhook", "Webhook")):
        invisible = properties_of(resources[f"{queue}Queue"])["VisibilityTimeout"]
        timeout = properties_of(resources[f"{function}Function"])["Timeout"]
        assert isinstance(invisible, int)
        assert isinstance(timeout, int)
        assert invisible >= 6 * timeout


def test_every_queue_is_encrypted_and_keeps_what_it_holds_for_two_weeks(template: Template) -> None:
    queues = [properties_of(entry) for entry in resources_of(template).values() if entry["Type"] == QUEUE]
    assert queues
    for queue in queues:
        assert queue["KmsMasterKeyId"] == {"Ref": "DataKey"}
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_link_between_the_operators_documents_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_command_of_ours_in_the_documents_exists(document: Path) -> None:
    for module in re.findall(r"python -m (infra\.\w+)", document.read_text(encoding="utf-8")):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()

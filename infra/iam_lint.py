"""Least privilege, read from the template: ``python -m infra.iam_lint template.yaml``.

Every ``Allow`` statement of every resource is read, in identity policies and in resource policies alike.
These are findings:

* an action with a ``*``: it grants whatever the service will invent next year;
* ``NotAction`` or ``NotResource``: the same, written the other way round;
* a resource that is everything, or everything of a kind (``*``, ``…:table/*``), without a reason;
* anybody as principal of a statement that has no condition, without a reason;
* a managed policy that is not in the template, or a SAM policy template: what it grants is written elsewhere;
* a reason that explains nothing any more. (A refusal, ``Deny``, may be as wide as it likes, and may say why.)

A reason stands beside the grant, on the resource::

    Metadata:
      lienthong:
        wildcard: X-Ray's write calls have no resource to name.

One ``*`` action can be explained in this way: the statement of a KMS key's own policy that hands the key
to its account's root. Without it a key that nobody may manage could come to be (KMS developer guide, "Default
key policy"); in a key's policy the resource ``*`` is the key itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

Node: TypeAlias = "str | int | float | bool | Sequence[Node] | Mapping[str, Node] | None"

KMS_KEY = "AWS::KMS::Key"
MANAGED_POLICY = "AWS::IAM::ManagedPolicy"
# Stands for whatever an intrinsic function will insert: one name, never a wildcard.
INSERTED = "\N{LOZENGE}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the logical id of the resource, and the sentence that says what to change."""

    resource: str
    sentence: str

    def __str__(self) -> str:
        """As printed: resource, colon, sentence."""
        return f"{self.resource}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of the template, as far as rights are concerned."""

    name: str
    kind: str
    properties: Mapping[str, Node]
    reason: str


def read_template(text: str) -> Mapping[str, Node]:
    """The template with short intrinsic functions (``!Sub x``) in their long form (``Fn::Sub: x``).

    Raises:
        ValueError: the text is not a template, that is, has no mapping ``Resources``.
    """
    document: Node = yaml.load(text, Loader=_TemplateLoader)  # noqa: S506 (a SafeLoader with more tags)
    template = _mapping(document)
    if not _mapping(template.get("Resources")):
        raise ValueError("this is no template: it has no mapping called Resources")
    return template


def lint(template: Mapping[str, Node]) -> list[Finding]:
    """Every finding of the template, in the template's order."""
    resources = list(_resources(template))
    own_policies = frozenset(resource.name for resource in resources if resource.kind == MANAGED_POLICY)
    return [finding for resource in resources for finding in _lint_resource(resource, own_policies)]


def count_statements(template: Mapping[str, Node]) -> int:
    """How many ``Allow`` statements stand in the template: a lint that reads none has proved nothing."""
    return sum(len(list(_statements("Allow", resource.properties))) for resource in _resources(template))


class _TemplateLoader(yaml.SafeLoader):
    """YAML as CloudFormation writes it."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Mapping[str, Node]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    arguments: Node = {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}
    return {name: arguments}


_TemplateLoader.add_multi_constructor("!", _intrinsic)


def _resources(template: Mapping[str, Node]) -> Iterator[Resource]:
    for name, node in _mapping(template["Resources"]).items():
        body = _mapping(node)
        yield Resource(
            name=name,
            kind=str(body.get("Type", "")),
            properties=_mapping(body.get("Properties")),
            reason=_reason(body),
        )


def _reason(body: Mapping[str, Node]) -> str:
    ours = _mapping(_mapping(body.get("Metadata")).get("lienthong"))
    return str(ours.get("wildcard") or "").strip()


def _mapping(node: Node) -> Mapping[str, Node]:
    return node if isinstance(node, Mapping) else {}


def _lint_resource(resource: Resource, own_policies: frozenset[str]) -> list[Finding]:
    final: list[str] = list(_grants_written_elsewhere(resource.properties, own_policies))
    explainable: list[str] = []
    for statement in _statements("Allow", resource.properties):
        final += _wide_actions(resource, statement)
        explainable += _wide_resources(statement)
        explainable += _anybody(statement)
        explainable += ["hands all actions on the key to the account's root"] * _is_root_of_key(
            resource, statement
        )
    if not resource.reason:
        final += [f"{sentence}, and Metadata.lienthong.wildcard gives no reason" for sentence in explainable]
    elif not explainable and not any(map(_is_wide, _statements("Deny", resource.properties))):
        final.append("Metadata.lienthong.wildcard explains nothing: remove it")
    return [Finding(resource.name, sentence) for sentence in final]


def _statements(effect: str, node: Node) -> Iterator[Mapping[str, Node]]:
    """Statements wherever they stand: inline policies, SAM's `Policies`, policies of keys, queues, topics."""
    if isinstance(node, Mapping):
        if "Effect" in node:
            yield from [node] if node["Effect"] == effect else []
        else:
            for child in node.values():
                yield from _statements(effect, child)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for child in node:
            yield from _statements(effect, child)


def _is_wide(statement: Mapping[str, Node]) -> bool:
    return any("*" in text for part in statement.values() for text in _texts(part))


def _wide_actions(resource: Resource, statement: Mapping[str, Node]) -> Iterator[str]:
    if "NotAction" in statement:
        yield "NotAction allows every action but the ones it names: name the ones that are needed"
    if "NotResource" in statement:
        yield "NotResource allows every resource but the ones it names: name the ones that are needed"
    if not _is_root_of_key(resource, statement):
        for action in _texts(statement.get("Action")):
            if "*" in action:
                yield f"action {action} is wider than a call: name the calls that are needed"


def _wide_resources(statement: Mapping[str, Node]) -> Iterator[str]:
    for text in _texts(statement.get("Resource")):
        if _is_everything(text):
            yield f"resource {text.replace(INSERTED, '…')} is not one resource"


def _anybody(statement: Mapping[str, Node]) -> Iterator[str]:
    principal = statement.get("Principal")
    named = list(principal.values()) if isinstance(principal, Mapping) else [principal]
    if "Condition" not in statement and any(text == "*" for node in named for text in _texts(node)):
        yield "anybody is the principal of a statement without a condition"


def _is_root_of_key(resource: Resource, statement: Mapping[str, Node]) -> bool:
    principals = _texts(_mapping(statement.get("Principal")).get("AWS"))
    return (
        resource.kind == KMS_KEY
        and list(_texts(statement.get("Action"))) == ["kms:*"]
        and [text.rpartition(":")[2] for text in principals] == ["root"]
    )


def _is_everything(resource: str) -> bool:
    """Whether a resource is ``*``, or an ARN whose last part is ``*`` or a bare kind and ``*``.

    ``${Bucket.Arn}/*`` is the inside of one resource, ``…:table/x/index/*`` the indexes of one table; both
    are as narrow as these services' ARNs get.
    """
    if resource == "*":
        return True
    parts = resource.split(":", 5)
    return len(parts) == 6 and re.fullmatch(r"([\w-]+[/:])?\*(:\*)?", parts[5]) is not None


def _grants_written_elsewhere(properties: Mapping[str, Node], own_policies: frozenset[str]) -> Iterator[str]:
    """Managed policies by name or ARN, and SAM's policy templates (``SQSPollerPolicy: {…}``).

    A managed policy of this template is referred to by name and linted where it stands.
    """
    for entry in [*_entries(properties.get("Policies")), *_entries(properties.get("ManagedPolicyArns"))]:
        if _mapping(entry).get("Ref") in own_policies:
            continue
        for text in _texts(entry):
            yield f"policy {text.replace(INSERTED, '…')} is written elsewhere: write its statements here"
        for name in _mapping(entry):
            if re.fullmatch(r"[A-Z]\w*Policy", name):
                yield f"policy template {name} is written elsewhere: write its statements here"


def _entries(node: Node) -> Sequence[Node]:
    if node is None:
        return ()
    return node if isinstance(node, Sequence) and not isinstance(node, str) else (node,)


def _texts(node: Node) -> Iterator[str]:
    """The strings a node may become; what an intrinsic function inserts is one opaque character."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Sequence):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, Mapping) and len(node) == 1:
        ((function, argument),) = node.items()
        yield from _texts_of_intrinsic(function, argument)


def _texts_of_intrinsic(function: str, argument: Node) -> Iterator[str]:
    if function == "Fn::Sub":
        for template in _texts(argument if isinstance(argument, str) else _entries(argument)[:1]):
            yield re.sub(r"\$\{[^}]*\}", INSERTED, template)
    elif function == "Fn::Join" and isinstance(argument, Sequence) and len(argument) == 2:
        separator, parts = argument
        yield str(separator).join("".join(_texts(part)) for part in _entries(parts))
    elif function == "Fn::If" and isinstance(argument, Sequence):
        yield from _texts(argument[1:])
    elif function.startswith("Fn::") or function == "Ref":
        yield INSERTED


def main(arguments: Sequence[str]) -> int:
    """Print one template's findings; 0 when there are none, 1 when there are, 2 when it cannot be read."""
    if len(arguments) != 1:
        print("usage: python -m infra.iam_lint template.yaml", file=sys.stderr)
        return 2
    try:
        template = read_template(Path(arguments[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 2
    findings = lint(template)
    print(*findings, sep="\n", end="\n" if findings else "")
    statements = count_statements(template)
    print(f"{statements} statements read, {len(findings)} findings")
    return 0 if statements and not findings else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""The template's intrinsic functions, resolved against what was deployed.

This is a second reading of the template, independent of the emulator's: parity compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, cast

from lienthong_local.stack.aws import ACCOUNT, Aws
from lienthong_local.stack.deployment import Deployment
from lienthong_local.stack.errors import TemplateNotUnderstood
from lienthong_local.stack.transform import Node, Template, resources_of


class Nothing:
    """What ``AWS::NoValue`` stands for: the property is not there."""


NOTHING = Nothing()
Resolved: TypeAlias = "Node | Nothing"


@dataclass(frozen=True)
class Resolver:
    """Resolves nodes of the transformed template."""

    aws: Aws
    deployment: Deployment

    def properties(self, logical_id: str) -> dict[str, Node]:
        """A resource's properties with every intrinsic function resolved; those without a value are left out.

        Raises:
            TemplateNotUnderstood: an intrinsic function or attribute that this module does not know.
        """
        resource = resources_of(self.deployment.template)[logical_id]
        resolved = self.resolve(resource.get("Properties", {}))
        assert isinstance(resolved, dict)
        return resolved

    def resolve(self, node: Node) -> Resolved:
        """A node with every intrinsic function resolved."""
        if isinstance(node, list):
            return [item for item in map(self.resolve, node) if not isinstance(item, Nothing)]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._functions(name)(argument)
        items = ((key, self.resolve(value)) for key, value in node.items())
        return {key: value for key, value in items if not isinstance(value, Nothing)}

    def _functions(self, name: str) -> Callable[[Node], Resolved]:
        known: Mapping[str, Callable[[Node], Resolved]] = {
            "Ref": lambda argument: self._ref(str(argument)),
            "Fn::GetAtt": self._get_attribute,
            "Fn::Sub": self._substitute,
            "Fn::If": self._choose,
        }
        if name not in known:
            raise TemplateNotUnderstood(what=name)
        return known[name]

    @cached_property
    def _pseudo(self) -> Mapping[str, Resolved]:
        return {
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::Region": self.aws.emulator.region,
            "AWS::StackName": self.deployment.stack_name,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": NOTHING,
        }

    def _ref(self, name: str) -> Resolved:
        if name in self._pseudo:
            return self._pseudo[name]
        if name in self.deployment.parameters:
            return self.deployment.parameters[name]
        if name in self.deployment.physical_ids:
            return self.deployment.physical_ids[name]
        raise TemplateNotUnderstood(what=f"Ref {name}")

    def _get_attribute(self, argument: Node) -> Resolved:
        assert isinstance(argument, list)
        return self._attribute(str(argument[0]), str(argument[1]))

    def _substitute(self, argument: Node) -> Resolved:
        text, values = argument if isinstance(argument, list) else (argument, {})
        given = cast("dict[str, Node]", values)

        def replace(found: re.Match[str]) -> str:
            name = found.group(1)
            if name in given:
                return str(self.resolve(given[name]))
            logical_id, dot, attribute = name.partition(".")
            return str(self._attribute(logical_id, attribute) if dot else self._ref(name))

        return re.sub(r"\$\{([^!}][^}]*)\}", replace, str(text))

    def _choose(self, argument: Node) -> Resolved:
        assert isinstance(argument, list)
        condition, when_true, when_false = argument
        return self.resolve(when_true if self._holds(str(condition)) else when_false)

    def _holds(self, condition: str) -> bool:
        conditions = cast(Template, self.deployment.template["Conditions"])
        return self._is_true(conditions[condition])

    def _is_true(self, node: Node) -> bool:
        ((name, argument),) = cast("dict[str, list[Node]]", node).items()
        if name == "Fn::Equals":
            left, right = argument
            return self.resolve(left) == self.resolve(right)
        if name == "Fn::Not":
            return not self._is_true(argument[0])
        raise TemplateNotUnderstood(what=name)

    def _attribute(self, logical_id: str, attribute: str) -> str:
        kind = str(resources_of(self.deployment.template)[logical_id]["Type"])
        physical_id = self.deployment.physical_ids[logical_id]
        if (kind, attribute) == ("AWS::DynamoDB::Table", "StreamArn"):
            return self.aws.dynamodb.describe_table(TableName=physical_id)["Table"]["LatestStreamArn"]
        if (kind, attribute) == ("AWS::SQS::Queue", "QueueName"):
            return physical_id.rpartition("/")[2]
        if attribute == "Arn" and kind in ARN_TAILS:
            return self._arn(ARN_TAILS[kind].format(physical_id, physical_id.rpartition("/")[2]))
        raise TemplateNotUnderstood(what=f"{kind}.{attribute}")

    def _arn(self, tail: str) -> str:
        return "arn:aws:" + tail.replace("@", f"{self.aws.emulator.region}:{ACCOUNT}").replace(
            "#", f":{ACCOUNT}"
        )


# `@` is region and account, `#` account alone; {0} the physical id, {1} its last part.
ARN_TAILS = {
    "AWS::DynamoDB::Table": "dynamodb:@:table/{0}",
    "AWS::S3::Bucket": "s3:::{0}",
    "AWS::SQS::Queue": "sqs:@:{1}",
    "AWS::KMS::Key": "kms:@:key/{0}",
    "AWS::IAM::Role": "iam:#:role/{0}",
    "AWS::Lambda::Function": "lambda:@:function:{0}",
    "AWS::Events::Rule": "events:@:rule/{0}",
    "AWS::Scheduler::Schedule": "scheduler:@:schedule/default/{0}",
    "AWS::Logs::LogGroup": "logs:@:log-group:{0}:*",
}

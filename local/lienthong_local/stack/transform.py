"""From `template.yaml` to what CloudFormation would deploy.

SAM's own translator does the first half, the one that AWS runs. The second half does what API Gateway does
when it imports an HTTP API's OpenAPI body, which the emulator leaves out: every operation becomes a route and
its integration.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TypeAlias, cast

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

Node: TypeAlias = "str | int | float | bool | list[Node] | dict[str, Node] | None"
Template: TypeAlias = dict[str, "Node"]

SOURCES = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
HTTP_API = "AWS::ApiGatewayV2::Api"
ANY_METHOD = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"


def read_template(path: Path) -> Template:
    """The template with intrinsic functions in their long form."""
    return cast(Template, yaml_parse(path.read_text(encoding="utf-8")))


def resources_of(template: Template) -> dict[str, Template]:
    """The template's resources by logical id, to be read and changed in place."""
    return cast("dict[str, Template]", template["Resources"])


def properties_of(resource: Template) -> Template:
    """A resource's properties, to be read and changed in place."""
    return cast(Template, resource.setdefault("Properties", {}))


def with_sources(template: Template, upload: Callable[[str, Path], str]) -> Template:
    """The template with every local folder replaced by the address that ``upload(type, folder)`` returns."""
    packaged = deepcopy(template)
    for resource in resources_of(packaged).values():
        kind = str(resource["Type"])
        if kind in SOURCES:
            properties = properties_of(resource)
            properties[SOURCES[kind]] = upload(kind, Path(str(properties[SOURCES[kind]])))
    return packaged


def transform_sam(template: Template, *, region: str) -> Template:
    """SAM resources as the CloudFormation resources that they stand for."""
    # The translator asks the environment for the region, and for nothing else.
    os.environ.setdefault("AWS_DEFAULT_REGION", region)
    return cast(Template, transform(deepcopy(template), {}, _NoManagedPolicies()))


class _NoManagedPolicies:
    """SAM looks up AWS's managed policies by name; the house's roles name none."""

    def load(self) -> dict[str, str]:
        return {}


def import_http_apis(template: Template) -> Template:
    """The template with every HTTP API's OpenAPI body as routes and integrations."""
    imported = deepcopy(template)
    resources = resources_of(imported)
    for name, resource in list(resources.items()):
        if resource["Type"] == HTTP_API and "Body" in properties_of(resource):
            body = cast(Template, properties_of(resource).pop("Body"))
            properties_of(resource).update(_api_properties(body))
            new = dict(_routes(name, body))
            resources.update(new)
            _deploy_after(resources, name, sorted(new))
    return imported


def operations(body: Template) -> Iterator[tuple[str, Template]]:
    """Route key (``GET /v1/limits``) and operation of everything an OpenAPI body offers."""
    for path, item in cast("dict[str, dict[str, Template]]", body["paths"]).items():
        for method, operation in item.items():
            yield f"{'ANY' if method == ANY_METHOD else method.upper()} {path}", operation


def _api_properties(body: Template) -> Template:
    information = cast(Template, body["info"])
    tags = cast("list[Mapping[str, Node]]", body.get("tags", []))
    return {
        "ProtocolType": "HTTP",
        "Name": information["title"],
        "Version": information["version"],
        "Tags": {str(tag["name"]): tag["x-amazon-apigateway-tag-value"] for tag in tags},
    }


def _routes(api: str, body: Template) -> Iterator[tuple[str, Template]]:
    for key, operation in operations(body):
        integration = cast(Template, operation[INTEGRATION])
        suffix = hashlib.sha256(key.encode()).hexdigest()[:12]
        yield (
            f"{api}Integration{suffix}",
            {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": api},
                    "IntegrationType": str(integration["type"]).upper(),
                    "IntegrationMethod": integration["httpMethod"],
                    "IntegrationUri": integration["uri"],
                    "PayloadFormatVersion": integration["payloadFormatVersion"],
                },
            },
        )
        yield (
            f"{api}Route{suffix}",
            {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": api},
                    "RouteKey": key,
                    "Target": {"Fn::Sub": f"integrations/${{{api}Integration{suffix}}}"},
                },
            },
        )


def _deploy_after(resources: dict[str, Template], api: str, dependencies: list[str]) -> None:
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGatewayV2::Stage" and properties_of(resource)["ApiId"] == {
            "Ref": api
        }:
            resource["DependsOn"] = cast("list[Node]", dependencies)

"""The HTTP API: its routes and integrations as the OpenAPI body they came from, and its stage."""

from __future__ import annotations

import re

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties, picked, without_aws_tags
from lienthong_local.stack.transform import INTEGRATION, Node


def read_api(aws: Aws, api_id: str, _properties: Properties) -> Properties:
    """AWS::ApiGatewayV2::Api."""
    live = aws.apigatewayv2.get_api(ApiId=api_id)
    tags: list[Node] = [
        {"name": name, "x-amazon-apigateway-tag-value": value}
        for name, value in without_aws_tags(live["Tags"]).items()
    ]
    return {
        "Body": {
            "openapi": "3.0.1",
            "info": {"title": live["Name"], "version": live.get("Version")},
            "tags": tags,
            "paths": _paths(aws, api_id),
        }
    }


def _paths(aws: Aws, api_id: str) -> Node:
    integrations = {
        entry["IntegrationId"]: entry
        for page in aws.apigatewayv2.get_paginator("get_integrations").paginate(ApiId=api_id)
        for entry in page["Items"]
    }
    paths: dict[str, dict[str, Node]] = {}
    for page in aws.apigatewayv2.get_paginator("get_routes").paginate(ApiId=api_id):
        for route in page["Items"]:
            method, path = route["RouteKey"].split(" ")
            live = integrations[route["Target"].rpartition("/")[2]]
            paths.setdefault(path, {})[method.lower()] = {
                INTEGRATION: {
                    "httpMethod": live.get("IntegrationMethod"),
                    "type": live["IntegrationType"].lower(),
                    "uri": live.get("IntegrationUri"),
                    "payloadFormatVersion": live.get("PayloadFormatVersion"),
                },
                "responses": {},
                **_path_parameters(path),
            }
    return {path: dict(methods) for path, methods in paths.items()}


def _path_parameters(path: str) -> dict[str, Node]:
    # OpenAPI declares what stands between braces in the path; the route's key alone keeps it.
    names = re.findall(r"{(\w+\+?)}", path)
    return {"parameters": [{"name": name, "in": "path", "required": True} for name in names]} if names else {}


def read_stage(aws: Aws, _physical_id: str, properties: Properties) -> Properties:
    """AWS::ApiGatewayV2::Stage."""
    api_id = str(properties["ApiId"])
    live = aws.apigatewayv2.get_stage(ApiId=api_id, StageName=str(properties["StageName"]))
    return {
        **picked(live, "AccessLogSettings", "DefaultRouteSettings", "StageName", "AutoDeploy"),
        "Tags": {**without_aws_tags(live["Tags"])},
        "ApiId": api_id,
    }

"""Real answers against the published description: what is answered must be what is promised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from lienthong_local.schemas.published import published_files
from tests.doubles.composed import Response

Json = dict[str, Any]


@cache
def published(name: str) -> Json:
    """One of the published files, as the code says it now."""
    value: Json = json.loads(published_files()[name])
    return value


@cache
def _operations() -> Mapping[str, Json]:
    paths: Json = published("openapi.json")["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, item in paths.items()
        for method, operation in item.items()
    }


def operation(route: str) -> Json:
    """The published operation of a route (``"GET /v1/inbox"``)."""
    # What takes the rest of a path has no mark of it in OpenAPI.
    return _operations()[route.replace("+}", "}")]


@cache
def component(name: str) -> Draft202012Validator:
    """A validator of one of the description's schemas."""
    document = published("openapi.json")
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema)


@cache
def schema(name: str) -> Draft202012Validator:
    """A validator of one of the published JSON Schemas."""
    return Draft202012Validator(published(name))


def complaints(validator: Draft202012Validator, value: object) -> list[str]:
    """What the schema has against the value, with the place of each complaint."""
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


def assert_as_published(route: str, response: Response) -> None:
    """The status is one of the published ones, and the body has the shape published for it."""
    responses = operation(route)["responses"]
    assert str(response.status) in responses, f"{route} answers {response.status}: {response.text}"
    if response.status == 303:
        assert response.headers["location"].startswith("https://")
        return
    media_type = response.headers["content-type"]
    content = responses[str(response.status)]["content"][media_type]
    if "json" not in media_type:
        return
    document = published("openapi.json")
    validator = Draft202012Validator(content["schema"] | {"components": document["components"]})
    assert complaints(validator, response.body) == [], f"{route}: {response.text}"
    if response.status >= 400:
        assert complaints(schema("problem.schema.json"), response.body) == []

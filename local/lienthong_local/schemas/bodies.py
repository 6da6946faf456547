"""The JSON Schemas of request and answer bodies, from their pydantic models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from lienthong.api.bodies import EnvelopeBody
from lienthong.model.codes import Business, Purpose
from lienthong_local.schemas.problems import DIALECT
from lienthong_local.schemas.words import FIELDS

Json = dict[str, Any]


class _Untitled(GenerateJsonSchema):
    """Without the titles that only repeat the fields' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def components(requests: Iterable[type[BaseModel]], answers: Iterable[type[BaseModel]], ref: str) -> Json:
    """The schemas by name; ``ref`` is the pointer template, such as ``#/$defs/{model}``."""
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in _unique(requests)),
        *((model, "serialization") for model in _unique(answers)),
    ]
    _, definitions = models_json_schema(modes, ref_template=ref, schema_generator=_Untitled)
    schemas: Json = definitions["$defs"]
    for name, words in FIELDS.items():
        for field, (en, vi) in words.items():
            if name in schemas:
                _describe(schemas[name]["properties"], field, en, vi)
    if EnvelopeBody.__name__ in schemas:
        schemas[EnvelopeBody.__name__] |= _rules_together()
    return schemas


def _unique(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(set(models), key=lambda model: model.__name__)


def _describe(properties: Json, field: str, en: str, vi: str) -> None:
    properties[field] |= {"description": en, "x-description-vi": vi}


def _rules_together() -> Json:
    """What the envelope's fields say together, as far as JSON Schema can tell it."""
    is_about_others = {"enum": [Business.UPDATE.value, Business.REPLACEMENT.value]}
    about_others: Json = {"properties": {"business": is_about_others}, "required": ["business"]}
    carries_content: Json = {"required": ["content"], "properties": {"content": {"type": "string"}}}
    is_signature: Json = {"properties": {"purpose": {"const": Purpose.SIGNATURE.value}}}
    names_file: Json = {"required": ["signature_for"], "properties": {"signature_for": {"type": "string"}}}
    return {
        "if": about_others,
        "then": {
            "required": ["targets", "reason"],
            "properties": {"targets": {"minItems": 1}, "reason": {"minLength": 1}},
        },
        "else": {"properties": {"targets": {"maxItems": 0}}},
        "allOf": [
            {
                "anyOf": [
                    {"properties": {"attachments": {"items": carries_content}}},
                    {"properties": {"attachments": {"items": {"not": carries_content}}}},
                ]
            },
            {
                "properties": {
                    "attachments": {
                        "items": {"if": is_signature, "then": names_file, "else": {"not": names_file}}
                    }
                }
            },
        ],
    }


def envelope_schema() -> Json:
    """The JSON Schema of the body of ``POST /v1/submissions``."""
    schemas = components([EnvelopeBody], [], "#/$defs/{model}")
    envelope = schemas.pop(EnvelopeBody.__name__)
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:envelope",
        **envelope,
        "title": "Envelope",
        "x-description-vi": "Phong bì của một lần gửi văn bản.",
        "$defs": schemas,
    }

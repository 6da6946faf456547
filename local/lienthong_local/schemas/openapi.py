"""The OpenAPI 3.1 description of the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

from lienthong.api.looks import FORM
from lienthong.deadlines.obligations import Standing
from lienthong.errors import ExchangeError
from lienthong.model.codes import Status
from lienthong.model.http_signatures import ALGORITHMS
from lienthong.model.limits import LIMITS
from lienthong.services.oversight import Scope
from lienthong.services.ratios import Breakdown
from lienthong_local.schemas.answers import EventRecord
from lienthong_local.schemas.bodies import components
from lienthong_local.schemas.events import event_shape, proof_shape
from lienthong_local.schemas.examples import EXAMPLES
from lienthong_local.schemas.fault_codes import fault_codes
from lienthong_local.schemas.problems import all_problems, fault_shape, problem_shape
from lienthong_local.schemas.routes import ROUTES, Owner, Route
from lienthong_local.schemas.words import PARAMETERS, SCHEMAS

Json = dict[str, Any]
_REF = "#/components/schemas/"
_FILE: Json = {"schema": {"type": "string", "format": "binary"}}
_VERSION = "1.0.0"
_SIGNED: Json = {"signature": [], "signatureInput": []}
_SIGNED_BODY: Json = {"contentDigest": [], **_SIGNED}

_ABOUT = f"""\
Signed documents pass between agencies. Requests are signed with HTTP Message Signatures (RFC 9421) by a
registered key of the calling agency: exactly one signature over `@method`, `@path`, `@query` and, where there
is a body, `content-digest` (RFC 9530, sha-256), with the parameters `created`, `nonce` (16 to 100 characters,
never used before), `keyid` (agency code, `#`, key name) and `alg`. `created` may be
{LIMITS.signature_window_seconds} seconds away from the exchange's clock. The path is signed with everything
but `/` and unreserved characters percent-encoded. Host names are not signed.

What belongs to another agency answers 404, exactly like what does not exist. Problems are
`application/problem+json` (RFC 9457) with a stable `code`, the cause and the next step in English (`detail`)
and Vietnamese (`detail_vi`), and every single fault of the input (`faults`).
"""
_ABOUT_VI = f"""\
Văn bản ký số được trao đổi giữa các cơ quan. Mỗi yêu cầu được ký theo RFC 9421 bằng khóa đã đăng ký của cơ
quan gọi: đúng một chữ ký trên `@method`, `@path`, `@query` và, nếu có nội dung, `content-digest` (RFC 9530,
sha-256), với các tham số `created`, `nonce` (16 đến 100 ký tự, không dùng lại), `keyid` (mã cơ quan, `#`, tên
khóa) và `alg`. `created` được lệch tối đa {LIMITS.signature_window_seconds} giây so với đồng hồ của trục.
Đường dẫn được ký ở dạng mã hóa phần trăm mọi ký tự ngoài `/` và các ký tự không dành riêng.

Nội dung của cơ quan khác trả lời 404 như nội dung không tồn tại. Lỗi trả về dạng `application/problem+json`
(RFC 9457) với mã cố định `code`, nguyên nhân và việc cần làm bằng tiếng Anh (`detail`) và tiếng Việt
(`detail_vi`), cùng từng lỗi trong dữ liệu gửi lên (`faults`).
"""


def openapi() -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Liên Thông",
            "version": _VERSION,
            "summary": "Exchange of signed documents between agencies",
            "description": _ABOUT,
            "x-description-vi": _ABOUT_VI,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "x-limits": LIMITS.to_json(),
        "paths": _paths(),
        "components": {"schemas": _schemas(), "securitySchemes": _security_schemes()},
    }


def _schemas() -> Json:
    schemas = components(
        [route.takes for route in ROUTES if route.takes],
        [model for route in ROUTES for model in route.gives.values()],
        _REF + "{model}",
    )
    del schemas[EventRecord.__name__]
    schemas["Event"] = event_shape(_REF + "RequestProof")
    schemas["RequestProof"] = proof_shape()
    schemas["Problem"] = problem_shape(_REF + "Fault") | {
        "description": "What the exchange refused, why, and what to do next (RFC 9457).",
        "x-codes": [_code(error) for error in all_problems()],
    }
    schemas["Fault"] = fault_shape(fault_codes())
    for name, schema in schemas.items():
        schema["x-description-vi"] = SCHEMAS[name]
    return _pointing_at_events(schemas)


def _pointing_at_events(schemas: Json) -> Json:
    def rewritten(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rewritten(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [rewritten(entry) for entry in value]
        return _REF + "Event" if value == _REF + EventRecord.__name__ else value

    pointed: Json = rewritten(schemas)
    return pointed


def _code(error: type[ExchangeError]) -> Json:
    return {"code": error.code, "status": error.http_status, "en": error.en, "vi": error.vi}


def _security_schemes() -> Json:
    def header(name: str, en: str, vi: str) -> Json:
        return {"type": "apiKey", "in": "header", "name": name, "description": en, "x-description-vi": vi}

    algorithms = ", ".join(sorted(ALGORITHMS))
    return {
        "signatureInput": header(
            "Signature-Input",
            f"RFC 9421: covered components and parameters; alg is one of {algorithms}.",
            f"RFC 9421: các thành phần và tham số được ký; alg là một trong {algorithms}.",
        ),
        "signature": header(
            "Signature",
            "RFC 9421: the signature, by a registered key of the agency.",
            "RFC 9421: chữ ký bằng khóa đã đăng ký của cơ quan.",
        ),
        "contentDigest": header(
            "Content-Digest",
            "RFC 9530: sha-256 of the body; required where there is a body.",
            "RFC 9530: sha-256 của nội dung; bắt buộc khi có nội dung.",
        ),
    }


def _paths() -> Json:
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return paths


def _operation(route: Route) -> Json:
    operation: Json = {
        "operationId": route.operation,
        "tags": [route.path.split("/")[2]],
        "summary": route.en,
        "x-summary-vi": route.vi,
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(route),
        "security": _security(route),
        "x-function": route.function,
        "x-roles": sorted(route.roles) if route.roles is not None else ["anybody"],
    }
    if route.owner:
        operation["x-owner"] = route.owner.value
        operation["x-beside-owner"] = sorted(route.beside_owner)
        operation["description"] = _whose(route.owner)[0]
        operation["x-description-vi"] = _whose(route.owner)[1]
    if route.takes:
        operation["requestBody"] = _request_body(route)
    return operation


def _whose(owner: Owner) -> tuple[str, str]:
    return {
        Owner.SENDER: (
            "For the submission's sender; to every other agency the address does not exist.",
            "Chỉ dành cho bên gửi; với cơ quan khác, địa chỉ này không tồn tại.",
        ),
        Owner.RECIPIENT: (
            "For the recipient, in whose inbox the submission's id is the address.",
            "Chỉ dành cho nơi nhận; địa chỉ là mã lần gửi trong hộp văn bản đến của chính cơ quan.",
        ),
    }[owner]


def _security(route: Route) -> list[Json]:
    if route.roles is None:
        return []
    return [dict(_SIGNED_BODY if route.takes else _SIGNED)]


def _path_parameters(route: Route) -> list[Json]:
    names = re.findall(r"\{(\w+)\}", route.path)
    return [_parameter(name, "path", {"type": "string"}) for name in names]


def _query_parameters(route: Route) -> list[Json]:
    kinds: dict[str, Json] = {
        "predecessor": {"type": "string", "maxLength": 40},
        "successor": {"type": "string", "maxLength": 40},
        "on": {"type": "string", "format": "date"},
        "cursor": {"type": "string", "maxLength": 1024},
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": LIMITS.page_size,
            "default": LIMITS.page_size,
        },
        "status": {"type": "string", "enum": [code.value for code in Status]},
        "unopened": {"type": "boolean", "default": False},
        "search": {"type": "string"},
        "agency": {"type": "string", "maxLength": 40},
        "period": {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$"},
        "scope": {"type": "string", "enum": [scope.value for scope in Scope], "default": Scope.SELF.value},
        "by": {"type": "string", "enum": [one.value for one in Breakdown], "default": "agency"},
        "year": {"type": "integer", "minimum": 1900, "maximum": 2199},
        "from": {"type": "string", "format": "date"},
        "to": {"type": "string", "format": "date"},
        "ended": {"type": "boolean", "default": False},
        "lang": {"type": "string", "enum": ["vi", "en"], "default": "vi"},
        "due": {"type": "string", "format": "date"},
        "first": {"type": "string", "format": "date"},
        "last": {"type": "string", "format": "date"},
        "state": {"enum": [state.value for state in Standing]},
        "month": {"type": "string", "pattern": r"^20\d\d-(0[1-9]|1[0-2])$"},
    }
    return [_parameter(name, "query", kinds[name]) for name in route.query]


def _parameter(name: str, place: str, schema: Json) -> Json:
    en, vi = PARAMETERS[name]
    described = {"name": name, "in": place, "description": en, "x-description-vi": vi, "schema": schema}
    return described | ({"required": True} if place == "path" else {})


def _request_body(route: Route) -> Json:
    assert route.takes is not None
    content: Json = {"schema": {"$ref": _REF + route.takes.__name__}}
    examples = EXAMPLES.get(route.operation)
    if examples:
        content["examples"] = {name: {"value": body} for name, body in examples.items()}
    # A form has the fields of the JSON; any other file has none.
    others = {route.takes_file: content if route.takes_file == FORM else _FILE} if route.takes_file else {}
    return {"required": True, "content": {"application/json": content, **others}}


def _responses(route: Route) -> Json:
    successes = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "x-description-vi": SCHEMAS[model.__name__],
            "content": {
                "application/json": {"schema": {"$ref": _REF + model.__name__}},
                **_also(route),
            },
        }
        for status, model in route.gives.items()
    }
    if route.file:
        successes["200"] = {
            "description": HTTPStatus.OK.phrase,
            "x-description-vi": "Nội dung tệp.",
            "content": {route.file: _FILE},
        }
    if route.elsewhere:
        successes["303"] = {
            "description": HTTPStatus.SEE_OTHER.phrase,
            "x-description-vi": "Tải tệp tại địa chỉ nêu ở Location, trong thời gian ngắn.",
            "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}},
        }
    by_status = sorted(route.problems, key=lambda error: (error.http_status, error.code))
    problems = {
        str(status): _problem_response(list(errors), route)
        for status, errors in groupby(by_status, key=lambda error: error.http_status)
    }
    return successes | problems


def _also(route: Route) -> Json:
    return {route.also: _FILE} if route.also else {}


def _problem_response(errors: Sequence[type[ExchangeError]], route: Route) -> Json:
    codes = {"properties": {"code": {"enum": [error.code for error in errors]}}}
    return {
        "description": " / ".join(error.code for error in errors),
        "x-description-vi": "Các mã lỗi có thể gặp; giải thích tại Problem.x-codes.",
        "content": {
            "application/problem+json": {"schema": {"allOf": [{"$ref": _REF + "Problem"}, codes]}},
            **_also(route),
        },
    }

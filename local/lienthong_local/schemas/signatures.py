"""The report of a validation, and the file that states a signature policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from lienthong.signatures.catalogue import CATALOGUE
from lienthong.signatures.policy import DEFAULT, DIGESTS_UNTIL, Limits
from lienthong.signatures.policy_file import LEVELS, NUMBER_MOST, adjustable
from lienthong.signatures.rendering.words import TIMESTAMP_KINDS
from lienthong.signatures.report import FileReport, SignatureReport, SubIndication
from lienthong_local.schemas.problems import DIALECT

Json = dict[str, Any]
Words = tuple[str, str]
_DIGEST: Json = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
_TEXT: Json = {"type": "string"}
_FORMATS = ("PDF", "CMS", "XML", "ASiC", "ASiC-S", "ASiC-E", "unsigned", "unknown")

#: What a member means where its name does not say it.
_WORDS: Mapping[str, Words] = {
    "FileReport.file": ("The file as it was named to the validator.", "Tên tệp được đưa vào kiểm tra."),
    "FileReport.format": ("The format of the signatures, by content.", "Định dạng chữ ký, theo nội dung."),
    "FileReport.media_type": ("What the bytes are.", "Loại nội dung, theo dữ liệu thực tế."),
    "FileReport.policy": ("Name and version of the policy applied.", "Tên, phiên bản chính sách áp dụng."),
    "FileReport.indication": (
        "The worst of the signatures and of what was found about the file (EN 319 102-1 5.1.3).",
        "Kết luận chung: kết quả kém nhất trong các chữ ký và của chính tệp.",
    ),
    "FileReport.findings": ("What was found about the file as a whole.", "Các phát hiện về toàn bộ tệp."),
    "SignatureReport.integrity": (
        "Whether digests and signature value verify, whoever signed.",
        "Nội dung và giá trị chữ ký có nguyên vẹn hay không, chưa xét người ký.",
    ),
    "SignatureReport.covers_whole_file": (
        "Whether the signature covers everything that the file shows.",
        "Chữ ký có bao phủ toàn bộ nội dung tệp hay không.",
    ),
    "SignatureReport.covers": ("What it covers: bytes, elements or files.", "Phần được chữ ký bao phủ."),
    "SignatureReport.signer": ("Subject of the signer's certificate.", "Chủ thể chứng thư của người ký."),
    "SignatureReport.claimed_time": (
        "What the signer's clock said; it proves nothing.",
        "Thời điểm do máy của người ký khai; không có giá trị chứng minh.",
    ),
    "SignatureReport.best_signature_time": (
        "The earliest moment by which the signature is proven to have existed.",
        "Thời điểm sớm nhất chứng minh được chữ ký đã tồn tại.",
    ),
    "SignatureReport.level": ("Format and baseline level.", "Định dạng và mức chữ ký."),
    "SignatureReport.chain": (
        "The path, the signer's certificate first.",
        "Đường dẫn chứng thư, chứng thư người ký đứng đầu.",
    ),
    "SignatureReport.evidence_records": (
        "Evidence records inside the signature.",
        "Hồ sơ bằng chứng lưu trữ nằm trong chữ ký.",
    ),
    "FileReport.evidence_records": (
        "Evidence records (RFC 4998, RFC 6283) beside the signatures; without any, bare time-stamp tokens.",
        "Hồ sơ bằng chứng lưu trữ (RFC 4998, RFC 6283) đi kèm các chữ ký.",
    ),
    "EvidenceRecordReport.integrity": (
        "Whether every hash tree, renewal and token verifies over the data.",
        "Cây băm, các lần gia hạn và dấu thời gian có khớp với dữ liệu hay không.",
    ),
    "EvidenceRecordReport.proven_time": (
        "The moment by which everything covered is proven to have existed; null where nothing is proven.",
        "Thời điểm chứng minh được toàn bộ nội dung được bảo vệ đã tồn tại; null nếu không chứng minh được.",
    ),
    "EvidenceRecordReport.covers": ("What it protects.", "Nội dung được bảo vệ."),
    "Finding.code": ("Stable code.", "Mã cố định."),
    "Finding.clause": ("The rule behind it.", "Quy định làm căn cứ."),
    "Finding.subject": ("What it is about.", "Đối tượng của phát hiện."),
    "Finding.indication": (
        "What it leads to where its severity is fail.",
        "Kết luận khi mức của phát hiện là fail.",
    ),
}


def report_schema() -> Json:
    """The JSON Schema of what ``lienthong verify --json`` prints for each file, from the dataclasses."""
    definitions: dict[str, Json] = {}
    report = _object(FileReport, definitions)
    definitions.pop(FileReport.__name__)
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:report",
        **report,
        "title": "Report",
        "description": "The report of one file's validation (EN 319 102-1): one object per file.",
        "x-description-vi": "Báo cáo kiểm tra chữ ký số của một tệp; mỗi tệp một đối tượng.",
        "$defs": definitions,
    }


def _object(kind: type, definitions: dict[str, Json]) -> Json:
    """A frozen dataclass as its ``to_json`` writes it: every member is always there."""
    hints = get_type_hints(kind)
    members = {one.name: _of(hints[one.name], definitions) for one in fields(kind)}
    if kind is SignatureReport:
        members["algorithms"] = _members(
            {"digest": members.pop("digest_algorithm"), "signature": members.pop("signature_algorithm")}
        )
    members |= _NARROWER.get(kind.__name__, {})
    for name, member in members.items():
        if words := _WORDS.get(f"{kind.__name__}.{name}"):
            members[name] = member | {"description": words[0], "x-description-vi": words[1]}
    definitions[kind.__name__] = _members(members)
    return definitions[kind.__name__]


#: Where a plain text is one of a few, or the form differs from the dataclass's field.
_NARROWER: Mapping[str, Mapping[str, Json]] = {
    "FileReport": {"format": {"enum": list(_FORMATS)}},
    "SignatureReport": {"integrity": {"enum": ["intact", "broken"]}, "signer_sha256": _DIGEST},
    "TimestampReport": {"kind": {"enum": list(TIMESTAMP_KINDS)}},
    "EvidenceRecordReport": {
        "integrity": {"enum": ["intact", "broken"]},
        "syntax": {"enum": ["ERS", "TST", "XMLERS", "unknown"]},
    },
    "RevocationUsed": {"kind": {"enum": ["crl", "ocsp"]}, "sha256": _DIGEST, "certificate": _DIGEST},
    "ChainLink": {"sha256": _DIGEST},
    "Finding": {
        "code": {"enum": sorted(CATALOGUE)},
        "sub_indication": {"enum": ["", *(sub.value for sub in SubIndication)]},
    },
}


def _of(kind: Any, definitions: dict[str, Json]) -> Json:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        [inner] = [argument for argument in arguments if argument is not NoneType]
        return {"anyOf": [_of(inner, definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if is_dataclass(kind):
        assert isinstance(kind, type)
        if kind.__name__ not in definitions:
            _object(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return dict(_SCALARS[kind])


_SCALARS: Mapping[type, Json] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
}


def _members(properties: Json) -> Json:
    return {
        "type": "object",
        "required": sorted(properties),
        "properties": properties,
        "additionalProperties": False,
    }


# --- the policy file ------------------------------------------------------------------------------


def policy_schema() -> Json:
    """The JSON Schema of a policy file, for editors; the reader itself tells every fault with its line."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:validation-policy",
        "title": "ValidationPolicy",
        "description": "A signature policy in YAML. What is left out is as in the default policy.",
        "x-description-vi": "Chính sách kiểm tra chữ ký số (YAML). Mục không ghi thì theo mặc định.",
        "type": "object",
        "required": ["name", "version"],
        "properties": {
            "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9.-]{0,63}$"},
            "version": {
                "type": ["string", "number"],
                "description": "Raised with every change: reports name it.",
                "x-description-vi": "Tăng sau mỗi lần sửa; báo cáo ghi lại phiên bản này.",
            },
            "description": _some({"en": _TEXT, "vi": _TEXT}),
            "constraints": _some({code: _constraint(code) for code in adjustable()}),
            "algorithms": _algorithms(),
            "clock_skew_seconds": {"type": "integer", "minimum": 0, "maximum": 86_400},
            "limits": _some({limit.name: _limit(limit.name) for limit in fields(Limits)}),
        },
        "additionalProperties": False,
    }


def _some(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _constraint(code: str) -> Json:
    rule = CATALOGUE[code]
    default = next(level for level, severity in LEVELS.items() if severity == rule.severity.value)
    return {
        "enum": list(LEVELS),
        "default": default,
        "description": f"{rule.clause}: {rule.en}",
        "x-description-vi": rule.vi,
    }


def _limit(name: str) -> Json:
    default = getattr(DEFAULT.limits, name)
    return {"type": "integer", "minimum": 1, "maximum": NUMBER_MOST, "default": default}


def _algorithms() -> Json:
    until: Json = {
        # YAML reads an unquoted day as a date; checkers of JSON see its text.
        "type": "string",
        "pattern": "^(always|never|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        "description": "Accepted until that day, exclusive, for signatures proven to be older.",
        "x-description-vi": "Được chấp nhận đến trước ngày này, với chữ ký được chứng minh tạo trước đó.",
    }
    bits: Json = {"type": "integer", "minimum": 512, "maximum": 65_536}
    return _some(
        {
            "digests": _some(dict.fromkeys(DIGESTS_UNTIL, until)),
            "rsa": {"type": "array", "items": _members({"bits": bits, "until": until})},
            "ec_bits": {"type": "integer", "minimum": 160, "maximum": 1_024},
        }
    )

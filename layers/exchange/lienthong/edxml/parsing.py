"""From bytes to a tree, safely: no DTD, no entities, no network, no XInclude; caps come first.

The order of :func:`parse_message`:

1. What is too large, or holds NUL bytes, a DOCTYPE or too much markup, is told from the bytes, all of it at
   once, and never reaches a parser.
2. The character set is UTF-8, or UTF-16 with a byte order mark, whatever the declaration says.
3. One parse; comments and processing instructions fall out, so that no text is split by one.
4. Depth.
"""

from __future__ import annotations

import codecs
import re
from typing import TypeAlias

from lxml import etree

from lienthong.edxml.findings import Findings
from lienthong.edxml.limits import EdxmlLimits

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives the type no public name

_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What a declaration may say of a text that is UTF-8; .NET's writers to strings leave ``utf-16`` there.
_SAYS_UTF8, _SAYS_OTHERWISE = ("utf-8", "utf8"), ("utf-16", "us-ascii", "ascii", "unicode")
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)?", re.DOTALL)
_MOST_PROLOG = 64


def parse_message(raw: bytes, limits: EdxmlLimits, findings: Findings) -> Element | None:
    """The root element; None with every reason among the findings where there is none to be had."""
    _judge_bytes(raw, limits, findings)
    if findings.refuses():
        return None
    text = _as_utf8(raw, limits, findings)
    if text is None:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        # The tree's own limits, which are counted above, allow texts of more than 10 MB.
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        _explain(fault, text, limits, findings)
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        findings.add("xml.doctype")
    if root.xpath(f"boolean({'/*' * (limits.depth + 1)})"):
        findings.add("xml.too-deep", limit=limits.depth)
    return None if findings.refuses() else root


# 1. ---------------------------------------------------------------------------------------------


def _judge_bytes(raw: bytes, limits: EdxmlLimits, findings: Findings) -> None:
    if not raw or raw.isspace():
        findings.add("xml.empty")
    if len(raw) > limits.message_bytes:
        findings.add("xml.too-large", limit=limits.message_bytes)
    if raw.startswith(_UTF16):
        return
    if b"\0" in raw:
        findings.add("xml.nul")
    if _has_doctype(raw):
        findings.add("xml.doctype")
    _judge_markup(raw, limits, findings)


def _judge_markup(text: bytes, limits: EdxmlLimits, findings: Findings) -> None:
    """Every element needs a ``<`` and every attribute a ``=``: what is counted here no tree can exceed."""
    count = max(text.count(b"<"), text.count(b"="))
    if count > limits.markup:
        findings.add("xml.too-much-markup", count=count, limit=limits.markup)


def _has_doctype(raw: bytes) -> bool:
    """Whether a document type declaration stands before the root, where alone it can stand."""
    position = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    for _ in range(_MOST_PROLOG):
        match = _PROLOG.match(raw, position)
        if match is None or match.end() == position:
            return raw[position : position + 9].upper() == b"<!DOCTYPE"
        position = match.end()
    # Nobody needs so much before the root; what hides behind it is not looked for.
    return b"<!DOCTYPE" in raw


# 2. ---------------------------------------------------------------------------------------------


def _as_utf8(raw: bytes, limits: EdxmlLimits, findings: Findings) -> bytes | None:
    if raw.startswith(_UTF16):
        try:
            text = raw.decode("utf-16").encode()
        except UnicodeError:
            findings.add("xml.charset", what=("damaged UTF-16", "UTF-16 bị hỏng"))
            return None
        if b"\0" in text:
            findings.add("xml.nul")
        if _has_doctype(text):
            findings.add("xml.doctype")
        _judge_markup(text, limits, findings)
        findings.add("xml.utf-16")
        return None if findings.refuses() else text
    declared = _DECLARED.match(raw.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in _SAYS_OTHERWISE:
        findings.add("xml.declared-encoding", declared=name)
    elif name not in _SAYS_UTF8:
        findings.add("xml.charset", what=(f"it announces {name}", f"khai báo {name}"))
        return None
    return raw


# 3. ---------------------------------------------------------------------------------------------

_KINDS = {
    "ERR_TAG_NAME_MISMATCH": ("an element is not closed", "có phần tử không được đóng"),
    "ERR_TAG_NOT_FINISHED": ("the file ends too early", "tệp bị cắt ngang"),
    "ERR_DOCUMENT_EMPTY": ("there is no element", "không có phần tử nào"),
    "ERR_UNDECLARED_ENTITY": ("an entity that nobody declared", "dùng thực thể chưa khai báo"),
    "NS_ERR_UNDEFINED_NAMESPACE": (
        "a prefix that nobody declared (xmlns is missing)",
        "tiền tố chưa khai báo (thiếu xmlns)",
    ),
    "ERR_ATTRIBUTE_REDEFINED": ("an attribute occurs twice", "thuộc tính bị lặp"),
    "ERR_INVALID_CHAR": ("a character that XML does not allow", "ký tự XML không cho phép"),
}
_UNNAMED = ("a fault of syntax", "lỗi cú pháp")


def _explain(
    fault: etree.XMLSyntaxError | ValueError, text: bytes, limits: EdxmlLimits, findings: Findings
) -> None:
    """The parser's fault in words; a text that is no UTF-8 explains everything after it."""
    line, column = fault.position if isinstance(fault, etree.XMLSyntaxError) else (0, 0)
    kind = _kind_of(fault)
    try:
        text.decode()
    except UnicodeDecodeError as wrong:
        place = text.count(b"\n", 0, wrong.start) + 1
        findings.add("xml.charset", what=(f"line {place}", f"dòng {place}"))
        return
    if kind == "ERR_RESOURCE_LIMIT":
        findings.add("xml.too-deep", limit=limits.depth)
    elif kind == "ERR_DOCUMENT_END":
        findings.add("xml.two-roots", line=line, column=column)
    else:
        findings.add("xml.malformed", what=_KINDS.get(kind, _UNNAMED), line=line, column=column)


_NAMES = {number: name for name, number in vars(etree.ErrorTypes).items() if isinstance(number, int)}


def _kind_of(fault: Exception) -> str:
    """libxml2's name of the fault."""
    # lxml-stubs leave `code` out.
    return _NAMES.get(fault.code, "") if isinstance(fault, etree.XMLSyntaxError) else ""  # type: ignore[attr-defined]

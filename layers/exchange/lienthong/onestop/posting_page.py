"""The public posting as pages: what a centre takes in; of each procedure fee, time, papers, steps, officers.

Decree 61/2018 wants it posted where people hand in, and on the web. The pages need no scripts, load nothing
and print as they are; names are Vietnamese in both languages, as the law has them (WCAG 2.2, AA).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Final
from urllib.parse import quote

from lienthong.model.text import fold_diacritics
from lienthong.onestop.posting_texts import ONLINE, text
from lienthong.onestop.procedures import Fee, Paper, Procedure, Step
from lienthong.onestop.tracking_page import shown
from lienthong.onestop.tracking_texts import Language

#: Where the postings of a centre stand; relative to the host, so that it works behind any name.
ADDRESS: Final = "/v1/postings"
_CSS = (
    "body{margin:0 auto;max-width:48em;padding:1em;font:1.05em/1.5 sans-serif;color:#1a1a1a;background:#fff}"
    "h1{clear:both;font-size:1.5em;line-height:1.25;margin:.4em 0}h2{font-size:1.2em;margin:1.4em 0 .4em}"
    "a{color:#0b4f9e}a:focus{outline:3px solid #b34700;outline-offset:2px}"
    "dl{margin:0}dt{color:#4a4a4a;margin-top:.6em}dd{margin:0;overflow-wrap:anywhere}"
    "ul,ol{margin:0;padding-left:1.3em}li{padding:.25em 0;overflow-wrap:anywhere}.when{color:#4a4a4a}"
    ".lang,.back a{display:inline-block;padding:.6em 0}.lang{float:right}"
    "@media print{.lang,.back{display:none}body{max-width:none;padding:0}"
    "a{color:inherit;text-decoration:none}}"
)
_CSS_HASH = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
#: With every page: nothing is loaded or framed.
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class PostingPlace:
    """Whose posting it is, and on which day.

    Attributes:
        code, name: the centre's.
        agencies: the name of the agency by role, or by code where a step names one.
    """

    code: str
    name: str
    agencies: Mapping[str, str]
    day: date

    def agency(self, step: Step) -> str:
        """Who does the step at this centre."""
        return self.agencies.get(step.responsible, step.responsible)


def list_page(place: PostingPlace, procedures: Sequence[Procedure], language: Language) -> str:
    """What can be handed in at the centre, by field."""
    by_field = sorted(procedures, key=lambda one: (fold_diacritics(one.field), one.field, one.code))
    fields = "".join(
        f"<h2{_vi(language)}>{_said(field)}</h2><ul>"
        + "".join(_entry(place, one, language) for one in ones)
        + "</ul>"
        for field, ones in groupby(by_field, key=lambda one: one.field)
    )
    nothing = "" if procedures else f"<p>{escape(text('nothing', language))}</p>"
    intro = f"<p>{escape(text('intro', language, day=_day(place.day, language)))}</p>"
    heading = f"{escape(text('list', language))} – <span{_vi(language)}>{_said(place.name)}</span>"
    title = f"{text('list', language)} – {shown(place.name)}"
    return _page(language, title, heading, intro + nothing + fields, _list_address(place))


def posting_page(place: PostingPlace, procedure: Procedure, language: Language) -> str:
    """One procedure as it is posted."""
    back = f'<a href="{_list_address(place)}?lang={language}">{escape(text("back", language))}</a>'
    body = (
        f"<dl>{''.join(_facts(place, procedure, language))}</dl>{_fees(procedure.fees, language)}"
        f"{_papers(procedure.papers, language)}{_steps(place, procedure, language)}"
        f'<p class="back">{back}</p>'
    )
    heading = f"<span{_vi(language)}>{_said(procedure.name)}</span>"
    title = f"{shown(procedure.name)} – {shown(place.name)}"
    return _page(language, title, heading, body, _address(place, procedure))


def _list_address(place: PostingPlace) -> str:
    return f"{ADDRESS}/{quote(place.code)}/page"


def _address(place: PostingPlace, procedure: Procedure) -> str:
    return f"{ADDRESS}/{quote(place.code)}/{quote(procedure.code)}/page"


def _page(language: Language, title: str, heading: str, body: str, address: str) -> str:
    other = "en" if language == "vi" else "vi"
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_CSS}</style></head><body><header>"
        f'<a class="lang" lang="{other}" hreflang="{other}" href="{address}?lang={other}">'
        f"{escape(text('other-language', language))}</a></header>"
        f"<main><h1>{heading}</h1>{body}</main></body></html>"
    )


def _entry(place: PostingPlace, procedure: Procedure, language: Language) -> str:
    address = f"{_address(place, procedure)}?lang={language}"
    beside = f"{shown(procedure.code)} · {procedure.duration.written(language)}"
    return (
        f'<li><a href="{address}"{_vi(language)}>{_said(procedure.name)}</a><br>'
        f'<span class="when">{escape(beside)}</span></li>'
    )


def _facts(place: PostingPlace, procedure: Procedure, language: Language) -> Iterator[str]:
    vietnamese = _vi(language)
    online = ONLINE[procedure.online_level]
    for key, said, mark in (
        ("time", f"<strong>{escape(procedure.duration.written(language))}</strong>", ""),
        ("where", _said(place.name), vietnamese),
        ("online", escape(online[0] if language == "en" else online[1]), ""),
        ("field", _said(procedure.field), vietnamese),
        ("code", _said(procedure.code), ""),
        ("since", _day(procedure.effective_from, language), ""),
    ):
        yield f"<dt>{escape(text(key, language))}</dt><dd{mark}>{said}</dd>"


def _fees(fees: Iterable[Fee], language: Language) -> str:
    return _section("fees", [_fee(fee, language) for fee in fees], "no-fees", language)


def _papers(papers: Iterable[Paper], language: Language) -> str:
    return _section("papers", [_paper(paper, language) for paper in papers], "no-papers", language)


def _section(key: str, items: Sequence[str], nothing: str, language: Language) -> str:
    found = "".join(f"<li>{item}</li>" for item in items)
    told = f"<ul>{found}</ul>" if found else f"<p>{escape(text(nothing, language))}</p>"
    return f"<h2>{escape(text(key, language))}</h2>{told}"


def _fee(fee: Fee, language: Language) -> str:
    amount = text("each", language, amount=_dong(fee.amount), per=shown(fee.per))
    most = text("at-most", language, amount=_dong(fee.at_most)) if fee.at_most is not None else ""
    price = f"{amount}{most}" if fee.amount else text("free", language)
    return f"<span{_vi(language)}>{_said(fee.name)}</span>: <strong>{escape(price)}</strong>"


def _paper(paper: Paper, language: Language) -> str:
    counted = [
        text(key, language, count=count)
        for key, count in (("originals", paper.originals), ("copies", paper.copies))
        if count
    ]
    optional = "" if paper.required else f" ({text('optional', language)})"
    return f"<span{_vi(language)}>{_said(paper.name)}</span>{escape(optional)}: {escape(', '.join(counted))}"


def _steps(place: PostingPlace, procedure: Procedure, language: Language) -> str:
    heading = f"<h2>{escape(text('steps', language))}</h2>"
    if not procedure.steps:
        return f"{heading}<p>{escape(text('at-once', language))}</p>"
    groups = [step.group for step in procedure.steps]
    items = "".join(_step(place, step, groups.count(step.group) > 1, language) for step in procedure.steps)
    return f"{heading}<ol>{items}</ol>"


def _step(place: PostingPlace, step: Step, side_by_side: bool, language: Language) -> str:
    beside = f" ({text('side-by-side', language)})" if side_by_side else ""
    answers = (
        f"{shown(place.agency(step))} – {shown(step.officer)}" if step.officer else shown(place.agency(step))
    )
    return (
        f'<li value="{step.number}"><strong{_vi(language)}>{_said(step.name)}</strong>{escape(beside)}'
        f"<br><span{_vi(language)}>{escape(answers)}</span>"
        f'<br><span class="when">{escape(step.duration.written(language))}</span></li>'
    )


def _vi(language: Language) -> str:
    """The mark of a text that is Vietnamese on an English page (WCAG 2.2, 3.1.2)."""
    return ' lang="vi"' if language == "en" else ""


def _said(value: str) -> str:
    return escape(shown(value))


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + "đ"


def _day(day: date, language: Language) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else day.isoformat()

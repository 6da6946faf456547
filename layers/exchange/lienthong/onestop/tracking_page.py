"""The tracking page: HTML for an old telephone, without scripts, in Vietnamese or English (WCAG 2.2, AA).

Everything on it is escaped here; nothing is loaded from anywhere. The secret is never repeated: the form goes
out by POST, and comes back without it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Final

from lienthong.model.calendar import VIETNAM
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.errors import DossierCodeMalformed
from lienthong.onestop.tracked import Tracked, TrackedStep
from lienthong.onestop.tracking_texts import PROGRESS, STATUS, Language, text
from lienthong.onestop.words import PortalStatus

#: Where the form goes; relative to the host, so that it works behind any name.
ACTION: Final = "/v1/track"
MEDIA_TYPE: Final = "text/html; charset=utf-8"
_LONGEST_CODE = 40
_CSS = (
    "body{margin:0 auto;max-width:40em;padding:1em;font:1.05em/1.5 sans-serif;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.5em;line-height:1.25;margin:.4em 0}h2{font-size:1.2em;margin:1.4em 0 .4em}"
    "a{color:#0b4f9e}p{margin:.5em 0}label{display:block;font-weight:bold;margin-top:1em}"
    ".hint{margin:0;color:#4a4a4a}"
    "input{width:100%;box-sizing:border-box;font:inherit;padding:.6em;border:2px solid #595959;"
    "border-radius:4px;background:#fff;color:#1a1a1a}"
    "button{margin-top:1.2em;width:100%;font:inherit;font-weight:bold;padding:.8em;border:0;border-radius:4px;"
    "background:#0b4f9e;color:#fff}"
    ":focus{outline:3px solid #b34700;outline-offset:2px}"
    ".box{border:2px solid #0b4f9e;border-left-width:8px;padding:.6em .8em;margin:1em 0}"
    ".warn{border-color:#a11616}.box p:first-child{font-weight:bold;margin-top:0}"
    "dl{margin:0}dt{color:#4a4a4a;margin-top:.6em}dd{margin:0;overflow-wrap:anywhere}"
    "ol{list-style:none;margin:0;padding:0}"
    "li{border-top:1px solid #8c8c8c;padding:.6em 0;overflow-wrap:anywhere}"
    ".now{border-left:8px solid #0b4f9e;padding-left:.6em}.when{color:#4a4a4a}"
    ".lang,.again a{display:inline-block;padding:.6em 0}.lang{float:right}"
)
_CSS_HASH = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
#: With every page: nothing is loaded, framed, kept or told to the next site.
HEADERS: Final[Mapping[str, str]] = {
    "content-type": MEDIA_TYPE,
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def page_to_ask(language: Language, code: str = "") -> str:
    """The form; ``code`` is filled in where the address named it."""
    return _page(language, "title", f"<p>{escape(text('intro', language))}</p>{_form(language, code)}", code)


def page_not_found(language: Language, code: str) -> str:
    """The one answer to an unknown code and to a wrong secret."""
    alert = _alert(text("not-found", language), text("not-found-advice", language))
    return _page(language, "title-error", alert + _form(language, code, missed=True), code)


def page_unreadable(language: Language, code: str = "") -> str:
    """The answer to a form that did not arrive whole; in both languages, for its own may be what is lost."""
    other: Language = "en" if language == "vi" else "vi"
    told = " ".join(text(key, other) for key in ("unreadable", "unreadable-advice"))
    also = f'<p lang="{other}">{escape(told)}</p>'
    alert = _alert(text("unreadable", language), text("unreadable-advice", language))
    return _page(language, "title-unreadable", alert + also + _form(language, code), code)


def page_unavailable(language: Language, code: str = "") -> str:
    """The answer while the exchange cannot look; the form is there to be sent again."""
    alert = _alert(text("unavailable", language), text("unavailable-advice", language))
    return _page(language, "title-unavailable", alert + _form(language, code), code)


def page_limited(language: Language, minutes: int) -> str:
    """The answer to who asks too often; no form, which would only be filled in for nothing."""
    advice = text("limited-advice", language, minutes=minutes)
    return _page(language, "title-limited", _alert(text("limited", language), advice))


def page_of(tracked: Tracked, language: Language, now: datetime) -> str:
    """What is known of a dossier, the most wanted first: what is, what to do, where, until when."""
    parts = (
        _now(tracked, language, now),
        "<dl>",
        *(
            f"<dt>{escape(label)}</dt><dd{mark}>{said}</dd>"
            for label, said, mark in _facts(tracked, language)
        ),
        "</dl>",
        _steps(tracked, language),
        f'<p class="again"><a href="{ACTION}?lang={language}">{escape(text("again", language))}</a></p>',
    )
    return _page(language, "title", "".join(parts), tracked.code)


def _page(language: Language, title: str, body: str, code: str = "") -> str:
    """The frame; in the other language the code need not be typed again."""
    other = "en" if language == "vi" else "vi"
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(text(title, language))}</title>'
        f"<style>{_CSS}</style></head><body><header>"
        f'<a class="lang" lang="{other}" hreflang="{other}" href="{_address(code)}?lang={other}">'
        f"{escape(text('other-language', language))}</a></header>"
        f"<main><h1>{escape(text('title', language))}</h1>{body}</main></body></html>"
    )


def _address(code: str) -> str:
    """Where the form stands with this code filled in; without it where that is no code."""
    try:
        return f"{ACTION}/{DossierCode.parse(code)}"
    except DossierCodeMalformed:
        return ACTION


def _form(language: Language, code: str, *, missed: bool = False) -> str:
    """Both fields with label and hint; the secret is never filled in."""
    wrong = ' aria-invalid="true"' if missed else ""
    return (
        f'<form method="post" action="{ACTION}" autocomplete="off">'
        f'<input type="hidden" name="lang" value="{language}">'
        f'<label for="code">{escape(text("code", language))}</label>'
        f'<p class="hint" id="code-hint">{escape(text("code-hint", language))}</p>'
        f'<input id="code" name="code" value="{escape(shown(code)[:_LONGEST_CODE])}" required '
        f'maxlength="{_LONGEST_CODE}" spellcheck="false" autocapitalize="characters" '
        f'aria-describedby="code-hint"{wrong}>'
        f'<label for="secret">{escape(text("secret", language))}</label>'
        f'<p class="hint" id="secret-hint">{escape(text("secret-hint", language))}</p>'
        '<input id="secret" name="secret" required maxlength="20" spellcheck="false" '
        f'autocapitalize="characters" aria-describedby="secret-hint"{wrong}>'
        f"<button>{escape(text('ask', language))}</button></form>"
    )


def _alert(sentence: str, advice: str) -> str:
    return f'<div class="box warn" role="alert"><p>{escape(sentence)}</p><p>{escape(advice)}</p></div>'


def _now(tracked: Tracked, language: Language, now: datetime) -> str:
    """The box: what is, then what to do. That it is late comes first, and is said in words."""
    if tracked.is_overdue(now):
        told = [text("overdue", language), text("overdue-advice", language)]
        kind = "box warn"
    else:
        told = [*STATUS[tracked.status].sentences(language)]
        kind = "box"
        if tracked.granted is False and tracked.status is PortalStatus.DONE:
            told.append(text("refused-result", language))
        if tracked.apologised_for and tracked.ended_at is None and not tracked.waits_for_applicant:
            told.append(text("renewed", language))
    lines = "".join(f"<p>{escape(line)}</p>" for line in told)
    return f'<div class="{kind}">{lines}</div>'


def _facts(tracked: Tracked, language: Language) -> Iterator[tuple[str, str, str]]:
    """Label, escaped text, and the mark of a text that is Vietnamese on an English page (WCAG 2.2, 3.1.2)."""
    ended = tracked.ended_at
    names = "; ".join(escape(shown(name)) for name in tracked.where)
    in_vietnamese = ' lang="vi"' if language == "en" else ""
    if tracked.waits_for_applicant:
        yield text("promised", language), escape(text("promised-later", language)), ""
    elif tracked.promised:
        yield text("promised", language), f"<strong>{_time(tracked.promised, language)}</strong>", ""
        if tracked.apologised_for:
            yield text("apologised-for", language), _time(tracked.apologised_for, language), ""
    if not ended:
        yield text("at", language), names, in_vietnamese
        yield text("since", language), _time(tracked.since, language), ""
    elif tracked.status is PortalStatus.DONE:
        yield text("result-at", language), names, in_vietnamese
    if ended:
        has_result = tracked.status in (PortalStatus.DONE, PortalStatus.RETURNED)
        yield text("done-at" if has_result else "ended-at", language), _time(ended, language), ""
    if tracked.returned_at:
        yield text("returned-at", language), _time(tracked.returned_at, language), ""
    yield text("procedure", language), escape(shown(tracked.procedure)), in_vietnamese
    yield text("code", language), escape(shown(tracked.code)), ""
    received = f"{_time(tracked.received_at, language)}, "
    centre = escape(shown(tracked.centre))
    yield text("received", language), received + f"<span{in_vietnamese}>{centre}</span>", ""


def _steps(tracked: Tracked, language: Language) -> str:
    if not tracked.steps:
        return ""
    items = "".join(_step(step, language) for step in tracked.steps)
    return f"<h2>{escape(text('steps', language))}</h2><ol>{items}</ol>"


def _step(step: TrackedStep, language: Language) -> str:
    sign, english, vietnamese = PROGRESS[step.progress]
    in_vietnamese = ' lang="vi"' if language == "en" else ""
    times = [
        text(key, language, when=_clock(at, language))
        for key, at in (
            ("from", step.since),
            ("until", step.until),
            ("due", None if step.until else step.due),
        )
        if at
    ]
    when = f'<br><span class="when">{escape(", ".join(times))}</span>' if times else ""
    # VoiceOver forgets that a list without marks is one; the step's number says it anyway.
    return (
        f'<li class="{step.progress.value}"><strong><span aria-hidden="true">{sign}</span> '
        f"{escape(text('step', language, number=step.number))}: "
        f"{vietnamese if language == 'vi' else english}</strong><br>"
        f"<span{in_vietnamese}>{escape(shown(step.name))}{' – ' if step.name else ''}"
        f"{escape(shown(step.agency))}</span>{when}</li>"
    )


def _time(at: datetime, language: Language) -> str:
    return f'<time datetime="{at.astimezone(VIETNAM):%Y-%m-%dT%H:%M}+07:00">{_clock(at, language)}</time>'


def _clock(at: datetime, language: Language) -> str:
    """``17:00 ngày 23/03/2026``; in English with the month's name, so that nobody takes it for the day."""
    local = at.astimezone(VIETNAM)
    if language == "vi":
        return f"{local:%H:%M} ngày {local:%d/%m/%Y}"
    return f"{local:%H:%M}, {local.day} {_MONTHS[local.month - 1]} {local.year}"


#: Not by strftime, whose names are the host's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(value: str) -> str:
    """A text on one line, without what would hide or steer the reading order."""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())

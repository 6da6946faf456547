"""The report as one web page: nothing is loaded, nothing runs, it reads without colours and prints on A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from lienthong.signatures.rendering.page import Facts, Item, Page, SignatureBlock
from lienthong.signatures.rendering.words import Language, label

_STYLE: Final = """
@page { size: A4; margin: 14mm 15mm }
* { box-sizing: border-box }
html { font-size: 15px }
body { margin: 0; background: #eceff1; color: #1b1b1b; font: 1rem/1.45 "Noto Sans", "Segoe UI",
  "Liberation Sans", "DejaVu Sans", Arial, sans-serif }
main { max-width: 210mm; margin: 1.5rem auto; padding: 14mm 15mm; background: #fff }
article + article { margin-top: 3rem; padding-top: 2rem; border-top: 2px solid #90a4ae }
h1 { margin: 0; font-size: 1rem; font-weight: 600; color: #455a64 }
h2 { margin: .2rem 0 1rem; font-size: 1.3rem; overflow-wrap: anywhere }
h3 { margin: 1.3rem 0 .4rem; font-size: 1.05rem; padding-left: .6rem; border-left: .4rem solid }
h4 { margin: .5rem 0 .1rem; font-size: .8rem; color: #455a64 }
.verdict { padding: .8rem 1rem; border: 2px solid; border-left-width: .7rem; border-radius: 4px }
.verdict strong { display: block; font-size: 1.35rem; letter-spacing: .02em }
.verdict p { margin: .3rem 0 0; color: #1b1b1b }
.good { color: #1b5e20 } .doubtful { color: #8a4b00 } .bad { color: #b00020 }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .15rem 1rem; margin: .4rem 0 }
dt { color: #455a64 } dd { margin: 0; overflow-wrap: anywhere }
ul { margin: .4rem 0; padding-left: 1.2rem } li { margin: .25rem 0 }
li b.fail { color: #b00020 } li b.warn { color: #8a4b00 } li b.info { color: #455a64 }
li small, .details { color: #455a64; font-size: .8rem }
.details dl { display: block; margin: .2rem 0 }
.details dt, .details dd { display: inline }
.details dt::after { content: ": " }
.details dd:not(:last-child)::after { content: " · " }
footer { margin-top: 1.6rem; padding-top: .5rem; border-top: 1px solid #b0bec5 }
footer { color: #455a64; font-size: .8rem }
section { break-inside: avoid }
@media print {
  html { font-size: 11px }
  body { background: #fff }
  main { max-width: none; margin: 0; padding: 0 }
  article + article { break-before: page; border: 0; margin: 0; padding: 0 }
}
"""


def render_html(pages: Sequence[Page], language: Language) -> str:
    """The pages of all files as one HTML document; everything in it that came from files is escaped."""
    title = label("title", language)
    names = ", ".join(page.file for page in pages)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}: {_text(names)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(_article(page) for page in pages)}"
        f"<footer>{_text(label('footer', language))}</footer>\n</main>\n</body>\n</html>\n"
    )


def _article(page: Page) -> str:
    return (
        f"<article>\n<h1>{_text(label('title', page.language))}</h1>\n<h2>{_text(page.file)}</h2>\n"
        f'<div class="verdict {page.tone.value}"><strong>{_text(page.headline)}</strong>'
        f"<p>{_text(page.cause)}</p><p><b>{_text(label('advice', page.language))}:</b> "
        f"{_text(page.advice)}</p></div>\n"
        f"{_facts(page.facts)}{_findings(page.findings)}"
        f"{''.join(_signature(signature, page.language) for signature in page.signatures)}</article>\n"
    )


def _signature(signature: SignatureBlock, language: Language) -> str:
    return (
        f'<section>\n<h3 class="{signature.tone.value}">{_text(signature.heading)}</h3>\n'
        f"{_facts(signature.facts)}{_findings(signature.findings)}"
        f'<div class="details"><h4>{_text(label("details", language))}</h4>\n'
        f"{_facts(signature.details)}</div>\n</section>\n"
    )


def _facts(facts: Facts) -> str:
    rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>\n" for name, value in facts if value)
    return f"<dl>\n{rows}</dl>\n"


def _findings(findings: Iterable[Item]) -> str:
    items = "".join(
        f'<li><b class="{item.severity.value}">{_text(item.weight)}:</b> {_text(item.sentence)} '
        f"<small>[{_text(item.code)}; {_text(item.clause)}]</small></li>\n"
        for item in findings
    )
    return f"<ul>\n{items}</ul>\n" if items else ""


def _text(value: str) -> str:
    """Escaped, and without controls, those that turn the reading order among them."""
    return escape("".join(character if character.isprintable() else "·" for character in value))

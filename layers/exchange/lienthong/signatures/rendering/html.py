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
table { width: 100%; border-collapse: collapse; margin: .5rem 0 }
th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #cfd8dc; text-align: left }
th, td { vertical-align: top; overflow-wrap: anywhere } th { color: #455a64; font-weight: 600 }
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
    names = ", ".join(page.file for page in pages)
    articles = "".join(_article(page) for page in pages)
    return render_document(
        f"{label('title', language)}: {names}", articles, label("footer", language), language
    )


def render_document(title: str, articles: str, footer: str, language: Language) -> str:
    """A page in the house's form; ``articles`` is HTML, in which what came from files was escaped."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{articles}<footer>{escaped(footer)}</footer>\n</main>\n</body>\n</html>\n"
    )


def _article(page: Page) -> str:
    return (
        f"<article>\n<h1>{escaped(label('title', page.language))}</h1>\n<h2>{escaped(page.file)}</h2>\n"
        f'<div class="verdict {page.tone.value}"><strong>{escaped(page.headline)}</strong>'
        f"<p>{escaped(page.cause)}</p><p><b>{escaped(label('advice', page.language))}:</b> "
        f"{escaped(page.advice)}</p></div>\n"
        f"{render_facts(page.facts)}{_findings(page.findings)}"
        f"{''.join(_signature(signature, page.language) for signature in page.signatures)}</article>\n"
    )


def _signature(signature: SignatureBlock, language: Language) -> str:
    return (
        f'<section>\n<h3 class="{signature.tone.value}">{escaped(signature.heading)}</h3>\n'
        f"{render_facts(signature.facts)}{_findings(signature.findings)}"
        f'<div class="details"><h4>{escaped(label("details", language))}</h4>\n'
        f"{render_facts(signature.details)}</div>\n</section>\n"
    )


def render_facts(facts: Facts) -> str:
    """Labels and values; what is empty is left out."""
    rows = "".join(f"<dt>{escaped(name)}</dt><dd>{escaped(value)}</dd>\n" for name, value in facts if value)
    return f"<dl>\n{rows}</dl>\n"


def _findings(findings: Iterable[Item]) -> str:
    items = "".join(
        f'<li><b class="{item.severity.value}">{escaped(item.weight)}:</b> {escaped(item.sentence)} '
        f"<small>[{escaped(item.code)}; {escaped(item.clause)}]</small></li>\n"
        for item in findings
    )
    return f"<ul>\n{items}</ul>\n" if items else ""


def escaped(value: str) -> str:
    """Text for HTML: escaped, and without controls, those that turn the reading order among them."""
    return escape("".join(character if character.isprintable() else "·" for character in value))

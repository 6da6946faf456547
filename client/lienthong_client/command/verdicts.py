"""A verdict on the screen: what a clerk needs; what specialists ask for is in the written reports."""

from __future__ import annotations

from lienthong.signatures.rendering.page import Item, Page, Tone
from lienthong_client.command.screen import Screen

_STYLES = {Tone.GOOD: "bold green", Tone.DOUBTFUL: "bold yellow", Tone.BAD: "bold red"}
_WEIGHTS = {"fail": "red", "warn": "yellow", "info": "dim"}


def show_page(page: Page, screen: Screen) -> None:
    """One file: its name, the verdict and its cause, what to do, then each signature with its findings."""
    screen.line(page.file, style="bold")
    screen.paragraph(f"{page.headline}. {page.cause}", indent=2, style=_STYLES[page.tone])
    screen.paragraph(page.advice, mark="→", indent=2)
    _show_findings(page.findings, screen, indent=2)
    for signature in page.signatures:
        screen.line("")
        screen.paragraph(signature.heading, indent=2, style=_STYLES[signature.tone])
        screen.pairs(signature.facts, indent=4)
        _show_findings(signature.findings, screen, indent=4)
    screen.line("")


def _show_findings(findings: tuple[Item, ...], screen: Screen, indent: int) -> None:
    for item in findings:
        screen.paragraph(
            f"{item.weight}: {item.sentence}", mark="•", indent=indent, style=_WEIGHTS[item.severity.value]
        )

"""``lienthong dossier track``: what an applicant's slip says now, asked as its holder would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lienthong_client.command.bilingual import BilingualCommand
from lienthong_client.command.desk import desk_of
from lienthong_client.command.dossier_pages import status_text
from lienthong_client.command.screen import Screen, local_time
from lienthong_client.command.typed_secret import typed_secret
from lienthong_client.messages import Language, word

if TYPE_CHECKING:
    from lienthong_client.tracking_calls import TrackedDossier, TrackedStep

_COLUMNS = ("step", "step-name", "step-agency", "progress", "handed", "due", "finished")


@click.command("track", cls=BilingualCommand, help="dossier track", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@click.pass_context
def track(context: click.Context, code: str) -> None:
    """Where the dossier of a slip is; the secret is asked for, never an argument."""
    desk = desk_of(context)
    found = desk.exchange(context).track(code, typed_secret(context, "SECRET"))
    if desk.as_json:
        desk.screen.json(found)
    else:
        _show(found, desk.screen)


def _show(found: TrackedDossier, screen: Screen) -> None:
    language = screen.language
    screen.facts(
        {
            "fact.dossier": found["code"],
            "fact.procedure": found["procedure"],
            "fact.status": status_text(found["status"], language),
            "fact.promised": local_time(found["promised"], language),
            "fact.apologised-for": local_time(found["apologised_for"], language),
            "fact.where": "; ".join(found["where"]),
            "fact.since": local_time(found["since"], language),
            "fact.received-by": f"{found['centre']}, {local_time(found['received_at'], language)}",
            "fact.ended": local_time(found["ended_at"], language),
            "fact.returned": local_time(found["returned_at"], language),
        }
    )
    if found["steps"]:
        rows = [_step(step, language) for step in found["steps"]]
        screen.table([f"column.{name}" for name in _COLUMNS], rows)


def _step(step: TrackedStep, language: Language) -> tuple[str, ...]:
    return (
        str(step["number"]),
        step["name"],
        step["agency"],
        word("progress", step["progress"], language),
        local_time(step["since"], language),
        local_time(step["due"], language),
        local_time(step["until"], language),
    )

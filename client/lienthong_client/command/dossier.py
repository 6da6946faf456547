"""``lienthong dossier``: what a one-stop centre does with its dossiers."""

from __future__ import annotations

import click

from lienthong_client.command.bilingual import BilingualGroup
from lienthong_client.command.centres import inspect, postings, vote
from lienthong_client.command.dossier_board import lateness, warnings, why
from lienthong_client.command.dossier_results import result
from lienthong_client.command.dossiers import act, centre, listing, procedures, show, take_in
from lienthong_client.command.forms import form, notice
from lienthong_client.command.notice_wishes import notices
from lienthong_client.command.one_stop_report import report
from lienthong_client.command.tracking import track


@click.group("dossier", cls=BilingualGroup, help="dossier", no_args_is_help=True, add_help_option=False)
def dossier() -> None:
    """The one-stop's dossiers."""


dossier.add_command(take_in)
dossier.add_command(listing)
dossier.add_command(show)
dossier.add_command(act)
dossier.add_command(notices)
dossier.add_command(result)
dossier.add_command(track)
dossier.add_command(warnings)
dossier.add_command(why)
dossier.add_command(lateness)
dossier.add_command(procedures)
dossier.add_command(centre)
dossier.add_command(vote)
dossier.add_command(inspect)
dossier.add_command(postings)
dossier.add_command(report)
dossier.add_command(form)
dossier.add_command(notice)

"""``lienthong dossier notices``: how an applicant wants to be told from now on."""

from __future__ import annotations

import click

from lienthong.onestop.people import NoticeWish
from lienthong_client.command.bilingual import BilingualCommand, option
from lienthong_client.command.complaints import BilingualMisuse
from lienthong_client.command.desk import desk_of
from lienthong_client.messages import say


@click.command("notices", cls=BilingualCommand, help="dossier notices", add_help_option=False)
@click.argument("code", metavar="DOSSIER")
@option(
    "--by",
    "ways",
    multiple=True,
    type=click.Choice([wish.value for wish in NoticeWish]),
    metavar="WAY",
    help="option.told-by",
)
@option("--none", "nothing", is_flag=True, help="option.told-nothing")
@option("--only-needed", is_flag=True, help="option.only-needed")
@click.pass_context
def notices(
    context: click.Context, code: str, ways: tuple[str, ...], nothing: bool, only_needed: bool
) -> None:
    """Record how the applicant wants to be told."""
    if nothing == bool(ways) or (nothing and only_needed):
        raise BilingualMisuse("misuse.told-by", context)
    desk = desk_of(context)
    wishes = [NoticeWish(way) for way in dict.fromkeys(ways)]
    changed = desk.exchange(context).change_notices(code, wishes, only_needed=only_needed)
    if desk.as_json:
        desk.screen.json(changed)
        return
    if not changed["notices"]:
        desk.screen.say("notices.nothing", style="yellow", code=code)
        return
    by = ", ".join(say(f"notice.{way}", desk.language) for way in changed["notices"])
    told = "notices.only-needed" if changed["only_needed"] else "notices.everything"
    desk.screen.say(told, style="green", code=code, ways=by)

"""Commands whose help speaks the reader's language, with the options that every command takes.

click's own words (``Usage``, ``Options`` …) come from gettext files that are not shipped with it, so the few
that a reader meets are written here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lienthong_client.command.desk import Desk, desk_of
from lienthong_client.command.help_examples import EXAMPLES
from lienthong_client.command.help_texts import SUMMARIES, TEXTS
from lienthong_client.messages import LANGUAGES, Language

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

F = TypeVar("F", bound=Callable[..., None])
_HEADINGS = {
    "usage": ("Usage: ", "Cách dùng: "),
    "options": ("Options", "Tùy chọn"),
    "commands": ("Commands", "Các lệnh"),
    "examples": ("Examples", "Ví dụ"),
    "any-option": ("[OPTIONS]", "[TÙY CHỌN]"),
    "any-command": ("COMMAND [ARGS]...", "LỆNH [THAM SỐ]..."),
}
_CLICK_WORDS = (("[required]", "[bắt buộc]"), ("; required]", "; bắt buộc]"), ("[default: ", "[mặc định: "))


def _in(language: Language, texts: tuple[str, str]) -> str:
    return texts[1] if language == "vi" else texts[0]


def _heading(context: click.Context, name: str) -> str:
    return _in(desk_of(context).language, _HEADINGS[name])


class BilingualOption(click.Option):
    """An option whose ``help`` is a key of the help texts."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's row in its reader's language."""
        language = desk_of(ctx).language
        translated = copy.copy(self)
        translated.help = _in(language, TEXTS[self.help or ""])
        record = click.Option.get_help_record(translated, ctx)
        if record is None or language != "vi":
            return record
        names, text = record
        for english, vietnamese in _CLICK_WORDS:
            text = text.replace(english, vietnamese)
        return names, text

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:
        """Default and necessity; the range of a number is said in words."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


class BilingualCommand(click.Command):
    """A command described by the key ``help``; every one takes the options of :func:`common_options`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    @property
    def key(self) -> str:
        """Where the command's texts stand."""
        return self.help or str(self.name)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002
        """The one-line summary; shells show it while completing."""
        desk = desk_of(click.get_current_context(silent=True) or click.Context(self))
        return _in(desk.language, SUMMARIES[self.key])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words."""
        self.options_metavar = _heading(ctx, "any-option")
        return super().collect_usage_pieces(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_heading(ctx, "usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        language = desk_of(ctx).language
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_in(language, SUMMARIES[self.key]))
            if self.key in TEXTS:
                formatter.write_paragraph()
                formatter.write_text(_in(language, TEXTS[self.key]))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options."""
        records = [record for one in self.get_params(ctx) if (record := one.get_help_record(ctx)) is not None]
        options = [record for record in records if record[0].startswith("-")]
        with formatter.section(_heading(ctx, "options")):
            formatter.write_dl(options)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, as they are typed."""
        examples = EXAMPLES.get(self.key)
        if not examples:
            return
        with formatter.section(_heading(ctx, "examples")):
            for line in _in(desk_of(ctx).language, examples).splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class BilingualGroup(BilingualCommand, click.Group):
    """A group; commands of ``lazy`` (name → ``module:attribute``) are imported when they are used."""

    command_class = BilingualCommand

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = dict(lazy or {})

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words."""
        self.subcommand_metavar = _heading(ctx, "any-command")
        return super().collect_usage_pieces(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the work."""
        return [*self._lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now if need be."""
        if cmd_name not in self.commands and cmd_name in self._lazy:
            module, _, attribute = self._lazy[cmd_name].partition(":")
            command = getattr(import_module(module), attribute)
            assert isinstance(command, click.Command)
            self.commands[cmd_name] = command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their summaries; none is imported for it."""
        language = desk_of(ctx).language
        prefix = "" if ctx.parent is None else f"{self.name} "
        rows = [(name, _in(language, SUMMARIES[f"{prefix}{name}"])) for name in self.list_commands(ctx)]
        with formatter.section(_heading(ctx, "commands")):
            formatter.write_dl(rows)


def option(*names: str, help: str, **settings: Any) -> Callable[[F], F]:
    """An option whose help is the text of this key."""
    return click.option(*names, cls=BilingualOption, help=help, **settings)


def common_options() -> list[click.Parameter]:
    """What every command takes, before or after its own options."""
    return [
        BilingualOption(["--json", "as_json"], is_flag=True, help="option.json", **_stored(_store_json)),
        BilingualOption(
            ["--lang"], type=click.Choice(LANGUAGES), help="option.lang", **_stored(_store_language)
        ),
        BilingualOption(["--quiet", "-q"], is_flag=True, help="option.quiet", **_stored(_store_quiet)),
        BilingualOption(["--profile"], metavar="NAME", help="option.profile", **_stored(_store_profile)),
        BilingualOption(
            ["--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="option.config",
            **_stored(_store_config),
        ),
        BilingualOption(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help="option.help",
        ),
    ]


def _stored(store: Callable[[Desk, Any], None]) -> dict[str, Any]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        # A command's silence must not undo what was said before its name.
        if value not in (None, False):
            store(desk_of(context), value)

    return {"callback": callback, "expose_value": False, "is_eager": True}


def _store_json(desk: Desk, value: bool) -> None:
    desk.as_json = value


def _store_language(desk: Desk, value: Language) -> None:
    desk.language = value


def _store_quiet(desk: Desk, value: bool) -> None:
    desk.quiet = value


def _store_profile(desk: Desk, value: str) -> None:
    desk.profile_name = value


def _store_config(desk: Desk, value: Path) -> None:
    desk.config = value


def _show_help(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()

"""How an error is told: to a person what happened and what to do next, to a program as JSON."""

from __future__ import annotations

import click

from lienthong.errors import Conflict, ExchangeError, Fault, Unauthenticated
from lienthong_client.command.exit_codes import ExitCode, exit_code_of
from lienthong_client.command.screen import Screen
from lienthong_client.errors import ProblemError, RowFault
from lienthong_client.messages import Language, say

#: Beyond this the exchange may take a request for a replay (its window is two minutes).
_NOTABLE_OFFSET = 60


def tell_error(error: ExchangeError, screen: Screen) -> ExitCode:
    """Tell an error with every fault in it; the exit code it leads to."""
    code = exit_code_of(error)
    hints = [say(key, screen.language, **facts) for key, facts in _hints(error)]
    if screen.as_json:
        screen.complain_json({"error": _as_json(error), "hints": hints, "exit_code": int(code)})
        return code
    screen.complain(f"{say('error', screen.language)}: {error.sentence(screen.language)}", style="bold red")
    for fault in error.faults:
        sentence = fault.vi if screen.language == "vi" else fault.en
        screen.complain(f"  • {_place_of(fault, screen.language)}{sentence}")
    for hint in hints:
        screen.complain(hint, style="yellow")
    screen.complain(say("error.code", screen.language, code=error.code), style="dim")
    return code


def _place_of(fault: Fault, language: Language) -> str:
    """Where it is, as a person looks it up: a cell of a table, or a place in what was sent."""
    if not isinstance(fault, RowFault):
        return f"{fault.pointer}: " if fault.pointer else ""
    key = "place.cell" if fault.column else "place.row"
    return say(key, language, row=fault.row, column=fault.column) + ": "


def _as_json(error: ExchangeError) -> dict[str, object]:
    return {
        "code": error.code,
        "en": error.sentence("en"),
        "vi": error.sentence("vi"),
        "faults": [fault.to_json() for fault in error.faults],
        "facts": dict(error.facts),
    }


def _hints(error: ExchangeError) -> list[tuple[str, dict[str, object]]]:
    if not isinstance(error, ProblemError):
        return []
    offset = abs(error.problem.clock_offset_seconds)
    if error.code == Unauthenticated.code:
        # The exchange does not say which part was wrong; the clock is the one that can be seen from here.
        return [("hint.clock", {"seconds": offset})] if offset > _NOTABLE_OFFSET else [("hint.key", {})]
    if isinstance(error, Conflict) and error.attempts > 1:
        return [("hint.repeated", {})]
    return []


def tell_misuse(error: click.UsageError, screen: Screen) -> ExitCode:
    """Tell what is wrong with the command line, and where its help is."""
    sentences = [describe_misuse(error, screen.language)]
    if names := list(getattr(error, "possibilities", None) or []):
        sentences.append(say("misuse.similar", screen.language, names=", ".join(names)))
    if screen.as_json:
        both = {language: describe_misuse(error, language) for language in ("en", "vi")}
        screen.complain_json({"error": {"code": "client.misuse", **both}, "exit_code": int(ExitCode.MISUSE)})
        return ExitCode.MISUSE
    for sentence in sentences:
        screen.complain(f"{say('error', screen.language)}: {sentence}", style="bold red")
    if error.ctx is not None:
        screen.complain(say("misuse.help", screen.language, command=error.ctx.command_path))
    return ExitCode.MISUSE


def describe_misuse(error: click.UsageError, language: Language) -> str:
    """A complaint of click in the reader's language, by its class; its own words where it has no class."""
    if isinstance(error, BilingualMisuse):
        return error.sentence(language)
    if isinstance(error, click.NoSuchOption):
        return say("misuse.option", language, name=error.option_name)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return say("misuse.command", language, name=error.command_name)
    if isinstance(error, click.MissingParameter):
        return say("misuse.missing", language, name=_name_of(error.param))
    if isinstance(error, click.BadParameter):
        return say("misuse.value", language, name=_name_of(error.param), why=_why(error, language))
    return error.format_message()


def _name_of(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name if parameter is not None else "?"


def _why(error: click.BadParameter, language: Language) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return say("misuse.not-a-choice", language, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange | click.FloatRange):
        return say("misuse.number", language)
    if isinstance(kind, click.Path):
        return error.message if language == "en" else say("misuse.no-file", language, path="")
    return error.message


class BilingualMisuse(click.UsageError):
    """A misuse that we found ourselves: a key of the catalogue and its facts."""

    def __init__(self, key: str, context: click.Context | None = None, **facts: object) -> None:
        self.key = key
        self.facts = facts
        super().__init__(self.sentence("en"), context)

    def sentence(self, language: Language) -> str:
        """What is wrong, and how it is written."""
        return say(self.key, language, **self.facts)


class BadValue(BilingualMisuse):
    """An option's value that cannot be read; ``key`` says why."""

    def __init__(self, name: str, key: str, context: click.Context | None = None, **facts: object) -> None:
        self.name = name
        super().__init__(key, context, **facts)

    def sentence(self, language: Language) -> str:
        """Which option, and how it is written."""
        return say("misuse.value", language, name=self.name, why=say(self.key, language, **self.facts))

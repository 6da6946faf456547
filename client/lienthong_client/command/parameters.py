"""Kinds of values on the command line that click does not know: dates as people write them, pairs."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import click

from lienthong_client.command.complaints import BadValue

_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
#: The country's clock decides which day it is (D28 14.4).
_VIETNAM = timezone(timedelta(hours=7))


def today() -> date:
    """The day it is in Vietnam."""
    return datetime.now(_VIETNAM).date()


def name_of(parameter: click.Parameter | None) -> str:
    """The name under which a person knows the option or argument."""
    if isinstance(parameter, click.Argument):
        return parameter.human_readable_name.strip("[]")
    return max(parameter.opts, key=len) if parameter is not None else "?"


class Day(click.ParamType[date]):
    """``23/11/2026`` or ``2026-11-23``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date.

        Raises:
            BadValue: neither form.
        """
        if isinstance(value, date):
            return value
        for form in _FORMS:
            try:
                return datetime.strptime(str(value), form).replace(tzinfo=_VIETNAM).date()
            except ValueError:
                continue
        raise BadValue(name_of(param), "misuse.date", ctx)


class Moment(click.ParamType[datetime]):
    """``2026-11-23T14:05:00+07:00``, or a day; without a zone it is Vietnam's time, a day is its start."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, with its zone.

        Raises:
            BadValue: no such moment.
        """
        if isinstance(value, datetime):
            return value
        for read in (datetime.fromisoformat, _start_of_day):
            try:
                moment = read(str(value))
            except ValueError:
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=_VIETNAM)
        raise BadValue(name_of(param), "misuse.time", ctx)


def _start_of_day(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=_VIETNAM)


class Pair(click.ParamType[tuple[str, str]]):
    """``left=right``; ``lefts`` are the words allowed on the left, where there are few."""

    name = "pair"

    def __init__(self, form: str, lefts: tuple[str, ...] = (), *, bare: bool = False) -> None:
        self.form = form
        self.lefts = lefts
        self.bare = bare

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The two sides.

        Raises:
            BadValue: not of the form.
        """
        if isinstance(value, tuple):
            return value
        left, sign, right = str(value).partition("=")
        whole = bool(left and sign and right) or (self.bare and bool(left) and not sign)
        if not whole or (self.lefts and left not in self.lefts):
            raise BadValue(name_of(param), "misuse.pair", ctx, form=self.form)
        return left, right


class ExistingFile(click.Path):
    """A file that is there and can be read."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False, readable=True)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """The path.

        Raises:
            BadValue: no such file, a folder, or not readable.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as refused:
            raise BadValue(name_of(param), "misuse.no-file", ctx, path=value) from refused


def existing_file() -> ExistingFile:
    """A file that is there and can be read."""
    return ExistingFile()

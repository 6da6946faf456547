"""What one run of the command has at hand: the chosen language and form, the profile, the exchange."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lienthong_client.configuration import Profile, configuration_path, load_profile, preferred_language
from lienthong_client.messages import LANGUAGES, Language, language_of_environment

if TYPE_CHECKING:
    from lienthong_client.command.screen import Screen
    from lienthong_client.sdk import Exchange


@dataclass(slots=True)
class Desk:
    """The settings of one run. ``config`` and ``profile_name`` as given on the command line."""

    language: Language = "en"
    as_json: bool = False
    quiet: bool = False
    config: Path | None = None
    profile_name: str | None = None
    _screen: Screen | None = field(default=None, repr=False)

    @property
    def screen(self) -> Screen:
        """Where results go."""
        if self._screen is None:
            from lienthong_client.command.screen import Screen

            self._screen = Screen(self.language, as_json=self.as_json, quiet=self.quiet)
        return self._screen

    def profile(self) -> Profile:
        """The profile chosen.

        Raises:
            ConfigurationMissing, ConfigurationInvalid, ProfileUnknown
        """
        return load_profile(configuration_path(self.config, os.environ), self.profile_name)

    def exchange(self, context: click.Context) -> Exchange:
        """The exchange of the profile, closed when the command ends."""
        # httpx and cryptography take a fifth of a second: only commands that go to the network load them.
        from lienthong_client.credentials import others_may_read
        from lienthong_client.patience import Patience
        from lienthong_client.sdk import Exchange

        profile = self.profile()
        exchange = Exchange.connect(profile, patience=Patience(on_wait=self._tell_wait))
        if others_may_read(profile.key_file):
            self.screen.note("hint.key-exposed", path=profile.key_file)
        context.call_on_close(exchange.transport.http.close)
        return exchange

    def _tell_wait(self, seconds: float, attempt: int) -> None:
        # The first, short wait is over before it could be read.
        if attempt > 1:
            self.screen.note("wait.retry", seconds=f"{seconds:.0f}")


def open_desk(arguments: Sequence[str], environment: Mapping[str, str]) -> Desk:
    """The desk before the arguments are parsed, so that even a misuse is explained in the right language.

    ``--lang`` comes first, then LIENTHONG_LANG, the profile's own language, and the locale.
    """
    chosen = _value_of("--lang", arguments) or environment.get("LIENTHONG_LANG")
    if chosen in LANGUAGES:
        return Desk(language=str(chosen))
    config = _value_of("--config", arguments)
    path = configuration_path(Path(config) if config else None, environment)
    preferred = preferred_language(path, _value_of("--profile", arguments))
    return Desk(language=preferred or language_of_environment(environment))


def _value_of(option: str, arguments: Sequence[str]) -> str | None:
    for index, argument in enumerate(arguments):
        if argument == option and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


def desk_of(context: click.Context) -> Desk:
    """The desk of the run that a context belongs to."""
    desk = context.find_root().obj
    return desk if isinstance(desk, Desk) else Desk(language=language_of_environment(os.environ))

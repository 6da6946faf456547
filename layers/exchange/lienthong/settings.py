"""The environment of a function, parsed once into values; template.yaml sets it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import time, timedelta


class SettingMissing(RuntimeError):
    """The deployment does not set what this function needs."""

    def __init__(self, name: str) -> None:
        super().__init__(f"environment variable {name} is not set; see this function in template.yaml")


def required(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The setting's text.

    Raises:
        SettingMissing: not set, or empty.
    """
    value = environment.get(name, "")
    if not value:
        raise SettingMissing(name)
    return value


def optional(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The setting's text; empty where it is not set."""
    return environment.get(name, "")


def seconds(name: str, environment: Mapping[str, str] = os.environ) -> timedelta:
    """The setting as a duration in whole seconds."""
    return timedelta(seconds=int(required(name, environment)))


def days(name: str, environment: Mapping[str, str] = os.environ) -> timedelta:
    """The setting as a duration in whole days."""
    return timedelta(days=int(required(name, environment)))


def names(name: str, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The setting as a comma-separated list; empty where it is not set."""
    return tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())


def addresses(name: str, environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The setting as comma-separated ``name=address`` pairs.

    Raises:
        SettingMissing: not set, or empty.
    """
    pairs = (pair.partition("=") for pair in required(name, environment).split(","))
    return {key: address for key, _, address in pairs}


def is_on(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the setting is ``1``."""
    return environment.get(name) == "1"


def time_of_day(name: str, environment: Mapping[str, str] = os.environ) -> time:
    """The setting as a time of the day, ``HH:MM``."""
    return time.fromisoformat(required(name, environment))

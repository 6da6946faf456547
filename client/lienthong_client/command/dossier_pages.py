"""Dossiers and procedures on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lienthong_client.command.screen import Screen, local_time
from lienthong_client.messages import MESSAGES, Language, say, word

if TYPE_CHECKING:
    from lienthong_client.answers import EventRecord
    from lienthong_client.dossiers import (
        DossierStory,
        FiledDossier,
        PersonRecord,
        ProcedureRecord,
        StepRecord,
    )


def status_text(status: int, language: Language) -> str:
    """The portal's status in words; the number where a newer exchange has a new one."""
    key = f"portal-status.{status}"
    return say(key, language) if key in MESSAGES else str(status)


def act_text(kind: str, language: Language) -> str:
    """An act in words; its code where a newer exchange has a new one."""
    key = f"act.{kind}"
    return say(key, language) if key in MESSAGES else kind


def notice_text(said: Mapping[str, object], language: Language) -> str:
    """What became of a notice to the applicant, with the reason where it did not go out."""
    channel, kind, outcome = (
        word("notice", str(said.get(name)), language) for name in ("channel", "notice", "outcome")
    )
    reason = said.get("reason")
    why = f" ({word('notice-reason', str(reason), language)})" if reason else ""
    return say("notice.told", language, channel=channel, kind=kind, outcome=outcome + why)


def show_list(found: Sequence[FiledDossier], screen: Screen) -> None:
    """A centre's dossiers."""
    if not found:
        screen.say("dossier.none")
        return
    language = screen.language
    columns = ("dossier", "procedure", "status", "received", "promised", "dossier-ended")
    rows = [
        (
            one["code"],
            one["procedure"],
            status_text(one["status"], language),
            local_time(one["received_at"], language),
            local_time(one["due"], language),
            local_time(one["ended_at"], language),
        )
        for one in found
    ]
    screen.table([f"column.{name}" for name in columns], rows)


def show_story(story: DossierStory, screen: Screen) -> None:
    """A dossier: what it is, its way, its story, what is possible now."""
    dossier, language = story["dossier"], screen.language
    screen.facts(
        {
            "fact.dossier": dossier["code"],
            "fact.procedure": dossier["procedure"],
            "fact.status": status_text(dossier["status"], language),
            "fact.promised": local_time(dossier["promised"], language),
            "fact.paused": local_time(dossier["paused_since"], language),
            "fact.holders": ", ".join(dossier["holders"]),
            "fact.applicant": _applicant(story["person"]),
        }
    )
    if dossier["steps"]:
        columns = ("step", "step-agency", "handed", "due", "finished", "late")
        screen.table(
            [f"column.{name}" for name in columns], [_step(one, language) for one in dossier["steps"]]
        )
    rows = [_event(event, language) for event in story["events"]]
    screen.table([f"column.{name}" for name in ("when", "act", "by", "carried-by")], rows)
    acts = ", ".join(act_text(kind, language) for kind in story["legal"])
    if acts:
        screen.say("dossier.legal", acts=acts)
    else:
        screen.say("dossier.nothing-legal")


def _applicant(person: PersonRecord | None) -> str:
    if person is None:
        return ""
    who = person["applicant"]
    return " · ".join(text for text in (who["name"], who["telephone"], who["email"]) if text)


def _step(step: StepRecord, language: Language) -> tuple[str, ...]:
    return (
        str(step["number"]),
        step["agency"],
        local_time(step["handed_at"], language),
        local_time(step["due"], language),
        local_time(step["finished_at"], language),
        say("dossier.late", language) if step["late"] else "",
    )


def _event(event: EventRecord, language: Language) -> tuple[str, ...]:
    said = event["details"]
    if event["type"] == "ApplicantNotice":
        return local_time(event["at"], language), notice_text(said, language), event["actor"], ""
    if event["type"] == "NoticeWishes":
        said_of_type = say("event.NoticeWishes", language)
        return local_time(event["at"], language), said_of_type, event["actor"], ""
    inner = said.get("details")
    step = inner.get("step") if isinstance(inner, dict) else None
    kind = act_text(str(said.get("kind", "")), language)
    return (
        local_time(event["at"], language),
        f"{kind} {step}" if step else kind,
        event["actor"],
        str(said.get("submission", "")),
    )


def show_procedures(found: Sequence[ProcedureRecord], screen: Screen) -> None:
    """The procedures in force, with their time and papers."""
    columns = ("procedure", "procedure-name", "time", "papers")
    rows = [
        (
            one["code"],
            one["name"],
            _time(one, screen.language),
            ", ".join(paper["code"] for paper in one["papers"]),
        )
        for one in found
    ]
    screen.table([f"column.{name}" for name in columns], rows)


def _time(procedure: ProcedureRecord, language: Language) -> str:
    from lienthong.onestop.procedures import Duration, Unit

    duration = procedure["duration"]
    return Duration(duration["amount"], Unit(duration["unit"])).written(language)

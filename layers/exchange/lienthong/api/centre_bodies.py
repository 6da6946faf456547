"""The bodies of what is counted and inspected at a one-stop centre: votes, postings."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from lienthong.api.actions import read_body
from lienthong.api.bodies import Day, Strict
from lienthong.api.dossier_bodies import Key, Table
from lienthong.onestop.detail_rows import ProcedureTables
from lienthong.onestop.words import Vote


class VoteBody(Strict):
    """How satisfied a visitor says to be; for a dossier of the centre's own, or for none."""

    key: Key
    vote: Vote
    dossier: Annotated[str | None, Field(max_length=40, strict=True)] = None


class PostingsBody(Strict):
    """What hangs out, in the four tables of procedures as CSV; that of procedures has the day of posting."""

    procedures: Table
    papers: Table = ""
    fees: Table = ""
    steps: Table = ""
    on: Day | None = None


def read_vote(body: bytes) -> tuple[str, Vote, str | None]:
    """The key of a vote, the vote, and for which dossier."""
    said = read_body(body, VoteBody)
    return said.key, said.vote, said.dossier


def read_postings(body: bytes) -> tuple[ProcedureTables, date | None]:
    """The tables of what hangs out, and on which day."""
    said = read_body(body, PostingsBody)
    return ProcedureTables(said.procedures, said.papers, said.fees, said.steps), said.on

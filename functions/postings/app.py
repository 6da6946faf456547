"""GET /v1/postings/…: what can be handed in at a centre, and what binds there, for anybody."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.dossier_answers import posted
from lienthong.api.queries import read_language
from lienthong.onestop.posting_page import HEADERS, list_page, posting_page
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, FileAnswer, Request, open_api
from lienthong.services.postings import Postings

#: What changes, changes on a day; nobody has to be told within minutes.
_FIVE_MINUTES = 300


@lru_cache(maxsize=1)
def service() -> Postings:
    """The service with its adapters."""
    return Postings(exchange.dossier_store(), exchange.registry(), exchange.clock())


def postings(request: Request) -> Answer:
    """All that a centre posts, for programs."""
    return Answer(posted(*service().of_centre(request.parameters["centre"])))


def listing(request: Request) -> FileAnswer:
    """What a centre posts, as a page."""
    place, procedures = service().of_centre(request.parameters["centre"])
    return _page(list_page(place, procedures, read_language(request.query)))


def posting(request: Request) -> FileAnswer:
    """One posting as a page."""
    place, procedure = service().one(request.parameters["centre"], request.parameters["procedure"])
    return _page(posting_page(place, procedure, read_language(request.query)))


def _page(text: str) -> FileAnswer:
    return FileAnswer(text.encode(), "text/html; charset=utf-8", _FIVE_MINUTES, HEADERS)


handler = open_api(
    {
        "GET /v1/postings/{centre}": postings,
        "GET /v1/postings/{centre}/page": listing,
        "GET /v1/postings/{centre}/{procedure}/page": posting,
    }
)

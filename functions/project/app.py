"""Every minute: the views of the log are folded on, from which registers, deadlines and ratios are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong.runtime import composition as exchange
from lienthong.services.desk_view import DeskView
from lienthong.services.dossier_view import DossierView
from lienthong.services.following import Following
from lienthong.services.measures_view import MeasuresView
from lienthong.services.number_view import NumberView
from lienthong.services.register_view import RegisterView
from lienthong.services.viewing import View, Viewing

#: Another view is another line here.
VIEWS: tuple[View, ...] = (
    NumberView(),
    RegisterView(),
    MeasuresView(),
    exchange.deadline_view(),
    DossierView(),
    DeskView(),
)


@lru_cache(maxsize=1)
def service() -> Viewing:
    """The service with its adapters."""
    return Viewing(
        Following(exchange.log_files()),
        exchange.view_store(),
        exchange.exchange_store(),
        exchange.registry(),
        exchange.clock(),
        exchange.ids(),
    )


def handler(_event: Mapping[str, Any], _context: object) -> None:
    """Fold on; what is left is done by the next run."""
    behind = service().fold_on(VIEWS)
    exchange.telemetry().count("ViewsBehind", behind)

"""What the national portal is told about a dossier: status code and the fields of its synchronisation.

The field names are those of the portal's interface as centres' products use it; instants are written in
Vietnam's time, ``yyyyMMddHHmmss``. Nothing personal is among them: who applies is added from the intake
record by whoever may read it.
"""

from __future__ import annotations

from datetime import datetime

from lienthong.model.calendar import VIETNAM
from lienthong.model.event import JsonValue
from lienthong.onestop.dossier import Dossier


def synchronisation(dossier: Dossier) -> dict[str, JsonValue]:
    """The fields that follow from the events; what has not happened is an empty text."""
    appointment = dossier.appointments[-1].promised if dossier.appointments else None
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure,
        "KenhThucHien": str(dossier.channel.value),
        "NgayNopHoSo": _written(dossier.received_at),
        "NgayTiepNhan": _written(dossier.accepted_at),
        "NgayHenTra": _written(appointment),
        "NgayKetThucXuLy": _written(dossier.ended_at),
        "NgayTra": _written(dossier.returned_at),
        "TrangThaiHoSo": str(dossier.status.value),
        "DonViXuLy": ";".join(dossier.holders),
    }


def _written(instant: datetime | None) -> str:
    return f"{instant.astimezone(VIETNAM):%Y%m%d%H%M%S}" if instant else ""

"""The levels of the administration, by which figures are told apart (D28 11.3)."""

from __future__ import annotations

import re
from enum import StrEnum

_LEVEL_VI = {"province": "cấp tỉnh", "district": "cấp huyện", "commune": "cấp xã"}


class AgencyLevel(StrEnum):
    """The level of an agency; a department is of its province's level, a district's centre of its district's.

    Districts ended on 1 July 2025 (Law on the organisation of local government, 2025); their level stays for
    what was exchanged before.
    """

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"

    @property
    def vi(self) -> str:
        """The level, for a clerk."""
        return _LEVEL_VI[self.value]


#: Where the published pattern of codes has districts; those below are departments and the like.
_DISTRICTS = range(30, 100)
#: ``000.20.31.H39``: from here on the second group counts communes of a district, before it divisions.
_FIRST_COMMUNE = 20
_EARLIER = re.compile(r"\d{3}\.(\d{2})\.(\d{2})\.[A-Z]\d{2}", re.ASCII)
_LATER = re.compile(r"[A-Z]\d{2}(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:\.\d{1,4})*", re.ASCII)


def level_of_code(code: str) -> AgencyLevel:
    """The level that an entry without one has, by the pattern of codes that provinces have published.

    Both forms tell the same: ``000.20.31.H39`` before Decision 20/2020, ``H39.31.20`` after it. A code of no
    known form is the province's.
    """
    earlier, later = _EARLIER.fullmatch(code), _LATER.fullmatch(code)
    if earlier:
        return _level(int(earlier[2]), int(earlier[1]))
    return _level(int(later[1] or 0), int(later[2] or 0)) if later else AgencyLevel.PROVINCE


def _level(unit: int, below: int) -> AgencyLevel:
    if unit not in _DISTRICTS:
        return AgencyLevel.PROVINCE
    return AgencyLevel.COMMUNE if below >= _FIRST_COMMUNE else AgencyLevel.DISTRICT

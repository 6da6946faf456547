"""What is wrong with a value is said in one language at a time."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from lienthong.api.faults import faults_of


class Body(BaseModel):
    status: Literal["02", "03", "04"]


def test_allowed_values_are_listed_in_the_readers_language() -> None:
    with pytest.raises(ValidationError) as refused:
        Body.model_validate({"status": "99"})
    (fault,) = faults_of(refused.value)
    assert fault.en == "Allowed values: '02', '03' or '04'."
    assert fault.vi == "Giá trị được phép: '02', '03' hoặc '04'."

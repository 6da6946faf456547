"""What a person is told of a delivery whose time runs out, or is over."""

from __future__ import annotations

from typing import cast

import pytest

from lienthong_client.answers import DeliveryRecord
from lienthong_client.command.stories import note_text
from lienthong_client.messages import Language

DELIVERY = {
    "business": "new",
    "withheld": None,
    "destroyed_at": None,
    "question": None,
    "for_information": False,
}


@pytest.mark.parametrize(
    ("until", "language", "told"),
    [
        ("2099-03-02T01:00:00Z", "en", "can be opened until 2099-03-02 08:00"),
        ("2099-03-02T01:00:00Z", "vi", "mở được đến 02/03/2099 08:00"),
        (
            "2020-03-02T01:00:00Z",
            "en",
            "kept until 2020-03-02 08:00; it can no longer be opened, its evidence stays",
        ),
        (
            "2020-03-02T01:00:00Z",
            "vi",
            "hết hạn lưu lúc 02/03/2020 08:00; không mở được nữa, bằng chứng vẫn còn",
        ),
        (None, "vi", ""),
    ],
)
def test_a_list_says_until_when_a_delivery_can_be_opened(
    until: str | None, language: Language, told: str
) -> None:
    delivery = cast("DeliveryRecord", DELIVERY | {"openable_until": until})
    assert note_text(delivery, language) == told


def test_an_exchange_of_an_older_release_says_nothing_of_it() -> None:
    assert note_text(cast("DeliveryRecord", DELIVERY), "vi") == ""

"""When young eyes are told to rest."""

from datetime import UTC, datetime, timedelta

import pytest

from chat.rest import minutes_without_rest

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "minutes"), [([], 0), ([30], 0), ([9], 9), ([45, 36, 27, 18, 9], 45), ([60, 25, 16, 8], 25), ([11, 10], 0)]
)
def test_a_pause_of_ten_minutes_is_a_rest(ago: list[int], minutes: int):
    assert minutes_without_rest([NOW - timedelta(minutes=one) for one in ago], NOW) == minutes

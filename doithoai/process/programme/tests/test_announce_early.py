"""The day of an announcement is a Vietnamese day: at half past six in the morning it is already today."""

from datetime import UTC, date, datetime

import pytest

from doithoai.ground.core.errors import Refused
from doithoai.process.programme import services as programme

pytestmark = pytest.mark.django_db


def test_an_announcement_of_this_morning_is_not_in_the_future(commune, now):
    meeting = programme.plan(
        commune.unit, kind="periodic", title="Đối thoại", held_on=date(2026, 11, 28), by=commune.coordinator, now=now
    )
    early = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 06:30 on the 21st in Viet Nam
    with pytest.raises(Refused):
        programme.announce(meeting, where="Loa", published_on=date(2026, 11, 22), by=commune.coordinator, now=early)
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 21), by=commune.coordinator, now=early)
    assert meeting.state == "announced"

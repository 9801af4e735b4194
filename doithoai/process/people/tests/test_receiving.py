"""A voice may only be sent to a place where somebody receives it."""

from datetime import date

import pytest

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people import queries
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Role
from tests.people import seat

pytestmark = pytest.mark.django_db


def test_a_place_without_a_clerk_takes_no_opinions(commune, now):
    empty = people.found_unit("Xã Chưa Dùng", Level.COMMUNE, by=SYSTEM, now=now)
    assert list(queries.receiving_units(date(2026, 11, 21))) == [commune.unit]
    seat("tiep-nhan-moi", empty, Role.CLERK, now=now)
    assert list(queries.receiving_units(date(2026, 11, 21))) == [commune.unit, empty]

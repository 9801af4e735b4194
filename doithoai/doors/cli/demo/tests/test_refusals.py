"""Demo passwords are known to all: they must never come into a register that somebody works with."""

from argparse import Namespace

import pytest

from doithoai.doors.cli import demo
from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import Refused
from doithoai.process.people import services as people
from doithoai.process.people.models import Level

pytestmark = pytest.mark.django_db


def test_demo_passwords_never_come_into_a_real_register(now, settings):
    people.found_unit("Xã Thật", Level.COMMUNE, by=SYSTEM, now=now, is_home=True)
    with pytest.raises(Refused, match="Xã Thật"):
        demo.fill(["home"])
    settings.ENV = Namespace(mode="production")
    with pytest.raises(Refused, match="DOITHOAI_MODE=demo"):
        demo.run(Namespace(scenario=None, no_serve=True, json=True))

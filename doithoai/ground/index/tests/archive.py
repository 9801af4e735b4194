"""An archive for tests: opinions received as a clerk would, and the index brought up to date."""

from collections.abc import Iterable
from datetime import datetime

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import following, vocabulary
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.intake.services import Where, receive
from doithoai.process.people.models import Unit


def say(unit: Unit, text: str, *, now: datetime, place: str = "", **more) -> Opinion:
    """Receive one opinion."""
    where = Where(place=place, **more)
    return receive(unit, text, channel=Channel.VILLAGE, by=OPERATOR, now=now, where=where)


def index(now: datetime) -> None:
    """Bring the index up to date and let this process see the new counts."""
    while following.catch_up(now=now).behind:
        pass
    vocabulary.forget_counts()


def fill(unit: Unit, texts: Iterable[tuple[str, str]], *, now: datetime) -> list[Opinion]:
    """Receive opinions (text, place) and index them."""
    said = [say(unit, text, now=now, place=place) for text, place in texts]
    index(now)
    return said

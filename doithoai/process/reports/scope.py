"""What a report is about: a place with everything below it, a period of Vietnamese days, and the day it looks from."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import below

EARLIEST, LATEST = date(1945, 1, 1), date(2100, 12, 31)


def begin_of(day: date) -> datetime:
    """Return the first moment of a Vietnamese day."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


@dataclass(frozen=True)
class Scope:
    """A unit subtree, a period (both days included), the day as of which facts count, and today."""

    unit: Unit
    start: date
    end: date
    as_of: date
    today: date

    def __post_init__(self):
        for day in (self.start, self.end, self.as_of):
            if not EARLIEST <= day <= LATEST:
                raise Refused(_("Ngày %(day)s nằm ngoài khoảng 1945–2100.") % {"day": fmt_date(day)})
        if self.start > self.end:
            raise Refused(_("Ngày đầu kỳ phải trước hoặc đúng ngày cuối kỳ."))

    @property
    def units(self) -> QuerySet[Unit, Any]:
        """The unit and everything below it, as a subquery."""
        return below(self.unit).order_by().values("pk")

    @cached_property
    def cut(self) -> datetime:
        """The moment from which on facts do not count."""
        return begin_of(self.as_of + timedelta(days=1))

    @property
    def looks_back(self) -> bool:
        """Say whether something may have happened since the day the report looks from."""
        return self.as_of < self.today

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period that count."""
        return self.start, min(self.end, self.as_of)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """First moment of the period and the first moment after it."""
        return begin_of(self.start), min(begin_of(self.end + timedelta(days=1)), self.cut)

"""The one clock. Only views, jobs and commands ask it; rules and verbs receive `now`."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware, in UTC. Days are counted in Asia/Ho_Chi_Minh by `day_of`."""
    return timezone.now()


def today() -> date:
    """Return today's date in Viet Nam."""
    return timezone.localdate()


def day_of(moment: datetime) -> date:
    """Return the Vietnamese calendar day of an aware moment."""
    return timezone.localdate(moment)

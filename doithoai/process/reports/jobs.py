"""What the clock does for reports: counts what is hot, place after place, the lowest first."""

import time
from datetime import datetime, timedelta

from doithoai.ground.core import clock
from doithoai.process.people.queries import receiving_units
from doithoai.process.reports import warming
from doithoai.process.reports.models import HotList

FRESH = timedelta(hours=2)
MOST_SECONDS = 180.0


def count_hot(now: datetime) -> dict[str, int]:
    """Count the places whose list is older than two hours, oldest first; a place above others after them."""
    begun, counted = time.monotonic(), 0
    made = dict(HotList.objects.values_list("unit_id", "made_at"))
    units = [unit for unit in receiving_units(clock.day_of(now)) if made.get(unit.pk, now - FRESH) <= now - FRESH]
    for unit in sorted(units, key=lambda one: (-one.path.count("/"), one.pk)):
        left = MOST_SECONDS - (time.monotonic() - begun)
        if left <= 0:
            break
        counted += warming.count(unit, now=now, seconds=left)
    return {"places": counted}

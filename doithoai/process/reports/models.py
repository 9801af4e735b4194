"""What the clock counted for a page that must not count itself."""

from django.db import models

from doithoai.process.people.models import Unit


class HotList(models.Model):
    """What a place hears more of than usual, counted by the clock. Keys and figures only; can be made again.

    `rows`: one for each matter, thing or field out of the usual, the hottest first (reports/hot.py). `days`: how many
    voices spoke of each thing on each day of the last 27 weeks, so that a text is read once.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)
    days = models.JSONField(default=dict)
    # How far voices have been read: the day after the last whole one.
    read_to = models.DateField(null=True)
    made_at = models.DateTimeField()

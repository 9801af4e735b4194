"""What a place set otherwise than the profiles, and days that are not what the calendar says."""

from django.db import models
from django.db.models import F, Q

from doithoai.process.people.models import Seat, Unit


class Override(models.Model):
    """A place's own setting of one rule, for a time. Central law is never overridden: only stricter or local rows are.

    `value` and `unit_of_time` replace the limit; `off` says that the rule is not applied here. The reason and basis show.
    """

    place = models.ForeignKey(Unit, models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    off = models.BooleanField(default=False)
    basis = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "rule", "valid_from"], name="override_place_rule")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")), name="override_time_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.place})"


class CalendarDay(models.Model):
    """A day that works or rests otherwise than the shipped calendar says, with the document that says so.

    `place` empty: for the whole installation.
    """

    place = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="calendar_days")
    day = models.DateField()
    works = models.BooleanField()
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "day"], name="one_setting_a_place_and_day"),
            models.UniqueConstraint(fields=["day"], condition=Q(place__isnull=True), name="one_setting_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"

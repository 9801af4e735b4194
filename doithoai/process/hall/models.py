"""The spoken register and the signed conclusions."""

from django.db import models

from doithoai.process.answer.models import Answer
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter


class RegisterEntry(models.Model):
    """One turn of speech: who spoke on what, what was answered, by whom. Corrections are further entries.

    `said` is empty for an opinion: its words stand in the opinion alone, so that sealing a denunciation seals them here.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="register")
    number = models.PositiveIntegerField()
    speaker = models.CharField(max_length=200, blank=True)
    opinion = models.ForeignKey(Opinion, models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="register_entries")
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="+")
    said = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_entry_a_number")]

    @property
    def words(self) -> str:
        """What was said; '' for a voice that was sealed since."""
        return self.said if self.opinion is None else self.opinion.text


class Conclusion(models.Model):
    """What the chair concluded; published before the meeting can be closed."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="conclusion")
    text = models.TextField()
    signed_by = models.CharField(max_length=200)
    document = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")

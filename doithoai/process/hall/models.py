"""The spoken register, the signed conclusions, and the sketch of topics an agenda is made from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doithoai.process.answer.models import Answer
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat, Unit
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


class TopicSketch(models.Model):
    """What people speak of, gathered into topics: for a meeting, or (without one) for a place's last months.

    `data` holds ids and figures only, never words: whoever reads a page fetches the words as far as the own seat may.
    It can be thrown away and made again (hall/gathering.py). `asked_at`: somebody waits for a newer one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, models.PROTECT, null=True, related_name="sketch")
    opinions = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(meeting__isnull=True), name="one_sketch_a_place")
        ]
        indexes = [models.Index(fields=["asked_at"], name="sketch_asked")]


class AgendaDraft(models.Model):
    """How the agenda of a meeting is being put together: how many topics, and what the chair put in or left out."""

    class Floor(models.TextChoices):
        """What small villages and broken promises count against many voices."""

        NONE = "none", _("Chỉ đếm ý kiến")
        USUAL = "usual", _("Cân bằng (nhường tối đa 3 %)")
        FIRST = "first", _("Thôn và lời hứa trước hết")

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="agenda_draft")
    length = models.PositiveSmallIntegerField(default=7)
    floor = models.CharField(max_length=5, choices=Floor.choices, default=Floor.USUAL)
    # Keys of topics of the sketch ("c:road_damaged", "m:12"); one that is gone from it is passed over.
    put_in = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    changed_at = models.DateTimeField()

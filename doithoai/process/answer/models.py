"""Answers with their versions, ratings, reopenings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat, Unit
from doithoai.process.triage.models import Matter, Result


class Answer(models.Model):
    """One answer to a matter in one round: four parts, a result, and who wrote and approved it.

    `version` counts saves, so that of two people editing the second is told. A correction is an answer of its own
    that names what it corrects; the corrected one stays readable.
    """

    class Kind(models.TextChoices):
        """How it was given."""

        WRITTEN = "written", _("Bằng văn bản")
        SPOKEN = "spoken", _("Tại chỗ")

    class State(models.TextChoices):
        """The life of an answer (design.md section 4)."""

        DRAFT = "draft", _("Dự thảo")
        IN_REVIEW = "in_review", _("Trình duyệt")
        APPROVED = "approved", _("Đã duyệt")
        PUBLISHED = "published", _("Đã công khai")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.WRITTEN)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    reply = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    action = models.TextField(blank=True)
    action_by = models.CharField(max_length=200, blank=True)
    action_due = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    document = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)
    override_reason = models.TextField(blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    correction_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "round"], condition=Q(corrects__isnull=True), name="one_answer_a_round"
            )
        ]
        indexes = [models.Index(fields=["unit", "state", "submitted_at", "id"], name="answer_queue")]


PARTS = ("result", "reply", "basis", "action", "action_by", "action_due", "evidence", "document")


class AnswerVersion(models.Model):
    """What an answer said when it was submitted, approved or published."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parts = models.JSONField()
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_version_a_number")]


class AnswerAuthor(models.Model):
    """Every person who wrote in an answer: none of them may approve it."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="authors")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "seat"], name="one_author_a_seat")]


class Rating(models.Model):
    """The sender's verdict on the answer to one matter in one round. Can be given again; the last one counts."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="ratings")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opinion", "matter", "round"], name="one_rating_a_round"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="score_one_to_five"),
        ]


class Reopening(models.Model):
    """A sender says 'not solved'. It goes to the Front and the coordinator, not back to the unit that answered."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="reopenings")
    opinion = models.ForeignKey(Opinion, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reopened = models.BooleanField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "matter", "round"], name="one_reopening_a_round")]
        indexes = [models.Index(fields=["decided_at", "asked_at"], name="reopening_queue")]

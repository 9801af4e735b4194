"""Assignments with their date and its basis, extensions, referrals, promises."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doithoai.process.people.models import Seat, Unit
from doithoai.process.triage.models import Field, Matter


class Product(models.TextChoices):
    """What the assigned unit has to deliver."""

    WRITTEN_ANSWER = "written_answer", _("Văn bản trả lời người dân")
    RESOLUTION = "resolution", _("Giải quyết xong và trả lời")
    VERIFICATION = "verification", _("Xác minh, báo cáo và dự thảo trả lời")


class Assignment(models.Model):
    """A matter given to a lead unit by a date that rests on something. Never without lead and date."""

    class State(models.TextChoices):
        """The life of an assignment (design.md section 4)."""

        GIVEN = "given", _("Đã giao")
        ACCEPTED = "accepted", _("Đã nhận")
        DONE = "done", _("Đã xong")
        RETURNED = "returned", _("Đã trả lại")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assignments")
    round = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    supporting = models.ManyToManyField(Unit, blank=True, related_name="supporting_assignments")
    due = models.DateField()
    basis = models.CharField(max_length=300)
    product = models.CharField(max_length=15, choices=Product.choices, default=Product.WRITTEN_ANSWER)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)
    given_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True)
    proposed_owner = models.CharField(max_length=200, blank=True)
    # The body that led it before a merger handed it over; dates do not move with it.
    origin = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state__in=["given", "accepted"]), name="one_open_assignment_a_matter"
            )
        ]
        indexes = [models.Index(fields=["lead", "state", "due", "id"], name="assignment_queue")]


class Extension(models.Model):
    """A date moved once, with its reason; public."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="extension")
    old_due = models.DateField()
    new_due = models.DateField()
    reason = models.TextField()
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Referral(models.Model):
    """A matter out of competence sent to another body. Still owed until that body confirms receipt."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="referrals")
    body = models.CharField(max_length=300)
    reason = models.TextField()
    document = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    received_on = models.DateField(null=True, blank=True)
    receipt = models.CharField(max_length=300, blank=True)


class Promise(models.Model):
    """Who promised what, where, by when; how often the date moved; evidence."""

    class State(models.TextChoices):
        """The life of a promise; confirmed and disputed are the Front's (supervision)."""

        OPEN = "open", _("Đang thực hiện")
        DONE = "done", _("Đã báo làm xong")
        CONFIRMED = "confirmed", _("Mặt trận xác nhận")
        DISPUTED = "disputed", _("Mặt trận không đồng ý")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="promises")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promises")
    made_by = models.CharField(max_length=200)
    text = models.TextField()
    due = models.DateField()
    first_due = models.DateField()
    moved = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "due"], name="promise_queue")]


class Competence(models.Model):
    """Which body of a place leads matters of a field, from when to when: what a coordinator is offered first."""

    place = models.ForeignKey(Unit, models.PROTECT, related_name="competences")
    field = models.CharField(max_length=20, choices=Field.choices)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "field"], name="competence_place_field")]


class Handover(models.Model):
    """A unit that ended hands its open business to one that follows it: what, on which day, by which minutes.

    `items` lists what passed ({"kind", "code", "title", "due", "lead"}) as it stood; it is not rewritten later.
    """

    old = models.ForeignKey(Unit, models.PROTECT, related_name="handovers_from")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="handovers_to")
    on = models.DateField()
    basis = models.CharField(max_length=300)
    minutes = models.TextField(blank=True)
    items = models.JSONField(default=list)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

"""Messages waiting to leave, and leases so that a job runs once at a time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one address. The address is sealed; the text names a public number and never a content.

    `key` names what it is about, to whom and why: the same notice asked for twice is one row.
    """

    class Channel(models.TextChoices):
        """By which way it goes."""

        EMAIL = "email", _("Thư điện tử")
        WEBHOOK = "webhook", _("SMS, Zalo qua cổng tin nhắn")

    class State(models.TextChoices):
        """The life of a notice."""

        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        GIVEN_UP = "given_up", _("Không gửi được")
        CALLED_OFF = "called_off", _("Không gửi nữa")

    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=30)
    # The public number it speaks of (YK-…), and a keyed hash of the thing, to call its notices off with.
    about = models.CharField(max_length=40)
    sealed_address = models.BinaryField(null=True)
    language = models.CharField(max_length=5, default="vi")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_at"], name="notice_due"),
            models.Index(fields=["about"], name="notice_about"),
        ]


class Job(models.Model):
    """When a clock job last ran and who holds it now: of two `tick`s at the same moment one does the work."""

    name = models.CharField(max_length=40, unique=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_run = models.DateTimeField(null=True, blank=True)
    last_trouble = models.CharField(max_length=300, blank=True)

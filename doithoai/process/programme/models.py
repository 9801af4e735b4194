"""One meeting and what was made public about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import codes
from doithoai.process.people.models import Seat, Unit


class Kind(models.TextChoices):
    """Kinds of meeting (glossary: đối thoại định kỳ, chuyên đề, đột xuất …)."""

    PERIODIC = "periodic", _("Đối thoại định kỳ")
    THEMATIC = "thematic", _("Đối thoại chuyên đề")
    AD_HOC = "ad_hoc", _("Đối thoại đột xuất")
    RECEPTION = "reception", _("Tiếp công dân")
    VOTER_CONTACT = "voter_contact", _("Tiếp xúc cử tri")
    ROUNDTABLE = "roundtable", _("Tọa đàm")
    PEOPLE_MEETING = "people_meeting", _("Họp nhân dân")


DIALOGUES = (Kind.PERIODIC, Kind.THEMATIC, Kind.AD_HOC)


class Audience(models.TextChoices):
    """With whom."""

    PEOPLE = "people", _("Nhân dân")
    YOUTH = "youth", _("Thanh niên")
    ENTERPRISES = "enterprises", _("Doanh nghiệp")
    WOMEN = "women", _("Phụ nữ")
    FRONT = "front", _("Mặt trận và đoàn thể")


class ChairModel(models.TextChoices):
    """Who leads: both models must be possible (domain.md 2.3)."""

    PARTY = "party", _("Người đứng đầu cấp ủy")
    STATE = "state", _("Chủ tịch UBND (hội nghị theo Điều 43)")
    BOTH = "both", _("Bí thư và Chủ tịch cùng chủ trì")


class Meeting(models.Model):
    """One event between leaders and people. `unit` is the place that convenes it."""

    class State(models.TextChoices):
        """The life of a meeting (design.md section 4)."""

        PLANNED = "planned", _("Đã lên kế hoạch")
        ANNOUNCED = "announced", _("Đã thông báo")
        COLLECTING = "collecting", _("Đang lấy ý kiến")
        READY = "ready", _("Đã sẵn sàng")
        LIVE = "live", _("Đang diễn ra")
        CONCLUDED = "concluded", _("Đã kết luận")
        CLOSED = "closed", _("Đã khép lại")
        CANCELLED = "cancelled", _("Đã hủy")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PEOPLE)
    chair_model = models.CharField(max_length=6, choices=ChairModel.choices, default=ChairModel.BOTH)
    title = models.CharField(max_length=300)
    topic = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    collect_until = models.DateField(null=True, blank=True)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "held_on", "id"], name="meeting_unit_day"),
            models.Index(fields=["held_on", "id"], name="meeting_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """The code people say aloud: DT-2026-0042."""
        return codes.said("DT", self.held_on.year, self.pk, width=4)


class Announcement(models.Model):
    """What was made public, where and when (proof for the notice period)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="announcements")
    where = models.CharField(max_length=300)
    published_on = models.DateField()
    text = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True)
    recorded_at = models.DateTimeField()

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


class Form(models.TextChoices):
    """How people take part (DLG-04, REC-09: in person, online, or both)."""

    IN_PERSON = "in_person", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    MIXED = "mixed", _("Trực tiếp và trực tuyến")


class Programme(models.Model):
    """The year's programme of a place: its number and the day it was issued. Its meetings are those of that year."""

    class State(models.TextChoices):
        """A programme is drafted, then issued; meetings may still be added, each addition in the event book."""

        DRAFT = "draft", _("Đang soạn")
        ISSUED = "issued", _("Đã ban hành")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    basis = models.TextField(blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    issued_on = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_programme_a_year")]

    def __str__(self) -> str:
        return self.title


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
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.IN_PERSON)
    # The day first fixed, when the meeting was moved from it (a reception on a holiday, REC-17; a published change).
    fixed_on = models.DateField(null=True, blank=True)
    # With which locality the place talks, and why this one (Bình Thuận: one locality a year).
    locality = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    locality_reason = models.TextField(blank=True)
    # The unit that convened it before a merger handed it over.
    origin = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # How often what calendars show changed (iCalendar SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

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


class Medium(models.TextChoices):
    """By which way something was made public (DLG-06, DLG-07)."""

    MASS_MEDIA = "mass_media", _("Phương tiện thông tin đại chúng, truyền thanh")
    HEADQUARTERS = "headquarters", _("Niêm yết tại trụ sở")
    VILLAGE_HEADS = "village_heads", _("Gửi trưởng thôn, tổ trưởng")
    PORTAL = "portal", _("Trang điện tử")
    OTHER = "other", _("Cách khác")


class Announcement(models.Model):
    """What was made public about a meeting, where and when: the proof for notice and publication periods."""

    class Kind(models.TextChoices):
        """What was made public."""

        NOTICE = "notice", _("Thông báo tổ chức")
        RESULTS = "results", _("Kết quả")
        CHANGE = "change", _("Thay đổi ngày, nơi họp")
        CANCELLATION = "cancellation", _("Hủy cuộc")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="announcements")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NOTICE)
    # Values of Medium; more than one way at a time is usual.
    media = models.JSONField(default=list)
    where = models.CharField(max_length=300)
    published_on = models.DateField()
    text = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True)
    recorded_at = models.DateTimeField()

    @property
    def ways(self) -> list[str]:
        """In which ways it was made public, in words."""
        return [str(way.label) for way in Medium if way.value in self.media]


class Task(models.Model):
    """Who prepares what for a meeting, by when."""

    class State(models.TextChoices):
        """The life of a task."""

        OPEN = "open", _("Đang làm")
        DONE = "done", _("Đã xong")
        DROPPED = "dropped", _("Không làm nữa")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=300)
    due = models.DateField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "due"], name="task_queue")]

    def __str__(self) -> str:
        return self.what


class Topic(models.Model):
    """A topic of a meeting, with the evidence that stood beside it when it was chosen."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="topics")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    # Figures of the day of choice: {"field": …, "opinions": n, "unanswered": n, "earlier_meetings": n}.
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_topic_a_number")]


class LotPlan(models.Model):
    """How attendees will be drawn: fixed and public before the number that decides exists. Never changed (trigger)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lot_plans")
    # Which number nobody here can choose ("giải đặc biệt xổ số miền Bắc"), and on which day it comes out.
    source = models.CharField(max_length=200)
    number_on = models.DateField()
    seats = models.PositiveIntegerField()
    # [{"village": name, "size": n, "list": sha256 of the numbered list or ""}], in the order of the villages' names.
    places = models.JSONField(default=list)
    # Why there is a second drawing.
    reason = models.TextField(blank=True)
    announced_at = models.DateTimeField()
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")


class Lot(models.Model):
    """A drawing of attendees by lot: with the seed, the sizes and the method anyone can draw it again."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="lots")
    seed = models.CharField(max_length=100)
    method = models.CharField(max_length=20, default="sha256-v1")
    # [{"village": name, "size": n, "seats": k, "drawn": [numbers]}], in the order of the villages' names.
    drawn = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    # One plan is drawn once: who wants to draw again announces again.
    plan = models.ForeignKey(LotPlan, models.PROTECT, null=True, related_name="lots")


class Attendee(models.Model):
    """Who is invited and who came. A private person's name is sealed; `label` is what a list may show."""

    class Kind(models.TextChoices):
        """Why this one is invited."""

        ROLE = "role", _("Theo chức danh")
        ORGANISATION = "organisation", _("Cơ quan, tổ chức")
        LOT = "lot", _("Bốc thăm")
        PERSON = "person", _("Mời đích danh")

    class Reply(models.TextChoices):
        """What the invited person said."""

        NONE = "none", _("Chưa trả lời")
        YES = "yes", _("Sẽ dự")
        NO = "no", _("Không dự được")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    label = models.CharField(max_length=200)
    village = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="attendees")
    sealed = models.BinaryField(null=True)
    key = models.CharField(max_length=64, unique=True)
    token_index = models.CharField(max_length=64, unique=True)
    reply = models.CharField(max_length=4, choices=Reply.choices, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True)
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_attendee_a_number")]


class Electorate(models.Model):
    """How many voters a commune had on a day, and where that number comes from."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="electorates")
    voters = models.PositiveIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=300)
    by_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()


class VoterRequest(models.Model):
    """Voters ask for an extraordinary meeting (DLG-02: at least 10 % of the commune's voters oblige it)."""

    class State(models.TextChoices):
        """The life of a request."""

        OPEN = "open", _("Đang vận động")
        MET = "met", _("Đã lên lịch họp")
        DECLINED = "declined", _("Không tổ chức (nêu lý do)")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="voter_requests")
    subject = models.CharField(max_length=300)
    received_on = models.DateField()
    reference = models.CharField(max_length=200, blank=True)
    voters = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="voter_requests")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class RequestSheet(models.Model):
    """One sheet of signatures of a request: how many voters, from which village, when. No names are kept."""

    request = models.ForeignKey(VoterRequest, models.PROTECT, related_name="sheets")
    village = models.CharField(max_length=200, blank=True)
    voters = models.PositiveIntegerField()
    received_on = models.DateField()
    reference = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

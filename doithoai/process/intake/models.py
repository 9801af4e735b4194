"""The register of voices and, apart from it, the vault of contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock, codes
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme.models import Meeting


class Channel(models.TextChoices):
    """By which way an opinion came (domain.md 4.2)."""

    WEB = "web", _("Trang điện tử")
    COUNTER = "counter", _("Trực tiếp tại nơi tiếp nhận")
    PHONE = "phone", _("Điện thoại")
    MAILBOX = "mailbox", _("Hòm thư góp ý")
    VILLAGE = "village", _("Họp thôn, tổ dân phố")
    LETTER = "letter", _("Thư, đơn giấy")
    HALL = "hall", _("Phát biểu tại hội nghị")
    RECEPTION = "reception", _("Tiếp công dân")
    VOTER_CONTACT = "voter_contact", _("Tiếp xúc cử tri")
    ROUNDTABLE = "roundtable", _("Tọa đàm")
    DRAFT = "draft", _("Góp ý dự thảo văn bản")
    YEARLY = "yearly", _("Góp ý tập thể, cá nhân hằng năm")


class Mode(models.TextChoices):
    """Who may know the sender (trust.md A4). Confidential is the default."""

    CONFIDENTIAL = "confidential", _("Bảo mật")
    PUBLIC = "public", _("Công khai tên")
    ANONYMOUS = "anonymous", _("Ẩn danh")


class CollectionRound(models.Model):
    """A village meeting or a mailbox opening: when, how many came, who collected."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="collection_rounds")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="collection_rounds")
    village = models.CharField(max_length=200, blank=True)
    village_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    collector = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.village or self.unit.name


class Opinion(models.Model):
    """One voice as received. `raw`, `text` and `received_at` never change (database trigger); nobody can delete it.

    `raw` holds the bytes as they came (UTF-8 of the form, or the cell's own characters), `text` the clean NFC copy.
    `key` is random, or for an imported row a keyed hash of the row: the same voice sent twice is one row.
    """

    class State(models.TextChoices):
        """The life of an opinion (design.md section 4)."""

        RECEIVED = "received", _("Mới tiếp nhận")
        TRIAGED = "triaged", _("Đã phân loại")
        SET_ASIDE = "set_aside", _("Không xử lý (nêu lý do)")
        HANDED_OVER = "handed_over", _("Đã hướng dẫn, chuyển cơ quan có thẩm quyền")

    class Handed(models.TextChoices):
        """What was handed over: guided and routed, never processed here (domain.md 4.1)."""

        NONE = "", ""
        COMPLAINT = "complaint", _("Khiếu nại")
        DENUNCIATION = "denunciation", _("Tố cáo")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="opinions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="opinions")
    round = models.ForeignKey(CollectionRound, models.PROTECT, null=True, blank=True, related_name="opinions")
    channel = models.CharField(max_length=15, choices=Channel.choices)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CONFIDENTIAL)
    raw = models.BinaryField()
    text = models.TextField()
    excerpt = models.CharField(max_length=200)
    village = models.CharField(max_length=200, blank=True)
    village_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=300, blank=True)
    public_name = models.CharField(max_length=120, blank=True)
    said_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    collector = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    handed = models.CharField(max_length=12, choices=Handed.choices, blank=True, default="")
    handed_to = models.CharField(max_length=300, blank=True)
    public_reason = models.TextField(blank=True)
    sealed = models.BinaryField(null=True)
    key = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    secret_index = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "received_at", "id"], name="opinion_queue"),
            models.Index(fields=["unit", "received_at", "id"], name="opinion_register"),
            models.Index(fields=["meeting", "state"], name="opinion_meeting"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The public number on the receipt: YK-2026-000123 (year of receipt in Viet Nam)."""
        return codes.said("YK", clock.day_of(self.received_at).year, self.pk)

    @property
    def secret(self) -> str:
        """The 16-digit follow-up code. Shown to the sender only."""
        return codes.secret_for(self.key)


class Contact(models.Model):
    """The vault: who sent an opinion, sealed. Read only through queries.contact_of."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="+")
    sealed = models.BinaryField()


class ImportedFile(models.Model):
    """A file a village sent, sealed as received, with what the reader found. Imported whole or not at all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    village = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    reading = models.BinaryField()
    uploaded_by = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    opinions = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)


class ReceptionTurn(models.Model):
    """One turn of a citizen reception: turns and persons are two figures."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="turns")
    number = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_turn_a_number")]

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
    EMAIL = "email", _("Thư điện tử")
    HOTLINE = "hotline", _("Đường dây nóng")
    PORTAL = "portal", _("Hệ thống khác chuyển đến")


class Mode(models.TextChoices):
    """Who may know the sender (trust.md A4). Confidential is the default."""

    CONFIDENTIAL = "confidential", _("Bảo mật")
    PUBLIC = "public", _("Công khai tên")
    ANONYMOUS = "anonymous", _("Ẩn danh")


class RoundKind(models.TextChoices):
    """How voices were collected."""

    VILLAGE_MEETING = "village_meeting", _("Họp thôn, tổ dân phố")
    MAILBOX = "mailbox", _("Mở hòm thư góp ý")
    HOUSEHOLDS = "households", _("Phát phiếu tới hộ")


class CollectionRound(models.Model):
    """A village meeting or a mailbox opening: when, how many came, who collected."""

    kind = models.CharField(max_length=15, choices=RoundKind.choices, default=RoundKind.VILLAGE_MEETING)
    witnesses = models.CharField(max_length=300, blank=True)
    # How many letters the box held, read or not.
    letters = models.PositiveIntegerField(null=True, blank=True)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="collection_rounds")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="collection_rounds")
    village = models.CharField(max_length=200, blank=True)
    village_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    collector = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    # A round noted on a device without network, by a keyed hash of seat and its own number: sent twice it is one round.
    key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - none is not ''

    class Meta:
        # Conditional, so that SQLite adds an index and does not rebuild the table.
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(key__isnull=False), name="one_round_a_key")
        ]

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
        WITHDRAWN = "withdrawn", _("Người gửi đã rút")

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
    # The unit that received it before a merger handed it over; `unit` is who holds it now.
    origin = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # When it was typed on a device without network. `received_at` is always the server's.
    typed_at = models.DateTimeField(null=True, blank=True)

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
    """The vault: who sent an opinion, sealed. Read only through queries.contact_of; gone when the identity is erased.

    `phone_index` is a keyed hash of the number's digits: it finds, and without the key outside the database says nothing.
    """

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64, null=True, blank=True, db_index=True)  # noqa: DJ001 - none is not ''


class ContactOpening(models.Model):
    """Break-glass: one seat asks with a reason, another opens. Counted in public."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opened_by = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)


class Attachment(models.Model):
    """What came with an opinion, sealed. Pictures are re-encoded and carry no metadata; other files stay with intake."""

    class Kind(models.TextChoices):
        """A picture may be shown to whoever may read the words; a document only to intake."""

        PICTURE = "picture", _("Ảnh")
        DOCUMENT = "document", _("Tài liệu")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "number"], name="one_attachment_a_number")]


class DataRequest(models.Model):
    """What a sender asks about the own data, with the clocks of NĐ 356/2025 (rows DAT-01 to DAT-04)."""

    class Kind(models.TextChoices):
        """Which right is used. What the code alone can do is done at once and recorded as done."""

        ACCESS = "access", _("Xem, nhận bản sao dữ liệu")
        CORRECT = "correct", _("Sửa thông tin liên hệ")
        WITHDRAW = "withdraw", _("Rút ý kiến")
        RESTRICT = "restrict", _("Hạn chế, phản đối xử lý")
        ERASE = "erase", _("Xóa danh tính")

    class State(models.TextChoices):
        """The life of a request."""

        OPEN = "open", _("Chờ trả lời")
        ANSWERED = "answered", _("Đã trả lời, đang làm")
        DONE = "done", _("Đã xong")
        REFUSED = "refused", _("Không thực hiện (nêu lý do)")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reply = models.TextField(blank=True)
    received_at = models.DateTimeField()
    answer_by = models.DateField()
    finish_by = models.DateField()
    extended = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "finish_by"], name="data_request_queue")]


class Message(models.Model):
    """The relay: an agency asks "the sender", the sender answers with the code; neither learns who the other is."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="messages")
    from_sender = models.BooleanField()
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)


class ApiKey(models.Model):
    """A key with which another system (a hotline, a portal) brings opinions into the register of one place."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=15, choices=Channel.choices)
    key_index = models.CharField(max_length=64, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)


class ApiCall(models.Model):
    """One opinion that a key brought in: by which call, so that the same call again is answered and not taken again.

    `call` is a keyed hash of key and `Idempotency-Key`; `body` of what was sent.
    """

    api_key = models.ForeignKey(ApiKey, models.PROTECT, related_name="calls")
    call = models.CharField(max_length=64, unique=True)
    body = models.CharField(max_length=64)
    external_id = models.CharField(max_length=100, blank=True)
    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["api_key", "at", "id"], name="api_call_list")]


class ApiUse(models.Model):
    """How often a key was used since the beginning of a minute or a day: what its limits are measured by."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+")
    seconds = models.PositiveIntegerField()
    begins_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "seconds"], name="one_count_a_key_and_window")]


class Letter(models.Model):
    """An e-mail that was fetched: what became of it. Its words stand in the opinion, nowhere else."""

    class Outcome(models.TextChoices):
        """What the reader did with it."""

        TAKEN = "taken", _("Đã vào sổ")
        REFUSED = "refused", _("Không đọc được, chờ người xem")
        IGNORED = "ignored", _("Thư tự động, bỏ qua")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField(null=True)
    opinion = models.ForeignKey(Opinion, models.PROTECT, null=True, related_name="+")
    fetched_at = models.DateTimeField()


class Guided(models.Model):
    """How many people a day were led to the right door for complaints and denunciations. Nothing else is kept."""

    class Door(models.TextChoices):
        """To which door."""

        COMPLAINT = "complaint", _("Khiếu nại")
        DENUNCIATION = "denunciation", _("Tố cáo")

    on = models.DateField()
    door = models.CharField(max_length=12, choices=Door.choices)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "door"], name="one_count_a_day_and_door")]


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
    """One turn of a citizen reception: turns and persons are two figures. A refused turn counts in neither."""

    class Refusal(models.TextChoices):
        """The only grounds on which a reception may be refused (REC-13: Luật Tiếp công dân, Điều 9)."""

        NONE = "", ""
        UNFIT = "unfit", _("Say, dùng chất kích thích, mất năng lực hành vi")
        DISORDER = "disorder", _("Đe dọa, xúc phạm, vi phạm nội quy nơi tiếp")
        SETTLED = "settled", _("Việc đã giải quyết đúng luật, đã thông báo mà cố tình kéo dài")
        OTHER = "other", _("Trường hợp khác theo luật")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="turns")
    number = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    received_by = models.CharField(max_length=200, blank=True)
    refusal = models.CharField(max_length=10, choices=Refusal.choices, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True)
    opinions = models.ManyToManyField(Opinion, related_name="+")
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_turn_a_number")]

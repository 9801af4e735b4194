"""Matters, and which voice raised which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock, codes
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme.models import Meeting


class Field(models.TextChoices):
    """The first level of the list of fields (shared/data/README.md); a place may add a second level later."""

    LAND = "land", _("Đất đai, giải phóng mặt bằng, tái định cư")
    CONSTRUCTION_ORDER = "construction_order", _("Trật tự xây dựng, quy hoạch, vỉa hè")
    TRANSPORT = "transport", _("Giao thông, đường, cầu")
    ENVIRONMENT = "environment", _("Môi trường, rác, nước thải, tiếng ồn")
    WATER_POWER = "water_power", _("Điện, nước sinh hoạt, chiếu sáng")
    AGRICULTURE = "agriculture", _("Nông nghiệp, thủy lợi, nông thôn mới")
    SOCIAL_POLICY = "social_policy", _("Người có công, hộ nghèo, bảo hiểm xã hội, phụ cấp")
    HEALTH = "health", _("Y tế, bảo hiểm y tế, an toàn thực phẩm")
    EDUCATION = "education", _("Giáo dục, trường học, học phí")
    CULTURE_SPORT = "culture_sport", _("Văn hóa, thể thao, du lịch")
    PUBLIC_SECURITY = "public_security", _("An ninh, trật tự, quốc phòng")
    ADMIN_PROCEDURE = "admin_procedure", _("Thủ tục hành chính, thái độ phục vụ, bộ máy")
    PARTY_BUILDING = "party_building", _("Xây dựng Đảng, công tác cán bộ")
    INDUSTRY_TRADE = "industry_trade", _("Công thương, chợ, doanh nghiệp, giá cả")
    LABOUR = "labour", _("Việc làm, tiền lương, đào tạo nghề")
    INFO_TELECOM = "info_telecom", _("Viễn thông, internet, truyền thanh, báo chí")
    OTHER = "other", _("Tòa án, thi hành án, lĩnh vực khác")


class MatterKind(models.TextChoices):
    """What the matter is (domain.md 4.1). Complaints and denunciations never become matters."""

    COMMENT = "comment", _("Góp ý")
    REPORT = "report", _("Phản ánh")
    PETITION = "petition", _("Kiến nghị")
    PROPOSAL = "proposal", _("Đề xuất, hiến kế")


class Result(models.TextChoices):
    """What came of a matter: a fact apart from its state. Only `resolved` counts as solved."""

    RESOLVED = "resolved", _("Đã giải quyết xong")
    RESOLVING = "resolving", _("Đang giải quyết (có ngày xong)")
    EXPLAINED = "explained", _("Đã giải trình, cung cấp thông tin")
    NOTED = "noted", _("Tiếp thu, ghi nhận")
    NOT_ACCEPTED = "not_accepted", _("Không tiếp thu (nêu lý do)")
    NO_RESOURCES_YET = "no_resources_yet", _("Chưa giải quyết do chưa có nguồn lực")
    OUT_OF_COMPETENCE = "out_of_competence", _("Không thuộc thẩm quyền, đã chuyển")


class Matter(models.Model):
    """What must be answered once. `unit` is the place whose coordinator sees to it.

    `result` is empty as long as an answer is owed. A matter joined into another (`joined_into`) keeps its own
    raisings and follows the other's fate until it is separated again: joining moves nobody's voice.
    """

    class State(models.TextChoices):
        """The life of a matter (design.md section 4)."""

        OPEN = "open", _("Chờ giao việc")
        ASSIGNED = "assigned", _("Đã giao")
        ANSWERED = "answered", _("Đã trả lời")
        CLOSED = "closed", _("Kết thúc")
        REFERRED = "referred", _("Đã chuyển cơ quan khác")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters")
    # The unit that saw to it before a merger handed it over.
    origin = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="matters")
    title = models.CharField(max_length=200)
    text = models.TextField()
    field = models.CharField(max_length=20, choices=Field.choices)
    kind = models.CharField(max_length=10, choices=MatterKind.choices, default=MatterKind.PETITION)
    place = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    result = models.CharField(max_length=20, choices=Result.choices, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    opened_at = models.DateTimeField()
    # The clock of this round: set when first given, moved only by an extension; giving again does not restart it.
    due = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "opened_at", "id"], name="matter_queue"),
            models.Index(fields=["unit", "opened_at", "id"], name="matter_register"),
            models.Index(fields=["published_at", "id"], name="matter_published"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """The code people say aloud: VD-2026-000123."""
        return codes.said("VD", clock.day_of(self.opened_at).year, self.pk)

    @property
    def head(self) -> "Matter":
        """The matter whose answer counts: the one this is joined into, or itself."""
        return self.joined_into or self


class Raising(models.Model):
    """This voice raised this matter, in these words of it."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="raisings")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="raisings")
    number = models.PositiveSmallIntegerField(default=1)
    excerpt = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "number"], name="one_raising_a_number")]


class SealOpening(models.Model):
    """Two seats open the sealed words of a denunciation once, to print the transfer slip."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="openings")
    asked_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    opened_by = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)


class LearnedModel(models.Model):
    """What the desk's own decisions taught: one version, its figures, and the numbers themselves (never pickled).

    `kind` says what it judges. At most one version a kind is in use; when none is, the shipped one is.
    """

    class Kind(models.TextChoices):
        """What a model judges."""

        FIELD = "field", _("Đề xuất lĩnh vực")
        LIKENESS = "likeness", _("Đề xuất vấn đề trùng")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    # How many decisions of persons it was made from.
    trained_on = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    blob = models.BinaryField()
    active = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_learned_version"),
            models.UniqueConstraint(fields=["kind"], condition=models.Q(active=True), name="one_active_learned_model"),
        ]

"""Matters, and which voice raised which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock, codes
from doithoai.process.intake.models import ImportedFile, Opinion
from doithoai.process.people.models import Seat, Unit
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.parting import own_part


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

    @property
    def own_part(self) -> str:
        """What only this voice said of the matter: the joint answer must not pass it over ('' when there is nothing)."""
        head = self.matter.head
        return own_part(self.excerpt, f"{head.title} {head.text}")


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


class MatterDecision(models.Model):
    """A person said whether a voice and a matter, or two voices, are about the same.

    It is not proposed again, and it is what the machine learns from. `excerpt` holds the part of the voice that was
    judged ('' for all of it); `score` what the machine had thought, in thousandths.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        SAME = "same", _("Cùng một việc")
        DIFFERENT = "different", _("Việc khác")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="+")
    # The other side: a matter (gone when the matter is undone) or another voice.
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="decisions")
    other = models.ForeignKey(Opinion, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    excerpt = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    by_seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(matter__isnull=False, other__isnull=True)
                | models.Q(matter__isnull=True, other__isnull=False),
                name="decision_has_one_other_side",
            )
        ]
        indexes = [models.Index(fields=["opinion", "matter"], name="decision_of_voice")]


class Objection(models.Model):
    """A sender says that the own matter is another than the one it was put together with. One for each raising.

    `words` and `more` are the sender's (sealed words never stand here: what was sealed was never raised); `reason` and
    `last_reason` are what the desk wrote to the sender. `raising` is empty once the sorting itself was undone.
    """

    class State(models.TextChoices):
        """The life of an objection: a second refusal is for the Front to see."""

        WAITING = "waiting", _("Chờ xem")
        SEPARATED = "separated", _("Đã tách riêng")
        KEPT = "kept", _("Giữ chung, có nêu lý do")
        INSISTED = "insisted", _("Người gửi đề nghị xem lại")
        KEPT_TWICE = "kept_twice", _("Giữ chung lần hai, Mặt trận xem")

    raising = models.OneToOneField(Raising, models.SET_NULL, null=True, related_name="objection")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="objections")
    # Whose coordinator decides: follows the opinion when a unit ends.
    matter = models.ForeignKey(Matter, models.SET_NULL, null=True, related_name="objections")
    words = models.TextField()
    more = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    last_reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    insisted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at", "id"], name="objection_queue")]

    @property
    def unit_id(self) -> int:
        """The place whose coordinator decides."""
        return self.opinion.unit_id


class Grouping(models.Model):
    """All waiting voices of a meeting, a file or a place, put together by the machine for a person to confirm."""

    class Progress(models.TextChoices):
        """How far the machine is; it goes on in the background."""

        WAITING = "waiting", _("Chờ chạy")
        RUNNING = "running", _("Đang gom")
        READY = "ready", _("Đã gom xong")
        FAILED = "failed", _("Không gom được")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="groupings")
    file = models.ForeignKey(ImportedFile, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=8, choices=Progress.choices, default=Progress.WAITING)
    # Which version of the comparison made it.
    method = models.CharField(max_length=40, blank=True)
    opinions = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit", "id"], name="grouping_of_unit")]


class GroupProposal(models.Model):
    """Voices that say the same, as the machine thinks. A person confirms, changes or rejects it.

    `score` is how sure the machine is, in thousandths; `title` is empty as long as the most telling voice's own words
    serve. `into` is a matter that stands already and says the same; `matter` is what came of it.
    """

    class State(models.TextChoices):
        """The life of a proposal."""

        PROPOSED = "proposed", _("Chờ xác nhận")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        REJECTED = "rejected", _("Không gộp")

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    size = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField(default=0)
    one_village = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    title = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=20, choices=Field.choices, blank=True)
    sure = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=MatterKind.choices, default=MatterKind.PETITION)
    into = models.ForeignKey(Matter, models.SET_NULL, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Confirmed together with others in one act: the act that can be undone.
    act = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grouping", "number"], name="one_proposal_a_number")]
        indexes = [
            models.Index(fields=["grouping", "state", "number"], name="proposal_queue"),
            models.Index(fields=["grouping", "act"], name="proposal_act"),
        ]

    @property
    def unit_id(self) -> int:
        """The place whose coordinator confirms."""
        return self.grouping.unit_id


class GroupMember(models.Model):
    """One part of one voice in a proposal. `excerpt` is empty when the part is the whole statement."""

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="+")
    proposal = models.ForeignKey(GroupProposal, models.CASCADE, related_name="members")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)
    excerpt = models.TextField(blank=True)
    # Order in the group: the most telling voice is 0. `score`: likeness with it, in thousandths.
    place = models.PositiveIntegerField(default=0)
    score = models.PositiveSmallIntegerField(default=0)
    taken_out = models.BooleanField(default=False)
    # What confirming made of it; empty again when the sorting is undone.
    raising = models.OneToOneField(Raising, models.SET_NULL, null=True, blank=True, related_name="grouped")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grouping", "opinion", "part"], name="one_member_a_part"),
        ]
        indexes = [models.Index(fields=["proposal", "place"], name="member_order")]

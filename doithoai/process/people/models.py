"""Units with their time, persons, seats."""

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Level(models.TextChoices):
    """What a unit is. The district exists only as a level closed on 2025-06-30 (domain.md section 3)."""

    PROVINCE = "province", _("Tỉnh, thành phố")
    DISTRICT = "district", _("Huyện, quận, thị xã (đã kết thúc 30/6/2025)")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    VILLAGE = "village", _("Thôn, tổ dân phố")
    AGENCY = "agency", _("Cơ quan chuyên môn")
    PARTY = "party", _("Cơ quan của cấp ủy")
    FRONT = "front", _("Mặt trận Tổ quốc và đoàn thể")


TERRITORIES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.VILLAGE)


class Unit(models.Model):
    """A unit from `valid_from` to `valid_to` (both days included; None = open end).

    `path` lists the ids from the top down to the unit ('/1/7/') so that "everything below" is one indexed range.
    `territory` is the nearest unit above (or the unit itself) that is a place: rights and registers belong to places.
    """

    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, db_index=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    territory = models.ForeignKey("self", models.PROTECT, null=True, related_name="bodies")
    path = models.CharField(max_length=200, blank=True, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_home = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_home"], condition=Q(is_home=True), name="one_home_unit"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="unit_time_runs_forward",
            ),
            # A code names one place at a time: who loads or founds it second sees the first.
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True) & ~Q(code=""), name="one_open_unit_a_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        """Say whether the unit existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Succession(models.Model):
    """What became of a unit: many to many, dated (one ward may be split over several, several may become one)."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="one_succession_a_pair_and_day")]


class PersonManager(BaseUserManager["Person"]):
    """Creates persons; names are kept as typed, sign-in names lower-cased."""

    def create_person(
        self, username: str, full_name: str, password: str | None, must_change_password: bool = False
    ) -> "Person":
        """Make a person who can sign in. `password=None` makes one who cannot yet."""
        person = self.model(
            username=username.strip().lower(), full_name=full_name, must_change_password=must_change_password
        )
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find by sign-in name, whatever its case."""
        return self.get(username=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who works here. Has no right of their own; rights come from seats."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    # Somebody else made the password: until the person has chosen an own one, nothing but that page opens.
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = PersonManager()

    def __str__(self) -> str:
        return self.full_name


class Role(models.TextChoices):
    """The roles of design.md section 8."""

    COLLECTOR = "collector", _("Người thu thập ý kiến")
    CLERK = "clerk", _("Cán bộ tiếp nhận")
    COORDINATOR = "coordinator", _("Điều phối viên")
    OFFICER = "officer", _("Cán bộ xử lý")
    APPROVER = "approver", _("Người duyệt")
    CHAIR = "chair", _("Chủ trì")
    SUPERVISOR = "supervisor", _("Giám sát (Mặt trận)")
    LEADER = "leader", _("Lãnh đạo")
    ADMINISTRATOR = "administrator", _("Quản trị")


class Seat(models.Model):
    """A person holds a role in a unit for a time. Every right and every event belongs to a seat.

    Both days are included. A seat taken back before its first day was over has `valid_to` before `valid_from`:
    it was held on no whole day, and no question about a day finds it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=15, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # A delegated seat is a seat of its own (same role, same unit, within the other's time), so every rule that asks a
    # seat holds for it unchanged; it cannot be delegated again and ends with the seat it stands for.
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="delegated_to")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Role and unit, as shown on pages; whoever acts for another seat is named as such."""
        label = f"{Role(self.role).label}, {self.unit.name}"
        return _("%(seat)s (được ủy quyền)") % {"seat": label} if self.delegated_from_id else label

    @property
    def place(self) -> Unit:
        """The commune or province this seat works for: the register it may see is that place's."""
        place = self.unit.territory
        assert place is not None, "a unit gets its territory when it is founded"
        return place

    @property
    def territory_id(self) -> int:
        """The id of `place`, without fetching it."""
        place = self.unit.territory_id
        assert place is not None, "a unit gets its territory when it is founded"
        return place

    @property
    def actor_seat(self) -> int | None:
        """This seat's id for the event book."""
        return self.pk

    @property
    def actor_label(self) -> str:
        """Role and unit, without the person's name; the event book speaks one language, whatever the page does."""
        with override(settings.LANGUAGE_CODE):
            return self.label

    def held_on(self, day: date) -> bool:
        """Say whether the seat is held on that day; a delegated one only while the seat it stands for is held too."""
        if not (self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)):
            return False
        source = self.delegated_from
        return source is None or (source.person.is_active and source.held_on(day))

    @property
    def stands_for(self) -> frozenset[int]:
        """The persons whose hand this seat is: who holds it and, when it is delegated, who delegated it."""
        source = self.delegated_from
        return frozenset({self.person_id, source.person_id} if source else {self.person_id})

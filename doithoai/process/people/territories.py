"""Bring the national catalogue into the register: today's places by their codes, the places of before as closed units.

Running any of it again adds nothing. A province that goes on under its name is one unit before and after the reform, so that
what was done below it stays below it; a province that was merged into another is a closed unit with its successor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.ground.language.fold import fold
from doithoai.process.people import queries, rules, services, territory
from doithoai.process.people.models import Level, Person, Seat, Succession, Unit
from doithoai.process.people.templates_of import Post, template_for

BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One unit as a list names it; `row` is its line there, counted from 1."""

    row: int
    name: str
    level: str
    code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass
class Admitted:
    """What a list of units brought: how many are new, how many were there, which lines were refused and why."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Issued:
    """A seat given with its one-time password, which is kept nowhere."""

    seat: Seat
    password: str


@dataclass
class Loaded:
    """How many rows a loading added."""

    provinces: int = 0
    communes: int = 0
    past_provinces: int = 0
    past_districts: int = 0
    past_communes: int = 0
    successions: int = 0

    @property
    def anything(self) -> bool:
        """Say whether something was added."""
        return any(asdict(self).values())


def _demand(by: Actor) -> None:
    if not rules.is_machine(by):
        raise NotAllowed(_("Danh mục cả nước chỉ nạp được từ dòng lệnh của máy chủ."))


def _unit(name: str, level: Level, code: str, parent: Unit | None, *, past: bool) -> Unit:
    begins = territory.REFORM if level == Level.COMMUNE and not past else None
    return Unit(
        name=name,
        name_fold=fold(name)[:200],
        level=level,
        code=code,
        parent=parent,
        valid_from=begins,
        valid_to=territory.LAST_DAY if past else None,
    )


def _found(units: Sequence[Unit]) -> None:
    """Store new places with their paths; each is its own territory."""
    if not units:
        return
    try:
        with transaction.atomic():
            Unit.objects.bulk_create(units, batch_size=BATCH)
    except IntegrityError:
        raise WrongState(_("Danh mục vừa được nạp ở nơi khác. Hãy chạy lại.")) from None
    own = Concat(Cast("pk", CharField(max_length=20)), Value("/"))
    above = Subquery(Unit.objects.filter(pk=OuterRef("parent_id")).values("path"))
    fresh = Unit.objects.filter(path="", level__in=[Level.PROVINCE, Level.DISTRICT, Level.COMMUNE])
    fresh.filter(parent=None).update(path=Concat(Value("/"), own), territory_id=F("pk"))
    fresh.exclude(parent=None).update(path=Concat(above, own), territory_id=F("pk"))


def _today(level: Level, codes: Iterable[str]) -> dict[str, Unit]:
    found = Unit.objects.filter(level=level, code__in=list(codes), valid_to=None).select_related("parent")
    return {unit.code: unit for unit in found}


def _past(level: Level, codes: Iterable[str]) -> dict[str, Unit]:
    """Return the closed units of these old codes. An old commune and one of today may share a code, not an end."""
    found = Unit.objects.filter(level=level, code__in=list(codes), valid_to=territory.LAST_DAY)
    return {unit.code: unit for unit in found}


def _provinces(codes: Iterable[str], added: Loaded) -> dict[str, Unit]:
    """Return today's provinces of these codes, founding those that are missing; held until the transaction ends."""
    wanted = list(codes)
    known = _today(Level.PROVINCE, wanted)
    new = [place for place in map(territory.province, wanted) if place and place.code not in known]
    _found([_unit(place.name, Level.PROVINCE, place.code, None, past=False) for place in new])
    added.provinces += len(new)
    held = Unit.objects.select_for_update().filter(level=Level.PROVINCE, code__in=wanted, valid_to=None)
    return {unit.code: unit for unit in held.order_by("pk")}


def _communes(places: Sequence[territory.Place], above: dict[str, Unit], added: Loaded) -> dict[str, Unit]:
    known = _today(Level.COMMUNE, (place.code for place in places))
    new = [place for place in places if place.code not in known]
    _found([_unit(place.name, Level.COMMUNE, place.code, above[place.province], past=False) for place in new])
    added.communes += len(new)
    return _today(Level.COMMUNE, (place.code for place in places)) if new else known


def _past_provinces(pasts: Sequence[territory.Past], today: dict[str, Unit], added: Loaded) -> dict[str, Unit]:
    """Return, by old code, the unit below which a province's districts of before stand."""
    ended = [past for past in pasts if not territory.goes_on(past)]
    known = _past(Level.PROVINCE, (past.code for past in ended))
    new = [past for past in ended if past.code not in known]
    _found([_unit(past.name, Level.PROVINCE, past.code, None, past=True) for past in new])
    added.past_provinces += len(new)
    stand = _past(Level.PROVINCE, (past.code for past in ended))
    _succeed(((stand[past.code], today[past.above]) for past in ended), added)
    return {past.code: stand.get(past.code) or today[past.above] for past in pasts}


def _past_districts(districts: Sequence[territory.Past], above: dict[str, Unit], added: Loaded) -> None:
    """Found districts of before with their communes, and say what became of each; today's communes are there already."""
    known = _past(Level.DISTRICT, (one.code for one in districts))
    new = [one for one in districts if one.code not in known]
    _found([_unit(one.name, Level.DISTRICT, one.code, above[one.above], past=True) for one in new])
    added.past_districts += len(new)
    stand = _past(Level.DISTRICT, (one.code for one in districts))
    communes = [one for district in districts for one in territory.past_communes_of(district.code)]
    there = _past(Level.COMMUNE, (one.code for one in communes))
    missing = [one for one in communes if one.code not in there]
    _found([_unit(one.name, Level.COMMUNE, one.code, stand[one.above], past=True) for one in missing])
    added.past_communes += len(missing)
    olds = _past(Level.COMMUNE, (one.code for one in communes))
    heirs = _today(Level.COMMUNE, _heirs_of(districts))
    pairs = [(stand[one.code], heirs[code]) for one in districts for code in territory.heirs_of_district(one.code)]
    pairs += [(olds[one.code], heirs[heir.code]) for one in communes for heir in territory.heirs_of(one.code)]
    _succeed(pairs, added)


def _heirs_of(districts: Iterable[territory.Past]) -> set[str]:
    """Return the codes of every commune of today that took over anything of these districts."""
    found: set[str] = set()
    for district in districts:
        found.update(territory.heirs_of_district(district.code))
        for one in territory.past_communes_of(district.code):
            found.update(heir.code for heir in territory.heirs_of(one.code))
    return found


def _succeed(pairs: Iterable[tuple[Unit, Unit]], added: Loaded) -> None:
    wanted = {(old.pk, new.pk) for old, new in pairs}
    on = territory.REFORM
    stand = Succession.objects.filter(on=on, old_id__in={old for old, _new in wanted} or {0})
    missing = sorted(wanted - set(stand.values_list("old_id", "new_id")))
    Succession.objects.bulk_create(
        [Succession(old_id=old, new_id=new, on=on, basis=territory.BASIS) for old, new in missing], batch_size=BATCH
    )
    added.successions += len(missing)


def _say(unit: Unit, added: Loaded, by: Actor, now: datetime) -> None:
    if added.anything:
        events.record(unit, "load", by=by, now=now, note=territory.BASIS, data=asdict(added))


@transaction.atomic
def load_provinces(*, by: Actor, now: datetime) -> Loaded:
    """Enter the 34 provinces of today."""
    return _whole([place.code for place in territory.provinces()], by=by, now=now, communes=False, past=False)


@transaction.atomic
def load_country(*, by: Actor, now: datetime, past: bool = True) -> Loaded:
    """Enter all 34 provinces and 3,321 communes; with `past` also the 63, 696 and 10,035 of before and who followed."""
    return _whole([place.code for place in territory.provinces()], by=by, now=now, communes=True, past=past)


@transaction.atomic
def load_province(code: str, *, by: Actor, now: datetime, past: bool = False) -> Unit:
    """Enter one province with its communes and, with `past`, the places of before whose land it has."""
    if territory.province(code) is None:
        raise Refused(_("Không có tỉnh, thành phố nào mang mã “%(code)s”.") % {"code": code[:20]})
    _whole([code], by=by, now=now, communes=True, past=past)
    return _today(Level.PROVINCE, [code])[code]


def _whole(codes: list[str], *, by: Actor, now: datetime, communes: bool, past: bool) -> Loaded:
    _demand(by)
    total, first = Loaded(), None
    above = _provinces(codes, total)
    if communes:
        _communes([place for code in codes for place in territory.communes_of(code)], above, total)
    if past:
        olds = [one for one in territory.past_provinces() if one.above in codes]
        stands = _past_provinces(olds, above, total)
        _past_districts([one for old in olds for one in territory.districts_of(old.code)], stands, total)
    first = above[codes[0]]
    _say(first, total, by, now)
    return total


@transaction.atomic
def load_commune(code: str, *, by: Actor, now: datetime) -> Unit:
    """Enter one commune of today below its province."""
    _demand(by)
    place = territory.commune(code)
    if place is None:
        near = [f"{one.code}: {one.name}" for one in territory.search(code) if len(one.code) == 5]
        raise Refused(_("Không có xã, phường, đặc khu nào mang mã “%(code)s”.") % {"code": code[:20]}, near)
    added = Loaded()
    unit = _communes([place], _provinces([place.province], added), added)[code]
    _say(unit, added, by, now)
    return unit


@transaction.atomic
def load_past_province(code: str, *, by: Actor, now: datetime) -> Unit:
    """Enter a province that ended with the reform, and the one of today that follows it."""
    _demand(by)
    past = territory.past_province(code)
    if past is None:
        raise Refused(_("Trước 01/7/2025 không có tỉnh nào mang mã “%(code)s”.") % {"code": code[:20]})
    added = Loaded()
    unit = _past_provinces([past], _provinces([past.above], added), added)[code]
    _say(unit, added, by, now)
    return unit


@transaction.atomic
def load_past_district(code: str, *, by: Actor, now: datetime) -> Unit:
    """Enter a district that ended with the reform, its communes, and the communes of today that follow them."""
    _demand(by)
    district = territory.past_district(code)
    if district is None:
        raise Refused(_("Trước 01/7/2025 không có huyện, quận nào mang mã “%(code)s”.") % {"code": code[:20]})
    added = Loaded()
    heirs = [place for place in map(territory.commune, sorted(_heirs_of([district]))) if place]
    old = territory.past_province(district.above)
    assert old is not None, "every district of the catalogue names its province"
    above = _provinces({old.above, *(place.province for place in heirs)}, added)
    _communes(heirs, above, added)
    _past_districts([district], _past_provinces([old], above, added), added)
    unit = _past(Level.DISTRICT, [code])[code]
    _say(unit, added, by, now)
    return unit


@transaction.atomic
def settle(unit: Unit, *, by: Actor, now: datetime) -> bool:
    """Let this installation work for a place, if it works for none yet. Returns whether it does so from now on."""
    _demand(by)
    if Unit.objects.filter(is_home=True).exists():
        return False
    unit.is_home = True
    unit.save(update_fields=["is_home"])
    events.record(unit, "settle", by=by, now=now)
    return True


@transaction.atomic
def furnish(unit: Unit, *, by: Actor, now: datetime) -> tuple[dict[str, Unit], int]:
    """Found the usual bodies that a place does not have yet. Returns the bodies by short name, and how many are new."""
    if not rules.may_administer(by, unit):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    template = template_for(unit)
    if template is None or not unit.exists_on(clock.day_of(now)) or unit.valid_to:
        raise Refused(_("Chỉ thêm theo mẫu cho xã, phường, đặc khu, tỉnh, thành phố đang hoạt động."))
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = {(one.name, one.level): one for one in Unit.objects.filter(parent=unit, valid_to=None)}
    found: dict[str, Unit] = {}
    for body in template.bodies:
        name = template.name_of(body, unit)
        # A body that the place has already, also under its plain name, is left as it is.
        has = known.get((name, body.level)) or known.get((body.name, body.level))
        found[body.key] = has or services.found_unit(
            name, body.level, by=by, now=now, parent=unit, valid_from=unit.valid_from
        )
    return found, len({one.pk for one in found.values()} - {one.pk for one in known.values()})


@transaction.atomic
def staff(unit: Unit, bodies: dict[str, Unit], *, by: Actor, now: datetime) -> list[Issued]:
    """Give the usual seats that nobody holds to new accounts, each with a one-time password; names are entered later."""
    _demand(by)
    template = template_for(unit)
    issued = []
    for post in template.posts if template else ():
        for key, body in _where(post, unit, bodies):
            if queries.seats_held_after(body, clock.day_of(now) - timedelta(days=1)).filter(role=post.role).exists():
                continue
            username = _free(f"{post.name}{'-' + key if post.each else ''}.{unit.code or unit.pk}")
            # Who holds it is not known to a template: the administrator writes the name on the person's page.
            name = f"{post.title} ({_('chưa ghi tên')})"
            seat, password = services.take_on(username, name, body, post.role, by=by, now=now)
            issued.append(Issued(seat, password))
    return issued


def _where(post: Post, unit: Unit, bodies: dict[str, Unit]) -> list[tuple[str, Unit]]:
    if post.each:
        return [(key, body) for key, body in bodies.items() if body.level in post.each]
    return [(post.body, bodies[post.body] if post.body else unit)]


def _free(username: str) -> str:
    """Return this sign-in name, or the next one nobody has."""
    taken = set(Person.objects.filter(username__startswith=username).values_list("username", flat=True))
    names = (username, *(f"{username}.{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


@transaction.atomic
def admit(place: Unit, entries: Iterable[Entry], *, by: Actor, now: datetime) -> Admitted:
    """Enter the villages and bodies of a list below a place. What stands there already stays; a bad line stops no other."""
    if not rules.may_administer(by, place):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    Unit.objects.select_for_update().get(pk=place.pk)
    there = {(one.name_fold, one.level, one.valid_to) for one in Unit.objects.filter(parent=place)}
    found = Admitted()
    for entry in entries:
        face = (fold(entry.name)[:200], entry.level, entry.valid_to)
        if face in there:
            found.known += 1
            continue
        try:
            services.found_unit(
                entry.name,
                entry.level,
                by=by,
                now=now,
                parent=place,
                code=entry.code,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
            )
        except Refused as refusal:
            found.refused.append((entry.row, refusal.message))
            continue
        there.add(face)
        found.added += 1
    return found

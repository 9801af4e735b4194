"""Which rules hold for a place on a day, with its own settings merged in; which days work there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from doithoai.process.people.models import Level, Succession, Unit
from doithoai.process.regulation import profiles, workdays
from doithoai.process.regulation.models import CalendarDay, Override
from doithoai.process.regulation.profiles import Limit, Profile, Rule
from doithoai.process.regulation.workdays import Calendar

_EVER = date.max
_NEVER = date.min
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AppliedRule:
    """A rule as it holds for a place from `since` to `until` (both included), with the place's own setting merged in."""

    rule: Rule
    limit: Limit | None
    since: date
    until: date
    override: Override | None = None

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def check(self) -> str:
        """What the program judges, or ''."""
        return self.rule.check

    @property
    def off(self) -> bool:
        """The place does not apply this rule."""
        return self.override is not None and self.override.off

    @property
    def basis(self) -> str:
        """What the effective limit rests on: the place's own document when it set another number."""
        return self.override.basis if self.override else self.rule.basis

    @property
    def evidence(self) -> str:
        """The evidence mark of the rule itself."""
        return self.rule.evidence

    @property
    def overridden_by(self) -> Unit | None:
        """The place whose setting this is; None when the profile's own number holds."""
        return self.override.place if self.override else None


def _lineages(places: list[Unit]) -> dict[int, list[Unit]]:
    """Return each place with the places above it and those these took over from: the nearest first."""
    ids = {pk for place in places for pk in above(place)}
    units = Unit.objects.in_bulk(ids)
    took_over: dict[int, list[Succession]] = defaultdict(list)
    for succession in Succession.objects.filter(new__in=ids).select_related("old"):
        took_over[succession.new_id].append(succession)
    lineages = {}
    for place in places:
        line = [units[pk] for pk in reversed(above(place))]
        before = sorted((s for unit in line for s in took_over[unit.pk]), key=lambda s: (-s.on.toordinal(), s.pk))
        lineages[place.pk] = line + [s.old for s in before if s.old_id not in above(place)]
    return lineages


def _lineage(place: Unit) -> list[Unit]:
    return _lineages([place])[place.pk]


def _covering(lineage: Iterable[Unit]) -> list[Profile]:
    codes, names = {unit.code for unit in lineage} - {""}, {unit.name_fold for unit in lineage}
    return [profile for profile in profiles.load() if profile.covers(codes=codes, names=names)]


def merged(rule: Rule, value: int | None) -> Limit | None:
    """Return a rule's limit with another number; the upper end of a span moves up when the number passes it."""
    if value is None or rule.limit is None:
        return rule.limit
    upper = rule.limit.upper if rule.limit.upper is None else max(rule.limit.upper, value)
    return Limit(value, rule.limit.unit, rule.limit.op, upper, rule.limit.when)


def _segments(rule: Rule, overrides: list[Override], start: date, end: date) -> Iterable[AppliedRule]:
    """Cut a rule's time where a setting begins or ends; of several settings that hold at once the first listed wins."""
    since, until = max(start, rule.valid_from or _NEVER), min(end, rule.valid_to or _EVER)
    cuts = {since}
    for override in overrides:
        cuts |= {override.valid_from} | ({override.valid_to + _DAY} if override.valid_to else set())
    days = sorted(day for day in cuts if since <= day <= until)
    for day, following in zip(days, [*days[1:], None], strict=True):
        holding = next((o for o in overrides if o.valid_from <= day <= (o.valid_to or _EVER)), None)
        limit = merged(rule, holding.value) if holding else rule.limit
        yield AppliedRule(rule, limit, day, following - _DAY if following else until, holding)


def _fits(place: Unit, rule: Rule) -> bool:
    """A commune is not asked what a province must do; what its villages must do is its business."""
    return place.level in rule.level or (place.level == Level.COMMUNE and Level.VILLAGE in rule.level)


def _settings_of(places: list[Unit], **of: str) -> dict[int, dict[str, list[Override]]]:
    """Return what each place and the places above set, by rule: the nearest place first, of one place the latest."""
    ids = {pk for place in places for pk in above(place)}
    found = Override.objects.filter(place__in=ids, **of).select_related("place").order_by("-recorded_at", "-id")
    made: dict[int, list[Override]] = defaultdict(list)
    for override in found:
        made[override.place_id].append(override)
    settings: dict[int, dict[str, list[Override]]] = {place.pk: defaultdict(list) for place in places}
    for place in places:
        for override in (override for pk in reversed(above(place)) for override in made[pk]):
            settings[place.pk][override.rule].append(override)
    return settings


def _settings(place: Unit, **of: str) -> dict[str, list[Override]]:
    return _settings_of([place], **of)[place.pk]


def rules_of(places: list[Unit], start: date, end: date) -> dict[int, list[AppliedRule]]:
    """Return for each place every rule that holds on some day from `start` to `end`, cut where its number changes.

    Three queries, whatever the number of places, rules and settings.
    """
    lineages, settings = _lineages(places), _settings_of(places)
    return {
        place.pk: [
            applied
            for profile in _covering(lineages[place.pk])
            for rule in profile.rules
            if _fits(place, rule) and rule.valid_during(start, end)
            for applied in _segments(rule, settings[place.pk][rule.id], start, end)
        ]
        for place in places
    }


def rules_during(place: Unit, start: date, end: date) -> list[AppliedRule]:
    """Return every rule that holds for a place on some day from `start` to `end`, cut where its number changes."""
    return rules_of([place], start, end)[place.pk]


def rules_for(place: Unit, on: date) -> list[AppliedRule]:
    """Return the rules in force for a place on a day."""
    return rules_during(place, on, on)


def limit_of(place: Unit, rule_id: str, on: date) -> AppliedRule | None:
    """Return one rule as it holds for a place on a day: its `.limit` (value, unit) and `.basis`. None: not in force.

    One query for a rule of the whole country.
    """
    rule = profiles.rule(rule_id)
    if rule is None or not _fits(place, rule) or not rule.valid_on(on):
        return None
    home = next(profile for profile in profiles.load() if profile.id == rule.profile)
    if not home.central and home not in _covering(_lineage(place)):
        return None
    return next(iter(_segments(rule, _settings(place, rule=rule_id)[rule_id], on, on)))


def overrides_of(place: Unit, rule_id: str) -> QuerySet[Override]:
    """Return what a place itself set for a rule, the latest first."""
    return (
        Override.objects.filter(place=place, rule=rule_id)
        .select_related("by_seat__unit")
        .order_by("-valid_from", "-id")
    )


def set_above(place: Unit, rule: Rule, on: date) -> list[Limit]:
    """Return the limits that places above this one set for a rule on a day."""
    found = Override.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), rule=rule.id, place__in=above(place)[:-1], valid_from__lte=on
    )
    return [limit for held in found if (limit := merged(rule, held.value))]


def above(place: Unit) -> list[int]:
    """Return the ids of the place and the places above it, the top first."""
    return [int(part) for part in place.path.strip("/").split("/")]


def settings_of(place: Unit) -> QuerySet[CalendarDay]:
    """Return the days that a place, the places above it and the installation set otherwise than the shipped calendar."""
    return CalendarDay.objects.filter(Q(place__in=above(place)) | Q(place=None)).select_related("place").order_by("day")


def calendar_for(place: Unit, *, without: CalendarDay | None = None) -> Calendar:
    """Return which days work in a place: the shipped calendar, the installation's days on it, then the nearer places'.

    One query; the calendar itself is kept as long as nobody changes a day. `without`: as if that setting were not made.
    """
    near = {pk: nearness for nearness, pk in enumerate(above(place), 1)}
    rows = settings_of(place).values_list("pk", "place_id", "day", "works")
    kept = sorted(
        (near.get(holder, 0), day, works) for pk, holder, day, works in rows if not without or pk != without.pk
    )
    settings = {day: works for _near, day, works in kept}
    return workdays.calendar_of(tuple(sorted(settings.items())))


def calendars_of(places: list[Unit]) -> dict[int, Calendar]:
    """Return for each place which days work there. One query, whatever the number of places."""
    ids = {pk for place in places for pk in above(place)}
    rows = CalendarDay.objects.filter(Q(place__in=ids) | Q(place=None)).values_list("place_id", "day", "works")
    made: dict[int | None, dict[date, bool]] = defaultdict(dict)
    for holder, day, works in rows:
        made[holder][day] = works
    calendars = {}
    for place in places:
        settings = dict(made[None])
        for pk in above(place):
            settings |= made[pk]
        calendars[place.pk] = workdays.calendar_of(tuple(sorted(settings.items())))
    return calendars

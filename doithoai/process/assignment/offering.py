"""Which bodies are offered for a matter: by field, place and the competence of that day, and by who answered the like before.

Nothing here gives work to anybody: a person chooses, from a list in which these stand first with their reason.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.index import likely
from doithoai.ground.language import levels
from doithoai.ground.language.fold import fold
from doithoai.process.assignment import queries
from doithoai.process.assignment.models import Assignment, Competence
from doithoai.process.people.models import Level, Succession, Unit
from doithoai.process.people.templates_of import template_for
from doithoai.process.triage import suggesting
from doithoai.process.triage.models import Matter

# The newest matters of a place that say who usually leads what.
LOOKED_BACK = 2_000
# Who is named for a field leads it nearly always; who led n of them without being named, somewhat less surely.
NAMED, ONCE_LIKE = 0.95, 0.6
# Who usually leads a field in such a place by the template, before anybody was named or has led.
USUALLY = 0.6
# A second field this likely brings its body in as one that helps.
HELPS_FROM = 0.2
MOST_OFFERED = 4
# So many similar matters are looked at; from this likeness on, who answered them is named.
LIKE, ALIKE_FROM = 5, 0.3
LEAD, HELP = "lead", "support"
# From this on the first body is offered as the one; below, the page says "chưa chắc". Below the least nothing is said.
SURE, LEAST = 0.5, 0.05
# What is left of a commune's own body where the thing is usually another level's.
NOT_OURS = 0.4


@dataclass(frozen=True)
class UnitOffer:
    """One body: whether it would lead or help, how sure that is (0..1), and why."""

    unit: Unit
    part: str
    confidence: float
    why: str

    @property
    def sure(self) -> bool:
        """Say whether it is sure enough to be offered as the one."""
        return self.confidence >= SURE


@dataclass(frozen=True)
class Claim:
    """What speaks for a body in one field."""

    unit: Unit
    strength: float
    why: str


class Offering:
    """The tables of one place on one day, read once and asked as often as needed."""

    def __init__(self, place: Unit, on: date) -> None:
        self.place, self.on = place, on
        self._claims: dict[str, list[Claim]] = {}
        self._above: Offering | None = None
        for one in queries.competences_of(place, on):
            if one.lead.exists_on(on):
                self._claims.setdefault(one.field, []).append(Claim(one.lead, NAMED, _named(one)))
        for field, claims in _by_habit(place, on).items():
            known = {claim.unit.pk for claim in self._claims.get(field, [])}
            self._claims.setdefault(field, []).extend(claim for claim in claims if claim.unit.pk not in known)
        # As long as nobody was ever named here: who usually leads the field, by the template of such places.
        for field, claim in _by_template(place, on).items():
            self._claims.setdefault(field, [claim])

    def offers(
        self, fields: Sequence[tuple[str, float]], like: Iterable[Assignment] = (), text: str = ""
    ) -> list[UnitOffer]:
        """Return bodies for likely fields [(code, confidence)], best first.

        `like`: assignments of similar past matters. `text`: what was said; a national road or the power grid in it
        brings in the province's body and makes the commune's less sure.
        """
        gathered = _Gathered(self.place, levels.beyond(text) if self.place.level == Level.COMMUNE else None)
        for number, (field, confidence) in enumerate(fields):
            for claim in self._claims.get(field, [])[:2]:
                gathered.add(claim, confidence, HELP if number > 0 and confidence >= HELPS_FROM else LEAD)
        if gathered.beyond and gathered.beyond.level == levels.PROVINCE and fields:
            for claim in self._province_claims(fields[0][0])[:1]:
                gathered.add(gathered.of_province(claim), fields[0][1], LEAD)
        for past in like:
            if past.lead.exists_on(self.on) and past.lead_id not in gathered.claims:
                why = _("vụ việc tương tự trước đây (%(code)s) do %(unit)s trả lời")
                words = why % {"code": past.matter.code, "unit": past.lead.name}
                left = 1 - sum(gathered.total.values()) if gathered.total else 1.0
                gathered.add(Claim(past.lead, ONCE_LIKE, words), max(left, 0.0), LEAD)
        return gathered.ordered()

    def _province_claims(self, field: str) -> list[Claim]:
        """Return who leads a field in the province of this commune; nobody where its table is empty."""
        if self._above is None:
            above = [int(part) for part in self.place.path.strip("/").split("/")]
            province = Unit.objects.filter(pk__in=above, level=Level.PROVINCE).first()
            if province is None:
                return []
            self._above = Offering(province, self.on)
        return self._above._claims.get(field, [])


class _Gathered:
    """What speaks for each body so far, and for which part."""

    def __init__(self, place: Unit, beyond: levels.Beyond | None) -> None:
        self.place, self.beyond = place, beyond
        self.total: dict[int, float] = {}
        self.claims: dict[int, Claim] = {}
        self.parts: dict[int, str] = {}

    def add(self, claim: Claim, confidence: float, part: str) -> None:
        """Count one more claim; the strongest of a body says why."""
        pk, gained, why = claim.unit.pk, confidence * claim.strength, claim.why
        if self.beyond and claim.unit.territory_id == self.place.pk:
            gained *= NOT_OURS
            why = _("%(why)s; “%(words)s” thường do %(whose)s") % {
                "why": why,
                "words": self.beyond.words,
                "whose": _whose(self.beyond.level),
            }
        self.total[pk] = self.total.get(pk, 0.0) + gained
        if pk not in self.claims or gained > self.claims[pk].strength:
            self.claims[pk] = Claim(claim.unit, gained, why)
        self.parts.setdefault(pk, part)

    def of_province(self, claim: Claim) -> Claim:
        """Return a claim of the province's body, with the words that brought it in."""
        words = self.beyond.words if self.beyond else ""
        return Claim(
            claim.unit,
            claim.strength,
            _("“%(words)s” thường do cấp tỉnh: %(why)s") % {"words": words, "why": claim.why},
        )

    def ordered(self) -> list[UnitOffer]:
        """Return the bodies, best first; who would follow a body of the province on a commune's ground helps it."""
        order = sorted(self.claims, key=lambda pk: (-self.total[pk], pk))[:MOST_OFFERED]
        offers = []
        for at, pk in enumerate(order):
            unit = self.claims[pk].unit
            helps = self.beyond is not None and unit.territory_id == self.place.pk
            part = LEAD if at == 0 else HELP if helps else self.parts[pk]
            if at == 0 or self.total[pk] >= LEAST:
                offers.append(UnitOffer(unit, part, round(min(self.total[pk], 1.0), 4), self.claims[pk].why))
        return offers


def _whose(level: str) -> str:
    """Return in words whose business a thing usually is."""
    return {
        levels.PROVINCE: _("cấp tỉnh quản lý"),
        levels.CENTRAL: _("cấp trung ương quyết định"),
        levels.COMPANY: _("doanh nghiệp cung cấp"),
        levels.COURT: _("cơ quan tư pháp giải quyết"),
    }[level]


def _named(one: Competence) -> str:
    if one.valid_from is None:
        return _("theo bảng Cơ quan và lĩnh vực")
    return _("theo bảng Cơ quan và lĩnh vực từ %(day)s") % {"day": fmt_date(one.valid_from)}


def _by_template(place: Unit, on: date) -> dict[str, Claim]:
    """Return of each field the body that usually leads it in such a place, where a body of exactly that name stands."""
    template = template_for(place)
    if template is None or Competence.objects.filter(place=place).exists():
        return {}
    names = {body.key: template.name_of(body, place) for body in template.bodies}
    standing = [unit for unit in Unit.objects.filter(parent=place).select_related("territory") if unit.exists_on(on)]
    why = _("thường phụ trách lĩnh vực này ở nơi cùng loại (chưa ghi trong bảng Cơ quan và lĩnh vực)")
    found: dict[str, Claim] = {}
    for field, key in template.fields.items():
        unit = next((one for one in standing if one.name == names[key]), None)
        if unit is not None:
            found[field] = Claim(unit, USUALLY, why)
    return found


def _by_habit(place: Unit, on: date) -> dict[str, list[Claim]]:
    """Return who led what in the newest matters of a place; of a body that ended, the one that follows it."""
    newest = Matter.objects.filter(unit=place).order_by("-opened_at", "-id").values("pk")[:LOOKED_BACK]
    led = (
        Assignment.objects.filter(matter__in=newest)
        .exclude(state=Assignment.State.RETURNED)
        .order_by()
        .values_list("matter__field", "lead_id")
    )
    counts: dict[str, Counter[int]] = {}
    for field, lead in led:
        counts.setdefault(field, Counter())[lead] += 1
    units = Unit.objects.select_related("territory").in_bulk({lead for one in counts.values() for lead in one})
    heirs = _heirs([pk for pk, unit in units.items() if not unit.exists_on(on)], on)
    claims: dict[str, list[Claim]] = {}
    for field, leads in counts.items():
        whole = leads.total() + 2
        for pk, count in leads.most_common(2):
            unit = units[pk] if units[pk].exists_on(on) else heirs.get(pk)
            if unit is not None:
                why = _("đã được giao %(n)d vụ việc cùng lĩnh vực trước đây") % {"n": count}
                claims.setdefault(field, []).append(Claim(unit, NAMED * count / whole, why))
    return claims


def _heirs(ended: Collection[int], on: date) -> dict[int, Unit]:
    """Return the one body that follows each of these; where several follow, a person must know which."""
    if not ended:
        return {}
    found: dict[int, list[Unit]] = {}
    for one in Succession.objects.filter(old__in=ended).select_related("new", "new__territory"):
        if one.new.exists_on(on):
            found.setdefault(one.old_id, []).append(one.new)
    return {pk: units[0] for pk, units in found.items() if len(units) == 1}


def for_matter(matter: Matter, on: date) -> list[UnitOffer]:
    """Return bodies for a matter whose field a person has chosen; what else its words speak of brings in who helps."""
    said = suggesting.suggest(matter.text, matter.place)
    others = [(one.code, one.confidence) for one in said.offered if one.code != matter.field]
    return Offering(matter.unit, on).offers([(matter.field, 1.0), *others], answered_like(matter), matter.text)


def answered_like(matter: Matter) -> list[Assignment]:
    """Return the finished assignments of matters of the same place that are likely the same as this one, likest first."""
    hits = likely.similar(
        matter.text, place=matter.place, seat=OPERATOR, kinds=("matter",), limit=LIKE, exclude=[("matter", matter.pk)]
    )
    order = [hit.ref for hit in hits if hit.score >= ALIKE_FROM]
    if not order:
        return []
    done = Assignment.objects.filter(
        matter__in=order, matter__unit=matter.unit_id, state=Assignment.State.DONE
    ).select_related("lead", "lead__territory", "matter")
    return sorted(done, key=lambda one: (order.index(one.matter_id), -one.pk))


def place_named(text: str, under: Unit, on: date) -> Unit:
    """Return the commune or province below (or at) `under` that a line like “xã Tân Hiệp, huyện Hớn Quản” names, else `under`."""
    names = [fold(part) for part in text[:300].split(",") if part.strip()]
    if not names:
        return under
    found = Unit.objects.filter(
        path__startswith=under.path, level__in=(Level.COMMUNE, Level.PROVINCE), name_fold__in=names
    )
    standing = [unit for unit in found[:9] if unit.exists_on(on)]
    return standing[0] if len(standing) == 1 else under

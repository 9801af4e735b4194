"""A unit that ends hands its open business to those that follow it: nothing restarts, nothing is lost, all is listed.

Domain.md 3.4: a petition keeps its origin and gets a new holder; files pass "in their existing state" (NĐ 141/2025
Đ.14 as quoted); minutes with a detailed list for both sides; due dates do not restart.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from doithoai.ground.core import events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.assignment import rules
from doithoai.process.assignment.models import Assignment, Competence, Handover, Promise
from doithoai.process.assignment.queries import OPEN
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Level, Succession, Unit
from doithoai.process.programme.models import Meeting, Programme
from doithoai.process.triage.models import Matter, Raising

NAMED = 20


@dataclass
class Business:
    """What a unit has open on a day: matters (heads with those joined to them), untriaged opinions, meetings not closed."""

    matters: list[Matter] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.matters or self.opinions or self.meetings)

    def things(self) -> list[Matter | Opinion | Meeting]:
        """Return everything in one list."""
        return [*self.matters, *self.opinions, *self.meetings]


# To whom each thing goes, by its spoken code.
Plan = dict[str, Unit]


def open_business(old: Unit) -> Business:
    """Return what a unit has open: matters not closed or with an open promise, opinions waiting, meetings not closed."""
    promised = Promise.objects.filter(matter=OuterRef("pk"), state=Promise.State.OPEN)
    matters = (
        Matter.objects.filter(unit=old, joined_into=None)
        .filter(~Q(state=Matter.State.CLOSED) | Exists(promised))
        .order_by("id")
    )
    waiting = Opinion.objects.filter(unit=old, state=Opinion.State.RECEIVED).defer("raw", "sealed").order_by("id")
    ended = (Meeting.State.CLOSED, Meeting.State.CANCELLED)
    meetings = Meeting.objects.filter(unit=old).exclude(state__in=ended).order_by("held_on", "id")
    return Business(list(matters), list(waiting), list(meetings))


def still_open(unit: Unit) -> list[str]:
    """Return the lines that stand in the way of closing a unit: open business of a place, open work of a body."""
    if unit.pk == unit.territory_id:
        return [f"{thing.code}" for thing in open_business(unit).things()]
    work = Assignment.objects.filter(lead=unit, state__in=OPEN).select_related("matter").order_by("due", "id")
    promised = (
        Promise.objects.filter(unit=unit, state=Promise.State.OPEN).select_related("matter").order_by("due", "id")
    )
    return [f"{given.matter.code}" for given in work] + [f"{made.matter.code}: {made.text}" for made in promised]


def successors_on(old: Unit, on: date) -> list[Unit]:
    """Return the places that take over from a unit on a day, by name."""
    rows = Succession.objects.filter(old=old, on=on, new__level__in=[Level.COMMUNE, Level.PROVINCE])
    return [row.new for row in rows.select_related("new").order_by("new__name_fold", "new_id")]


def propose(old: Unit, business: Business, on: date) -> Plan:
    """Return to whom each thing would go, as far as villages, old names and places tell; what they do not tell is left out."""
    heirs = successors_on(old, on)
    if len(heirs) == 1:
        return {thing.code: heirs[0] for thing in business.things()}
    named = _names(old, heirs, on)
    said: dict[int, list[str]] = defaultdict(list)
    raisings = Raising.objects.filter(Q(matter__in=business.matters) | Q(matter__joined_into__in=business.matters))
    for head, own, village, place in raisings.values_list(
        "matter__joined_into_id", "matter_id", "opinion__village", "opinion__place"
    ):
        said[head or own] += [village, place]
    plan = {m.code: _named_in(named, m.place, *said[m.pk], m.title, m.text) for m in business.matters}
    plan |= {o.code: _named_in(named, o.village, o.place, o.text) for o in business.opinions}
    plan |= {m.code: _named_in(named, m.place, m.title, m.topic) for m in business.meetings}
    return {code: unit for code, unit in plan.items() if unit is not None}


def _names(old: Unit, heirs: list[Unit], on: date) -> list[tuple[str, Unit]]:
    """Return folded names that point to one heir: the heir's own, and those of the old units it alone follows."""
    names: dict[str, set[int]] = defaultdict(set)
    by_key = {heir.pk: heir for heir in heirs}
    for heir in heirs:
        names[_bare(heir.name)].add(heir.pk)
    below = Succession.objects.filter(old__path__startswith=old.path, new__in=heirs, on=on).exclude(old=old)
    for name, new in below.values_list("old__name", "new_id"):
        names[_bare(name)].add(new)
    alone = [(name, by_key[keys.pop()]) for name, keys in names.items() if len(keys) == 1]
    return sorted(alone, key=lambda pair: -len(pair[0]))


def _bare(name: str) -> str:
    """Fold a name and leave out what kind of unit it is."""
    words = fold(name).split()
    kinds = {"phuong", "xa", "thon", "thi", "tran", "to", "dan", "pho", "dac", "khu"}
    while len(words) > 1 and words[0] in kinds:
        words = words[1:]
    return " ".join(words)


def _named_in(named: list[tuple[str, Unit]], *texts: str) -> Unit | None:
    """Return the heir that the first telling text names; a text that names two tells nothing."""
    for text in texts:
        folded = f" {fold(text)} "
        found = {unit.pk: unit for name, unit in named if f" {name} " in folded.replace(",", " ").replace(".", " ")}
        if len(found) == 1:
            return next(iter(found.values()))
    return None


@transaction.atomic
def hand_over(
    old: Unit, plan: Plan, *, on: date, basis: str, by: Actor, now: datetime, minutes: str = ""
) -> list[Handover]:
    """Pass all open business of a unit to its successors, one record for each. All or nothing; no date moves.

    `plan` names the new holder of every open thing by its code. Raises Refused with what is missing or does not fit.
    """
    if not rules.hands_over(by, old):
        raise NotAllowed(_("Chỉ điều phối viên của đơn vị bàn giao được làm việc này."))
    if not nfc(basis):
        raise Refused(_("Cần ghi căn cứ bàn giao (nghị quyết, quyết định)."))
    Unit.objects.select_for_update().get(pk=old.pk)
    business = open_business(old)
    _check(old, business, plan, on)
    shares: dict[int, Business] = defaultdict(Business)
    for matter in business.matters:
        shares[plan[matter.code].pk].matters.append(matter)
    for opinion in business.opinions:
        shares[plan[opinion.code].pk].opinions.append(opinion)
    for meeting in business.meetings:
        shares[plan[meeting.code].pk].meetings.append(meeting)
    records = []
    for new in successors_on(old, on):
        if shares[new.pk]:
            records.append(_pass(old, new, shares[new.pk], on, nfc(basis)[:300], nfc(minutes), by, now))
    return records


def _check(old: Unit, business: Business, plan: Plan, on: date) -> None:
    if not business:
        raise Refused(_("%(unit)s không còn việc mở nào để bàn giao.") % {"unit": old.name})
    heirs = {unit.pk for unit in successors_on(old, on)}
    if not heirs:
        raise Refused(_("Chưa ghi đơn vị kế thừa %(unit)s từ ngày này.") % {"unit": old.name})
    homeless = [thing.code for thing in business.things() if thing.code not in plan]
    if homeless:
        raise Refused(_("Còn %(n)d việc chưa có đơn vị nhận.") % {"n": len(homeless)}, homeless[:NAMED])
    strangers = [f"{code}: {unit.name}" for code, unit in plan.items() if unit.pk not in heirs]
    if strangers:
        raise Refused(_("Đơn vị nhận phải là đơn vị kế thừa từ ngày này."), strangers[:NAMED])


def _pass(
    old: Unit, new: Unit, share: Business, on: date, basis: str, minutes: str, by: Actor, now: datetime
) -> Handover:
    """Move one successor's share and write its record."""
    items = [_pass_matter(matter, new, by, now) for matter in share.matters]
    items += [_pass_opinion(opinion, new, by, now) for opinion in share.opinions]
    items += [_pass_meeting(meeting, new, by, now) for meeting in share.meetings]
    if share.meetings:
        title = _("Chương trình năm %(year)d (tiếp nhận từ %(unit)s)") % {"year": on.year, "unit": old.name}
        Programme.objects.get_or_create(
            unit=new, year=on.year, defaults={"title": title, "basis": basis, "planned_at": now}
        )
    record = Handover.objects.create(
        old=old,
        new=new,
        on=on,
        basis=basis,
        minutes=minutes,
        items=items,
        by_seat_id=by.actor_seat,
        recorded_at=now,
    )
    events.record(record, "hand_over", by=by, now=now, note=basis, data={"items": len(items), "on": on.isoformat()})
    return record


def _pass_matter(matter: Matter, new: Unit, by: Actor, now: datetime) -> dict[str, Any]:
    old = matter.unit_id
    together = [matter, *Matter.objects.filter(joined_into=matter).order_by("id")]
    for one in together:
        one.origin_id, one.unit = one.origin_id or old, new
        one.save(update_fields=["unit", "origin"])
        events.record(one, "hand_over", by=by, now=now, data={"from": old, "to": new.pk})
    voices = Opinion.objects.filter(unit_id=old, raisings__matter__in=together).defer("raw", "sealed")
    for opinion in voices.distinct().order_by("id"):
        _pass_opinion(opinion, new, by, now)
    work = Assignment.objects.filter(matter=matter, state__in=OPEN).select_related("lead").first()
    promises = list(Promise.objects.filter(matter=matter, state=Promise.State.OPEN).select_related("unit"))
    # The record says who led it until now: passing the work changes that.
    led_by = work.lead.name if work else promises[0].unit.name if promises else None
    if work or promises:
        _pass_work(matter, new, work, promises, by, now)
    return {
        "kind": "matter",
        "code": matter.code,
        "title": matter.title,
        "state": matter.state,
        "due": matter.due.isoformat() if matter.due else None,
        "lead": led_by,
        "promises": [{"text": made.text, "due": made.due.isoformat()} for made in promises],
    }


def _pass_work(
    matter: Matter, new: Unit, work: Assignment | None, promises: list[Promise], by: Actor, now: datetime
) -> None:
    """Give open work and open promises of an ended body to the one of the new place. Dates and states stay."""
    lead = _lead_for(matter, new, work.lead if work else promises[0].unit)
    if work is not None:
        before, work.origin_id, work.lead = work.lead_id, work.origin_id or work.lead_id, lead
        work.save(update_fields=["lead", "origin"])
        events.record(work, "hand_over", by=by, now=now, data={"from": before, "to": lead.pk})
    for made in promises:
        before, made.unit = made.unit_id, lead
        made.save(update_fields=["unit"])
        events.record(made, "hand_over", by=by, now=now, data={"from": before, "to": lead.pk})


def _lead_for(matter: Matter, new: Unit, before: Unit) -> Unit:
    """Return the body of the new place that goes on: by its competence for the field, the old body's name, or its first."""
    bodies = Unit.objects.filter(territory=new, level__in=[Level.AGENCY, Level.PARTY], valid_to=None)
    competent = Competence.objects.filter(place=new, field=matter.field, valid_to=None).select_related("lead").first()
    found = (
        (competent.lead if competent else None)
        or bodies.filter(name_fold=before.name_fold).first()
        or bodies.order_by("-level", "id").filter(level=before.level).first()
        or bodies.order_by("id").first()
    )
    if found is None:
        raise Refused(
            _("%(unit)s chưa có cơ quan nào để nhận việc. Hãy thêm cơ quan trước khi bàn giao.") % {"unit": new.name}
        )
    return found


def _pass_opinion(opinion: Opinion, new: Unit, by: Actor, now: datetime) -> dict[str, Any]:
    old = opinion.unit_id
    opinion.origin_id, opinion.unit = opinion.origin_id or old, new
    opinion.save(update_fields=["unit", "origin"])
    events.record(opinion, "hand_over", by=by, now=now, data={"from": old, "to": new.pk})
    return {"kind": "opinion", "code": opinion.code, "title": "", "state": opinion.state, "due": None, "lead": None}


def _pass_meeting(meeting: Meeting, new: Unit, by: Actor, now: datetime) -> dict[str, Any]:
    old = meeting.unit_id
    meeting.origin_id, meeting.unit = meeting.origin_id or old, new
    meeting.save(update_fields=["unit", "origin"])
    for opinion in Opinion.objects.filter(meeting=meeting, unit_id=old).defer("raw", "sealed").order_by("id"):
        _pass_opinion(opinion, new, by, now)
    events.record(meeting, "hand_over", by=by, now=now, data={"from": old, "to": new.pk})
    return {
        "kind": "meeting",
        "code": meeting.code,
        "title": meeting.title,
        "state": meeting.state,
        "due": meeting.held_on.isoformat(),
        "lead": None,
    }

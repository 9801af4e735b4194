"""Which body of a place leads matters of which field: written by the place's administrator or laid by a template."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.process.assignment import queries
from doithoai.process.assignment.models import Competence
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import agencies_for
from doithoai.process.people.rules import may_administer
from doithoai.process.people.templates_of import template_for
from doithoai.process.triage.models import Field


@transaction.atomic
def entrust(place: Unit, field: str, lead: Unit | None, *, by: Actor, now: datetime) -> bool:
    """Let a body lead a field from today on (None: nobody). What was before keeps its days. Returns whether it changed."""
    if not may_administer(by, place):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    if field not in Field.values:
        raise Refused(_("Không có lĩnh vực này."))
    lock(place)
    today = clock.day_of(now)
    stands = queries.competences_of(place, today).filter(field=field).first()
    if (stands.lead_id if stands else None) == (lead.pk if lead else None):
        return False
    if lead is not None and not (lead.exists_on(today) and agencies_for(place).filter(pk=lead.pk).exists()):
        raise Refused(_("%(unit)s không nhận việc của địa bàn này.") % {"unit": lead.name})
    if stands is not None:
        _end(stands, today)
    if lead is not None:
        Competence.objects.create(place=place, field=field, lead=lead, valid_from=today)
    events.record(place, "entrust", by=by, now=now, data={"field": field, "lead": lead.pk if lead else None})
    return True


def _end(stands: Competence, today: date) -> None:
    """End a competence with yesterday; one that began today was never in force and goes."""
    if stands.valid_from == today:
        stands.delete()
        return
    stands.valid_to = today - timedelta(days=1)
    stands.save(update_fields=["valid_to"])


@transaction.atomic
def lay(place: Unit, *, by: Actor, now: datetime) -> int:
    """Let the bodies that the template names lead the fields nobody leads yet. Returns how many fields were laid."""
    if not may_administer(by, place):
        raise NotAllowed(_("Chỉ quản trị của địa bàn này được làm việc này."))
    template = template_for(place)
    if template is None:
        raise Refused(_("Không có mẫu cho đơn vị này."))
    today = clock.day_of(now)
    led = set(queries.competences_of(place, today).values_list("field", flat=True))
    open_bodies = Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), parent=place)
    by_name = {one.name: one for one in open_bodies}
    names = {body.key: (template.name_of(body, place), body.name) for body in template.bodies}
    laid = 0
    for field, key in template.fields.items():
        lead = next((by_name[name] for name in names[key] if name in by_name), None)
        if field not in led and lead is not None:
            laid += entrust(place, field, lead, by=by, now=now)
    return laid

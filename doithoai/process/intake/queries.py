"""Fetch opinions and contacts, as far as a seat or the holder of a code may see them."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from doithoai.ground.core import codes, vault
from doithoai.process.intake import rules
from doithoai.process.intake.models import Contact, ImportedFile, Opinion
from doithoai.process.people.models import Role


def visible_to(seat: Any) -> QuerySet[Opinion]:
    """Return the opinions whose words a seat may read.

    Officers and approvers see words only through the matters given to their unit (triage.queries); the vault is apart.
    """
    everything = Opinion.objects.select_related("meeting").defer("raw", "sealed")
    # The place's own register does not join the place: with few places and a million opinions SQLite's planner would
    # begin at the place and sort the whole register for one page (4.7 s instead of 0.2 ms, measured).
    if seat.role in {Role.CLERK, Role.COORDINATOR, Role.CHAIR}:
        return everything.filter(unit_id=seat.territory_id)
    if seat.role == Role.COLLECTOR:
        return everything.filter(unit_id=seat.unit.parent_id, village_unit_id=seat.unit_id)
    if seat.role in {Role.LEADER, Role.SUPERVISOR}:
        return everything.filter(unit__path__startswith=seat.unit.territory.path).select_related("unit")
    return everything.none()


def by_code(queryset: QuerySet[Opinion], code: str) -> Opinion:
    """Return the opinion with this number or raise Http404. Hidden and absent answer alike."""
    parsed = codes.parse_said(code, "YK")
    opinion = queryset.filter(pk=parsed[1]).first() if parsed else None
    if opinion is None or opinion.code != codes.said("YK", *parsed):  # type: ignore[misc]
        raise Http404
    return opinion


def by_secret(digits: str) -> Opinion | None:
    """Return the opinion that a 16-digit follow-up code opens, or None."""
    return Opinion.objects.filter(secret_index=codes.secret_index(digits)).select_related("unit", "meeting").first()


def by_key(key: str) -> Opinion | None:
    """Return the opinion that a form's own key already brought in, or None."""
    return Opinion.objects.filter(key=key).first()


def contact_of(opinion: Opinion, seat: Any) -> dict[str, str] | None:
    """Open the vault for a clerk of the receiving place. Others get None, as if nothing were there."""
    if not rules.reads_contact(seat, opinion):
        return None
    contact = Contact.objects.filter(opinion=opinion).first()
    if contact is None:
        return None
    return json.loads(vault.open_sealed(contact.sealed, about=f"contact:{opinion.key}"))


def files_of(seat: Any) -> QuerySet[ImportedFile]:
    """Return the files a seat may see: a collector its own, a clerk or coordinator those of the place."""
    files = ImportedFile.objects.select_related("unit", "meeting").defer("sealed", "reading")
    if seat.role == Role.COLLECTOR:
        return files.filter(uploaded_by=seat)
    if seat.role in {Role.CLERK, Role.COORDINATOR}:
        return files.filter(unit_id=seat.territory_id)
    return files.none()

"""Fetch opinions and contacts, as far as a seat or the holder of a code may see them."""

import json
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from doithoai.ground.core import codes, vault
from doithoai.ground.language.phone import normal
from doithoai.process.intake import rules
from doithoai.process.intake.models import (
    Attachment,
    CollectionRound,
    Contact,
    ContactOpening,
    DataRequest,
    ImportedFile,
    Letter,
    Opinion,
)
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


def pictures_only() -> QuerySet[Attachment]:
    """Return pictures without their bytes: whoever may read the words may see them. Documents stay with intake."""
    return Attachment.objects.filter(kind=Attachment.Kind.PICTURE).defer("sealed").order_by("number")


def attachments_of(opinion: Opinion, seat: Any) -> QuerySet[Attachment]:
    """Return what came with an opinion the seat may read; documents only for those who bring opinions in."""
    found = Attachment.objects.filter(opinion=opinion).defer("sealed").order_by("number")
    if opinion.handed == Opinion.Handed.DENUNCIATION:
        return found.none()
    return found if rules.brings_in(seat, opinion.unit_id) else found.filter(kind=Attachment.Kind.PICTURE)


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
    return own_contact(opinion) if rules.reads_contact(seat, opinion) else None


def own_contact(opinion: Opinion) -> dict[str, str] | None:
    """Open the vault for the sender, who has shown the 16-digit code, or for two persons together (opening.py)."""
    contact = Contact.objects.filter(opinion=opinion).first()
    return facts_in(contact, opinion) if contact else None


def facts_in(contact: Contact, opinion: Opinion) -> dict[str, str]:
    """Decrypt one row of the vault."""
    facts: dict[str, str] = json.loads(vault.open_sealed(contact.sealed, about=f"contact:{opinion.key}"))
    return facts


def left_contact(opinion: Opinion) -> bool:
    """Say whether the sender left anything in the vault, without opening it."""
    return Contact.objects.filter(opinion=opinion).exists()


def phone_index(phone: str) -> str:
    """Return what is stored to find a contact by telephone: a keyed hash of the digits; '' when there is no number."""
    digits = normal(phone)
    return codes.keyed_hash("phone", digits) if digits else ""


def sent_from(phone: str, seat: Any) -> QuerySet[Opinion]:
    """Return the opinions of the seat's own place whose sender left this number, newest first. Sealed ones stay apart."""
    index = phone_index(phone)
    if not index or not rules.receives(seat, seat.territory_id):
        return Opinion.objects.none()
    theirs = Contact.objects.filter(phone_index=index).values("opinion")
    return (
        visible_to(seat)
        .filter(pk__in=theirs)
        .exclude(handed=Opinion.Handed.DENUNCIATION)
        .order_by("-received_at", "-id")
    )


def openings_of(opinion: Opinion) -> list[ContactOpening]:
    """Return who asked to open the identity behind an opinion, and who opened, oldest first."""
    return list(
        ContactOpening.objects.filter(opinion=opinion)
        .select_related("asked_by__unit", "asked_by__person", "opened_by__unit")
        .order_by("id")
    )


def openings_for(seat: Any) -> QuerySet[ContactOpening]:
    """Return the openings of the seat's own place."""
    return ContactOpening.objects.filter(opinion__unit_id=seat.territory_id).select_related(
        "opinion", "asked_by__unit", "asked_by__person"
    )


def rounds_of(seat: Any) -> QuerySet[CollectionRound]:
    """Return the collection rounds a seat may fill: a collector those of the own village, an office those of the place."""
    rounds = CollectionRound.objects.select_related("unit", "meeting", "village_unit", "collector__unit")
    if seat.role == Role.COLLECTOR:
        return rounds.filter(unit_id=seat.unit.parent_id, village_unit_id=seat.unit_id)
    if seat.role in {Role.CLERK, Role.COORDINATOR}:
        return rounds.filter(unit_id=seat.territory_id)
    return rounds.none()


def counts_of(rounds: list[CollectionRound]) -> dict[int, int]:
    """Return how many opinions stand in each of these rounds. One query."""
    counted = Opinion.objects.filter(round__in=[one.pk for one in rounds]).order_by().values("round")
    return {row["round"]: row["n"] for row in counted.annotate(n=Count("pk"))}


def letters_for(seat: Any) -> QuerySet[Letter]:
    """Return the e-mails of the place, for its clerk alone: a letter names its sender."""
    letters = Letter.objects.select_related("unit").defer("sealed")
    return letters.filter(unit_id=seat.territory_id) if seat.role == Role.CLERK else letters.none()


def files_of(seat: Any) -> QuerySet[ImportedFile]:
    """Return the files a seat may see: a collector its own, a clerk or coordinator those of the place."""
    files = ImportedFile.objects.select_related("unit", "meeting").defer("sealed", "reading")
    if seat.role == Role.COLLECTOR:
        return files.filter(uploaded_by=seat)
    if seat.role in {Role.CLERK, Role.COORDINATOR}:
        return files.filter(unit_id=seat.territory_id)
    return files.none()


def data_requests_for(seat: Any) -> QuerySet[DataRequest]:
    """Return the requests about data that the clerk and the coordinator of a place see to."""
    everything = DataRequest.objects.select_related("opinion", "opinion__unit").defer(
        "opinion__raw", "opinion__sealed", "opinion__text"
    )
    if seat.role in {Role.CLERK, Role.COORDINATOR}:
        return everything.filter(opinion__unit_id=seat.territory_id)
    return everything.none()


def data_requests_of(opinion: Opinion) -> list[DataRequest]:
    """Return what a sender asked about the own data, oldest first."""
    return list(DataRequest.objects.filter(opinion=opinion).order_by("id"))

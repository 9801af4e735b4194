"""What is kept too long goes: the periods are data (intake/data/retention.yaml), the words of an opinion are never reached.

Safe to run again at any point: each batch is a transaction of its own and asks the tables anew what is too old.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from doithoai.ground.core import events
from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.models import Event, WrongGuess
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Contact, DataRequest, ImportedFile, Letter, Opinion
from doithoai.process.intake.periods import periods
from doithoai.process.people.models import Unit
from doithoai.process.triage.flow import OPINION
from doithoai.process.triage.models import Matter, Raising

BATCH = 200
# One run does so many batches of each kind and leaves the rest to the next.
BATCHES = 50
# Nothing is owed about these any more.
OVER = Q(matter__state__in=[Matter.State.ANSWERED, Matter.State.CLOSED]) | Q(matter__state=Matter.State.REFERRED) & ~Q(
    matter__result=""
)
OVER_WITH_ITS_HEAD = Q(matter__joined_into__state__in=[Matter.State.ANSWERED, Matter.State.CLOSED]) | Q(
    matter__joined_into__state=Matter.State.REFERRED
) & ~Q(matter__joined_into__result="")


def _acts(subject: str, key: Any, *, after: datetime) -> QuerySet[Event]:
    return Event.objects.filter(subject=subject, subject_id=key, at__gt=after)


def contacts_too_old(now: datetime) -> QuerySet[Contact]:
    """Return the contacts of opinions about which nothing is owed and nothing was done for the whole period.

    What still waits for triage, an answer or another body's receipt is kept however old it is; so is a sender's open
    request about the own data.
    """
    cutoff = now - periods()["contact"].length
    mine = Raising.objects.filter(opinion=OuterRef("opinion"))
    alone, joined = Q(matter__joined_into=None), Q(matter__joined_into__isnull=False)
    owed = mine.exclude(alone & OVER | joined & OVER_WITH_ITS_HEAD)
    head = Coalesce("matter__joined_into", "matter")
    lately = mine.annotate(head=head).filter(
        Exists(_acts("triage.matter", OuterRef("matter"), after=cutoff))
        | Exists(_acts("triage.matter", OuterRef("head"), after=cutoff))
    )
    moved = _acts("intake.opinion", OuterRef("opinion"), after=cutoff).filter(verb__in=list(OPINION.moves))
    asked = DataRequest.objects.filter(
        opinion=OuterRef("opinion"), state__in=[DataRequest.State.OPEN, DataRequest.State.ANSWERED]
    )
    return (
        Contact.objects.filter(opinion__received_at__lte=cutoff)
        .exclude(opinion__state=Opinion.State.RECEIVED)
        .filter(~Exists(owed), ~Exists(lately), ~Exists(moved), ~Exists(asked))
        .order_by("pk")
    )


def _forget_contacts(now: datetime) -> int:
    chosen = list(contacts_too_old(now).select_for_update(of=("self",)).select_related(None)[:BATCH])
    about = {contact.opinion_id for contact in chosen}
    Contact.objects.filter(pk__in=[contact.pk for contact in chosen]).delete()
    for opinion in Opinion.objects.filter(pk__in=about).only("pk"):
        events.record(opinion, "forget_contact", by=SYSTEM, now=now)
    return len(chosen)


def _first(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _drop(rows: QuerySet[Any]) -> int:
    keys = _first(rows)
    rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def _drop_files(now: datetime) -> int:
    """A file whose rows stand in the register; one that waits to be imported holds voices and stays."""
    return _drop(ImportedFile.objects.filter(imported_at__lte=now - periods()["village_file"].length))


def _drop_letters(now: datetime) -> int:
    """The sealed copy of a letter that was taken or ignored; one that waits for a person stays."""
    settled = [Letter.Outcome.TAKEN, Letter.Outcome.IGNORED]
    old = Letter.objects.filter(outcome__in=settled, fetched_at__lte=now - periods()["letter"].length)
    keys = _first(old.exclude(sealed=None))
    return Letter.objects.filter(pk__in=keys).update(sealed=None)


def _drop_requests(now: datetime) -> int:
    """Requests that are over: that they were made stays in the book."""
    return _drop(DataRequest.objects.filter(closed_at__lte=now - periods()["data_request"].length))


def _drop_guesses(now: datetime) -> int:
    return _drop(WrongGuess.objects.filter(at__lte=now - periods()["wrong_guess"].length))


def _drop_sign_ins(now: datetime) -> int:
    cutoff = now - periods()["sign_in_trouble"].length
    return _drop(AccessAttempt.objects.filter(attempt_time__lte=cutoff)) + _drop(
        AccessLog.objects.filter(attempt_time__lte=cutoff)
    )


def _drop_sessions(now: datetime) -> int:
    return _drop(Session.objects.filter(expire_date__lte=now - periods()["session"].length))


# notice_address is forgotten by the outbox itself (ground/notices), which knows when a notice was given up.
WORK: dict[str, Callable[[datetime], int]] = {
    "contact": _forget_contacts,
    "village_file": _drop_files,
    "letter": _drop_letters,
    "data_request": _drop_requests,
    "wrong_guess": _drop_guesses,
    "sign_in_trouble": _drop_sign_ins,
    "session": _drop_sessions,
}


def retain(now: datetime, *, batches: int = BATCHES) -> dict[str, int]:
    """Remove what is older than its period, in batches; returns how many of each. Writes one Event when anything went."""
    gone = dict.fromkeys(WORK, 0)
    for what, work in WORK.items():
        for _round in range(batches):
            with transaction.atomic():
                removed = work(now)
            gone[what] += removed
            if removed < BATCH:
                break
    home = Unit.objects.filter(is_home=True).first()
    if home is not None and any(gone.values()):
        events.record(home, "retain", by=SYSTEM, now=now, data={k: n for k, n in gone.items() if n})
    return gone


def fill_phone_index(now: datetime, *, batches: int = BATCHES) -> dict[str, int]:
    """Index the telephone numbers of contacts that came in before there was an index. Needs the key, so a clock job does it."""
    filled = 0
    for _round in range(batches):
        with transaction.atomic():
            rows = list(
                Contact.objects.filter(phone_index=None)
                .select_for_update(of=("self",))
                .select_related("opinion")
                .only("sealed", "phone_index", "opinion__key")
                .order_by("pk")[:BATCH]
            )
            for row in rows:
                facts = intake.facts_in(row, row.opinion)
                row.phone_index = intake.phone_index(str(facts.get("phone") or ""))
            Contact.objects.bulk_update(rows, ["phone_index"])
        filled += len(rows)
        if len(rows) < BATCH:
            break
    return {"filled": filled}

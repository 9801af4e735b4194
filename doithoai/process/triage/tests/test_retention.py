"""Nothing younger than its period is touched, nothing older survives, no word is ever reached; however often it runs."""

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doithoai.ground.core.actors import CITIZEN
from doithoai.ground.core.models import Event, WrongGuess
from doithoai.ground.notices import outbox
from doithoai.process.assignment import services as work
from doithoai.process.intake import queries as intake
from doithoai.process.intake import rights, services
from doithoai.process.intake.models import Contact, DataRequest, ImportedFile, Letter, Opinion
from doithoai.process.intake.periods import periods, read
from doithoai.process.triage import joining, retention
from doithoai.process.triage import rights as sorting
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
AGES = st.integers(0, 900)
SENDER = services.Sender(name="Bà Ba", phone="0912345678")


def hear(commune, at):
    return services.receive(
        commune.unit, "Đường thôn Đông ngập nước.", channel="counter", by=commune.clerk, now=at, sender=SENDER
    )


def sort_out(opinion, commune, at):
    (matter,) = triage.triage(opinion, [Part(opinion.text, field="transport")], by=commune.coordinator, now=at)
    return matter


FATES = (
    "waiting",
    "set_aside",
    "withdrawn",
    "handed",
    "open",
    "assigned",
    "answered",
    "referred",
    "receipted",
    "joined",
    "asked",
)
OWED = {"waiting", "open", "assigned", "referred", "asked"}


def meet(fate, commune, at):
    """Give an opinion a fate, all its acts at one moment."""
    opinion = hear(commune, at)
    by = {"by": commune.coordinator, "now": at}
    if fate == "set_aside":
        triage.set_aside(opinion, reason="Trùng", **by)
    elif fate == "handed":
        triage.hand_over(opinion, kind="complaint", to="Chủ tịch", **by)
    elif fate == "withdrawn":
        sorting.withdraw(opinion, text="", by=CITIZEN, now=at)
    elif fate != "waiting":
        matter = sort_out(opinion, commune, at)
        if fate == "assigned":
            work.assign(matter, lead=commune.agency, due=at.date() + DAY, basis="x", **by)
        elif fate in {"referred", "receipted"}:
            work.refer(matter, body="Sở", reason="Thẩm quyền", document="1", **by)
            if fate == "receipted":
                work.confirm_receipt(matter.referrals.get(), received_on=at.date(), receipt="1", **by)
        elif fate == "joined":
            head = sort_out(hear(commune, at), commune, at)
            joining.join(matter, head, **by)
            Matter.objects.filter(pk=head.pk).update(state="answered", result="explained")
        elif fate in {"answered", "asked"}:
            Matter.objects.filter(pk=matter.pk).update(state="answered", result="explained")
        if fate == "asked":
            rights.ask(opinion, "restrict", "Xin dừng", by=CITIZEN, now=at)
    return opinion


@given(life=st.lists(st.tuples(st.sampled_from(FATES), AGES), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_contact_goes_when_nothing_is_owed_and_its_days_are_over(life, commune):
    Contact.objects.all().delete()
    voices = [(meet(fate, commune, NOW - age * DAY), fate, age) for fate, age in life]
    words = dict(Opinion.objects.values_list("pk", "text"))
    retention.retain(NOW)
    for opinion, fate, age in voices:
        due = fate not in OWED and age >= periods()["contact"].days
        assert Contact.objects.filter(opinion=opinion).exists() is not due, (fate, age)
    assert dict(Opinion.objects.values_list("pk", "text")) == words
    assert not any(retention.retain(NOW).values()), "a second run finds nothing"


def test_what_was_done_lately_keeps_an_old_contact(commune):
    opinion = meet("answered", commune, NOW - 800 * DAY)
    matter = Matter.objects.get()
    triage.reword(
        matter, title="Đường", text="Đường", field="transport", kind="report", by=commune.coordinator, now=NOW - DAY
    )
    retention.retain(NOW)
    assert Contact.objects.filter(opinion=opinion).exists()
    retention.retain(NOW + 365 * DAY)
    assert not Contact.objects.filter(opinion=opinion).exists()
    assert Event.objects.filter(verb="forget_contact", subject_id=opinion.pk).count() == 1


def _plant(commune, what, at):
    """One row of a kind whose days begin at `at`; returns whether it is still there."""
    if what == "village_file":
        row = ImportedFile.objects.create(
            unit=commune.unit, name="t", sha256="0" * 64, sealed=b"1", reading=b"1", uploaded_at=at, imported_at=at
        )
    elif what == "letter":
        row = Letter.objects.create(unit=commune.unit, key=f"k{at}", outcome="taken", sealed=b"1", fetched_at=at)
        return lambda: Letter.objects.get(pk=row.pk).sealed is not None
    elif what == "data_request":
        opinion = hear(commune, at)
        row = DataRequest.objects.create(
            opinion=opinion, kind="access", state="done", received_at=at, answer_by=at, finish_by=at, closed_at=at
        )
    elif what == "wrong_guess":
        row = WrongGuess.objects.create(network="n", at=at)
    elif what == "sign_in_trouble":
        row = AccessAttempt.objects.create(
            username=f"u{at.timestamp()}", ip_address="203.0.113.9", user_agent="x", failures_since_start=1
        )
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=at)
    else:
        row = Session.objects.create(session_key=f"s{at.timestamp()}", session_data="", expire_date=at)
    return lambda: type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("what", [one for one in retention.WORK if one != "contact"])
def test_each_kind_goes_on_its_day_and_not_before(what, commune):
    length = periods()[what].length
    young, old = _plant(commune, what, NOW - length + timedelta(seconds=1)), _plant(commune, what, NOW - length)
    retention.retain(NOW)
    assert (young(), old()) == (True, False)


def test_voices_that_wait_in_a_file_or_a_letter_are_never_touched(commune):
    long_ago = NOW - 5000 * DAY
    ImportedFile.objects.create(
        unit=commune.unit, name="t", sha256="0" * 64, sealed=b"1", reading=b"1", uploaded_at=long_ago
    )
    Letter.objects.create(unit=commune.unit, key="k", outcome="refused", sealed=b"1", fetched_at=long_ago)
    retention.retain(NOW)
    assert ImportedFile.objects.exists() and Letter.objects.get().sealed is not None


def test_batches_end_and_the_book_says_how_many(commune, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    WrongGuess.objects.bulk_create(WrongGuess(network="n", at=NOW - 9 * DAY) for _n in range(8))
    assert retention.retain(NOW, batches=2)["wrong_guess"] == 6
    assert retention.retain(NOW, batches=2)["wrong_guess"] == 2
    assert [event.data for event in Event.objects.filter(verb="retain")] == [{"wrong_guess": 6}, {"wrong_guess": 2}]
    retention.retain(NOW)
    assert Event.objects.filter(verb="retain").count() == 2, "a run that finds nothing writes nothing"


def test_the_data_is_checked_and_says_what_the_program_does():
    assert set(periods()) == set(retention.WORK) | {"notice_address"}
    assert periods()["notice_address"].length == outbox.ADDRESS_KEPT
    assert periods()["contact"].at_least == 365
    good = {"id": "x", "days": 5, "from": "", "at_least": 1, "basis": "", "evidence": "local"}
    assert read([good])["x"].days == 5
    for wrong in ({"days": 0}, {"days": "5"}, {"evidence": "?"}, {"at_least": 9}, {"more": 1}):
        with pytest.raises((ValueError, TypeError)):
            read([{**good, **wrong}])
    with pytest.raises(ValueError, match="retention"):
        read([good, good])


def test_the_phone_index_is_filled_once_and_for_all(commune, now):
    opinion = hear(commune, now)
    services.receive(
        commune.unit, "Xin thêm đèn đường.", channel="counter", by=commune.clerk, now=now,
        sender=services.Sender(name="Ông Năm"),
    )  # fmt: skip
    Contact.objects.update(phone_index=None)
    assert retention.fill_phone_index(now) == {"filled": 2}
    assert retention.fill_phone_index(now) == {"filled": 0}
    assert list(intake.sent_from("0912 345 678", commune.clerk)) == [opinion]

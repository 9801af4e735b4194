"""Whatever happens to the opinions of a meeting, in whatever order, its sheet balances and nobody's words change."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from doithoai.ground.core.errors import Refused
from doithoai.ground.core.models import Event
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.answer.models import Answer, Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Assignment, Referral
from doithoai.process.hall import balance
from doithoai.process.hall import services as hall
from doithoai.process.hall.models import Conclusion
from doithoai.process.intake import importing
from doithoai.process.intake import services as intake
from doithoai.process.intake.channels.sheet.shapes import Row, SheetReading
from doithoai.process.intake.models import Opinion
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter, Raising
from doithoai.process.triage.services import Part
from tests.people import make_commune

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
FIELDS = st.sampled_from(["transport", "land", "health"])
PICK = st.integers(0, 10_000)
WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyỆẪỘ \n", min_size=8, max_size=60).filter(
    lambda t: len(t.strip()) > 5
)


def reading_of(texts):
    """A file as the reader would hand it over."""
    rows = [
        Row(
            sheet="S",
            row=n,
            text=t.strip(),
            raw=t,
            village="Thôn Đông",
            sender=f"Người {n}",
            phone="",
            address="",
            field="",
            said_on=None,
            note="",
            matters=(t,),
            warnings=(),
        )
        for n, t in enumerate(texts, start=2)
    ]
    return SheetReading(
        rows_read=len(rows),
        rows=rows,
        refused=[],
        warnings=[],
        attendance=None,
        held_on=None,
        encoding=None,
        sheets=["S"],
    )


class MeetingMachine(RuleBasedStateMachine):
    """Random imports, splits, joins, undos, set-asides, hand-overs, referrals, answers, reopenings."""

    @initialize()
    def begin(self):
        from datetime import UTC, datetime

        self.sid = transaction.savepoint()
        self.now = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
        self.commune = make_commune("Xã Thử", now=self.now)
        self.meeting = Meeting.objects.create(
            unit=self.commune.unit, kind="periodic", title="Họp", held_on=date(2026, 12, 1), planned_at=self.now,
            state=Meeting.State.LIVE,
        )  # fmt: skip
        self.words: dict[int, tuple[str, bytes]] = {}

    def teardown(self):
        if hasattr(self, "sid"):
            transaction.savepoint_rollback(self.sid)

    def act(self, verb, *args, by="coordinator", **kwargs):
        """Do one verb; a refusal is a right answer and must change nothing."""
        self.now += timedelta(minutes=1)
        before = Event.objects.count()
        try:
            with transaction.atomic():
                return verb(*args, by=getattr(self.commune, by), now=self.now, **kwargs)
        except Refused:
            assert Event.objects.count() == before
            return None

    def one(self, queryset, pick):
        rows = list(queryset.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(texts=st.lists(WORDS, min_size=1, max_size=3))
    def bring_file(self, texts):
        self.act(importing.take, reading_of(texts), unit=self.commune.unit, meeting=self.meeting, by="clerk")
        self.remember()

    @rule(text=WORDS)
    def bring_one(self, text):
        self.act(intake.receive, self.commune.unit, text, channel="counter", meeting=self.meeting, by="clerk")
        self.remember()

    def remember(self):
        for opinion in Opinion.objects.filter(meeting=self.meeting):
            self.words.setdefault(opinion.pk, (opinion.text, bytes(opinion.raw)))

    @rule(pick=PICK, fields=st.lists(FIELDS, min_size=1, max_size=3), other=PICK, link=st.booleans())
    def sort_out(self, pick, fields, other, link):
        opinion = self.one(Opinion.objects.filter(state="received"), pick)
        if opinion:
            target = self.one(Matter.objects, other) if link else None
            parts = [Part(opinion.text, field=field) for field in fields]
            self.act(triage.triage, opinion, [*parts[1:], Part(opinion.text, matter=target)] if target else parts)

    @rule(pick=PICK)
    def undo(self, pick):
        if opinion := self.one(Opinion.objects.filter(state="triaged"), pick):
            self.act(triage.undo_triage, opinion)

    @rule(pick=PICK, back=st.booleans())
    def put_aside(self, pick, back):
        if opinion := self.one(Opinion.objects.filter(state="set_aside" if back else "received"), pick):
            self.act(triage.take_back if back else triage.set_aside, opinion, reason="Không rõ nội dung")

    @rule(pick=PICK, kind=st.sampled_from(["complaint", "denunciation"]))
    def pass_on(self, pick, kind):
        if opinion := self.one(Opinion.objects.filter(state="received"), pick):
            self.act(triage.hand_over, opinion, kind=kind, to="Thanh tra tỉnh")

    @rule(a=PICK, b=PICK)
    def join(self, a, b):
        if Matter.objects.count() > 1:
            self.act(joining.join, self.one(Matter.objects, a), self.one(Matter.objects, b))

    @rule(a=PICK)
    def separate(self, a):
        if matter := self.one(Matter.objects, a):
            self.act(joining.separate, matter)

    @rule(a=PICK)
    def split_off(self, a):
        if raising := self.one(Raising.objects, a):
            self.act(joining.split_off, raising)

    @rule(a=PICK, days=st.integers(0, 20))
    def give(self, a, days):
        if matter := self.one(Matter.objects, a):
            due = self.now.date() + timedelta(days=days)
            self.act(work.assign, matter, lead=self.commune.agency, due=due, basis="Kết luận")

    @rule(a=PICK)
    def give_back(self, a):
        if given := self.one(Assignment.objects, a):
            self.act(work.give_back, given, reason="Không đúng", proposed_owner="Phòng khác", by="officer")

    @rule(a=PICK, received=st.booleans())
    def refer(self, a, received):
        if matter := self.one(Matter.objects, a):
            self.act(work.refer, matter, body="Sở Xây dựng", reason="Thẩm quyền tỉnh", document="12/CV")
            referral = Referral.objects.filter(matter=matter, received_on=None).last()
            if referral and received:
                self.act(work.confirm_receipt, referral, received_on=self.now.date(), receipt="Biên nhận 3")
            elif referral:
                self.act(work.take_back_referral, referral, reason="Chưa nhận")

    @rule(a=PICK, result=st.sampled_from(["resolved", "explained", "not_accepted", "no_resources_yet"]))
    def answer(self, a, result):
        matter = self.one(Matter.objects, a)
        if matter is None or assignments.current(matter) is None:
            return
        parts = {
            "result": result,
            "reply": "Đã kiểm tra và trả lời rõ từng câu.",
            "basis": "Biên bản",
            "document": "5/CV",
        }
        draft = self.act(answers.draft, matter, parts, by="officer")
        if draft:
            self.act(answers.submit, draft, by="officer")
            self.act(answers.approve, draft, version=draft.version, by="approver", override_reason="Đủ")
            self.act(answers.publish, draft, by="approver")

    @rule(a=PICK, result=st.sampled_from(["explained", "not_accepted"]))
    def answer_in_the_hall(self, a, result):
        if matter := self.one(Matter.objects, a):
            parts = {"result": result, "reply": "Trả lời ngay trước hội nghị, rõ ràng.", "basis": "Nghị quyết"}
            self.act(hall.record_answer, self.meeting, matter, parts, said_by="Chủ tịch")

    @rule(a=PICK, reopen=st.booleans())
    def not_solved(self, a, reopen):
        answer = self.one(Answer.objects.filter(state="published"), a)
        raising = Raising.objects.filter(matter=answer.matter).first() if answer else None
        if raising is None or answer.matter.state not in {"answered", "closed"}:
            return
        verdicts.rate(raising.opinion, answer.matter, score=1, solved=False, comment="Chưa", now=self.now)
        if asked := Reopening.objects.filter(decided_at=None).first():
            self.act(verdicts.decide_reopening, asked, reopen=reopen, reason="Đã xem")

    @rule()
    @precondition(lambda self: self.meeting.state == "live")
    def try_to_end(self):
        """Concluding while one waits and closing while one is owed are refused with the list of them."""
        sid = transaction.savepoint()
        sheet = balance.sheet_of(self.meeting)
        try:
            hall.conclude(self.meeting, by=self.commune.chair, now=self.now)
            assert sheet.waiting == 0
            Conclusion.objects.create(
                meeting=self.meeting, text="x", signed_by="x", published_at=self.now, by_seat=self.commune.coordinator
            )
            hall.close(self.meeting, by=self.commune.coordinator, now=self.now)
            assert sheet.owed == 0
        except Refused as refusal:
            assert len(refusal.details) == (sheet.waiting or sheet.owed) > 0
        transaction.savepoint_rollback(sid)
        self.meeting.refresh_from_db()

    @invariant()
    def sheet_balances(self):
        if not hasattr(self, "meeting"):
            return
        sheet = balance.sheet_of(self.meeting)
        assert sheet.balanced
        assert sheet.received == len(self.words)
        for opinion in Opinion.objects.filter(meeting=self.meeting):
            if opinion.handed != "denunciation":
                assert (opinion.text, bytes(opinion.raw)) == self.words[opinion.pk]
            raised = Raising.objects.filter(opinion=opinion).count()
            assert (raised > 0) == (opinion.state == "triaged")
        assert not Matter.objects.filter(raisings=None).exists()
        assert not Matter.objects.filter(state__in=["answered", "closed"], result="").exists()
        assert not Matter.objects.filter(state__in=["open", "assigned"]).exclude(result="").exists()


def test_the_sheet_always_balances(db):
    run_state_machine_as_test(
        MeetingMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],
        ),
    )

"""Whatever is joined, split, grouped, objected to and undone, in whatever order: no voice lost or doubled, no clock
moved, nobody named; and undoing restores every field."""

from datetime import UTC, date, datetime, timedelta

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

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.models import Event
from doithoai.process.assignment import handover
from doithoai.process.assignment import services as work
from doithoai.process.hall import balance
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people import services as people
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import grouping, joining, objecting
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import (
    Grouping,
    GroupMember,
    GroupProposal,
    Matter,
    MatterDecision,
    Objection,
    Raising,
)
from doithoai.process.triage.parting import parts_of
from doithoai.process.triage.services import Part
from tests.people import make_commune

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
PICK = st.integers(0, 10_000)
SAID = (
    "Đường Nam Cao hư hỏng nặng, đề nghị sửa chữa.",
    "Trạm y tế thiếu thuốc bảo hiểm cho người dân.",
    "Đèn đường thôn Đoài tắt cả tháng nay.",
    "Đề nghị nạo vét kênh mương trước mùa mưa.",
)
CANARY, PHONE = "Nguyễn Thị Canary", "0987612345"
SENDER = intake.Sender(name=CANARY, phone=PHONE, address="Số 7 ngõ Canary")
STANDS = (Opinion, Matter, Raising, Grouping, GroupProposal, GroupMember, Objection)


def everything() -> dict:
    """Every row of what joining can touch, field by field."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in STANDS}


class SameMatterMachine(RuleBasedStateMachine):
    """Coordinators join, separate, split off, group and undo; senders object; the place is merged into another."""

    @initialize()
    def begin(self):
        self.sid = transaction.savepoint()
        self.now = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
        self.commune = make_commune("Xã Thử", now=self.now)
        self.heir = make_commune("Xã Kế", now=self.now)
        self.meeting = Meeting.objects.create(
            unit=self.commune.unit, kind="periodic", title="Họp", held_on=date(2026, 12, 1), planned_at=self.now,
            state=Meeting.State.LIVE,
        )  # fmt: skip
        self.received: dict[int, datetime] = {}
        self.merged = False
        self.clocks: dict[int, tuple] = {}
        # Not an empty place: from the first step on there is something to join, to group and to object to.
        for parts in (SAID[:1], SAID[:2], SAID[1:2], SAID[1:4], SAID[2:3], SAID[:1]):
            self.hear(parts)
        self.lay([2, 3])

    def teardown(self):
        if hasattr(self, "sid"):
            transaction.savepoint_rollback(self.sid)

    def act(self, verb, *args, **kwargs):
        """Do one verb; a refusal is a right answer and must change nothing."""
        self.now += timedelta(minutes=1)
        before, book = everything(), Event.objects.count()
        try:
            with transaction.atomic():
                return verb(*args, **{"by": self.commune.coordinator, "now": self.now, **kwargs})
        except Refused:
            assert everything() == before
            assert Event.objects.count() == book
            return None

    def sender(self, verb, *args):
        """Do one verb of a sender, who is no seat."""
        try:
            with transaction.atomic():
                return verb(*args, now=self.now)
        except Refused:
            return None

    def there_and_back(self, there, back):
        """Do something and undo it: every row is as it was. Rolled back, so that the walk goes on from before."""
        before, sid = everything(), transaction.savepoint()
        if there() is not False:
            back()
            assert everything() == before
        transaction.savepoint_rollback(sid)

    def one(self, queryset, pick):
        rows = list(queryset.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(parts=st.lists(st.sampled_from(SAID), min_size=1, max_size=3, unique=True))
    def hear_one(self, parts):
        self.hear(parts)

    def hear(self, parts):
        text = parts[0] if len(parts) == 1 else "\n".join(f"{n}. {part}" for n, part in enumerate(parts, start=1))
        heard = self.act(
            intake.receive, self.commune.unit, text, channel="counter", meeting=self.meeting, by=self.commune.clerk,
            sender=SENDER,
        )  # fmt: skip
        self.received[heard.pk] = heard.received_at

    @rule(pick=PICK, other=PICK, link=st.booleans())
    def sort_out(self, pick, other, link):
        if opinion := self.one(Opinion.objects.filter(state="received"), pick):
            parts = [Part(words, field="transport") for words in parts_of(opinion.text)]
            target = self.one(Matter.objects, other) if link else None
            if target:
                parts[0] = Part(parts[0].excerpt, matter=target)
            self.act(triage.triage, opinion, parts)

    @rule(pick=PICK)
    def undo(self, pick):
        if opinion := self.one(Opinion.objects.filter(state="triaged"), pick):
            self.act(triage.undo_triage, opinion)

    @rule(a=PICK, b=PICK)
    def join(self, a, b):
        if Matter.objects.count() > 1:
            self.act(joining.join, self.one(Matter.objects, a), self.one(Matter.objects, b))

    @rule(a=PICK, b=PICK)
    def join_and_back(self, a, b):
        one, other = self.one(Matter.objects, a), self.one(Matter.objects, b)
        if one is None or one == other:
            return
        by = {"by": self.commune.coordinator, "now": self.now}

        def there():
            try:
                joining.join(one, other, **by)
            except Refused:
                return False
            return None

        self.there_and_back(there, lambda: joining.separate(one, **by))

    @rule(a=PICK)
    def separate(self, a):
        if matter := self.one(Matter.objects, a):
            self.act(joining.separate, matter)

    @rule(a=PICK)
    def split_off(self, a):
        if raising := self.one(Raising.objects, a):
            self.act(joining.split_off, raising)

    @rule(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4))
    def group(self, sizes):
        self.lay(sizes)

    def lay(self, sizes):
        """Lay proposals over all waiting voices, part by part, as the clock would."""
        waiting = Opinion.objects.filter(state="received", unit=self.commune.unit).order_by("pk")
        pieces = [(o, n, words) for o in waiting for n, words in enumerate(parts_of(o.text), start=1)]
        made = Grouping.objects.create(
            unit=self.commune.unit, meeting=self.meeting, asked_by=self.commune.coordinator, asked_at=self.now,
            progress="ready",
        )  # fmt: skip
        number = 0
        while pieces:
            size = sizes[number % len(sizes)]
            chosen, pieces = pieces[:size], pieces[size:]
            number += 1
            proposal = GroupProposal.objects.create(grouping=made, number=number, size=len(chosen), field="health")
            for place, (opinion, part, words) in enumerate(chosen):
                whole = words == opinion.text
                GroupMember.objects.create(
                    grouping=made, proposal=proposal, opinion=opinion, part=part, excerpt="" if whole else words,
                    place=place,
                )  # fmt: skip

    @rule(a=PICK)
    def confirm(self, a):
        proposals = GroupProposal.objects.filter(state="proposed").select_related("grouping")
        if proposal := self.one(proposals, a):
            self.act(grouping.confirm, proposal)

    @rule(a=PICK, verb=st.sampled_from([grouping.undo_confirm, grouping.reject, grouping.take_up]))
    def decide_group(self, a, verb):
        if proposal := self.one(GroupProposal.objects.select_related("grouping"), a):
            self.act(verb, proposal)

    @rule(a=PICK)
    def confirm_and_back(self, a):
        proposal = self.one(GroupProposal.objects.filter(state="proposed").select_related("grouping"), a)
        if proposal is None:
            return
        by = {"by": self.commune.coordinator, "now": self.now}

        def there():
            try:
                with transaction.atomic():
                    grouping.confirm(proposal, **by)
            except Refused:
                return False
            return None

        self.there_and_back(there, lambda: grouping.undo_confirm(proposal, **by))

    @rule(a=PICK, back=st.booleans())
    def take_out(self, a, back):
        if member := self.one(GroupMember.objects.select_related("proposal__grouping"), a):
            self.act(grouping.put_back if back else grouping.take_out, member)

    @rule(a=PICK)
    def object(self, a):
        if raising := self.one(Raising.objects, a):
            self.sender(objecting.object_to, raising.opinion, raising, "Việc của tôi khác")

    @rule(a=PICK, act=st.sampled_from(["separate", "keep", "insist"]))
    def settle(self, a, act):
        said = self.one(Objection.objects, a)
        if said is None:
            return
        if act == "insist":
            self.sender(objecting.insist, said, "Vẫn là việc khác")
        elif act == "separate":
            self.act(objecting.separate, said)
        else:
            self.act(objecting.keep, said, reason="Cùng một đoạn đường")

    @rule(a=PICK, days=st.integers(0, 20))
    def give(self, a, days):
        if matter := self.one(Matter.objects, a):
            due = self.now.date() + timedelta(days=days)
            self.act(work.assign, matter, lead=self.commune.agency, due=due, basis="Kết luận")
            matter = Matter.objects.get(pk=matter.pk)
            self.clocks[matter.pk] = (matter.opened_at, matter.due)

    @precondition(lambda self: not self.merged and len(self.received) > 7)
    @rule()
    def merge(self):
        """The place ends; all its business passes to another, whose coordinator goes on."""
        old, new, on = self.commune.unit, self.heir.unit, self.now.date()
        people.succeed(old, new, on=on, basis="Nghị quyết", by=SYSTEM, now=self.now)
        plan = handover.propose(old, handover.open_business(old), on)
        handover.hand_over(old, plan, on=on, basis="Nghị quyết", by=self.commune.coordinator, now=self.now)
        self.merged, self.commune = True, self.heir
        self.meeting.refresh_from_db()

    @invariant()
    def nobody_is_lost_or_doubled(self):
        if not hasattr(self, "meeting"):
            return
        sheet = balance.sheet_of(self.meeting)
        assert sheet.balanced
        assert sheet.received == len(self.received)
        for opinion in Opinion.objects.filter(meeting=self.meeting):
            raised = sorted(opinion.raisings.values_list("excerpt", flat=True))
            assert raised == (sorted(parts_of(opinion.text)) if opinion.state == "triaged" else [])
            assert opinion.received_at == self.received[opinion.pk]
        assert not Matter.objects.filter(raisings=None).exists()
        assert not Matter.objects.filter(joined_into__joined_into__isnull=False).exists()
        assert not GroupMember.objects.filter(raising__isnull=False, taken_out=True).exists()

    @invariant()
    def no_clock_moves(self):
        if not hasattr(self, "meeting"):
            return
        stand = {m.pk: (m.opened_at, m.due) for m in Matter.objects.all()}
        for pk, clock in self.clocks.items():
            assert stand.get(pk, clock) == clock
        self.clocks = stand

    @invariant()
    def nobody_is_named(self):
        if not hasattr(self, "meeting"):
            return
        told = [str(row) for row in Event.objects.values_list("note", "data", "actor")]
        told += [str(row) for row in GroupProposal.objects.values_list("title", "reasons")]
        told += [str(row) for row in MatterDecision.objects.values_list("excerpt", "verdict")]
        told += [str(row) for row in Matter.objects.values_list("title", "text", "place")]
        assert not [line for line in told if "Canary" in line or PHONE in line]


def test_no_sequence_loses_a_voice_moves_a_clock_or_names_anybody(db):
    run_state_machine_as_test(
        SameMatterMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],
        ),
    )

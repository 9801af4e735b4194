"""The register under many hands: random acts keep the sheet balanced, two people writing at once both succeed."""

import os
import random
import subprocess
import sys
from datetime import date

import pytest

from doithoai.ground.core.errors import Refused
from doithoai.process.hall import balance
from doithoai.process.hall import services as hall
from doithoai.process.hall.models import RegisterEntry
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part

SPOKEN = {"reply": "Xã đã kiểm tra, trả lời bà con như sau.", "basis": "Sổ", "evidence": "Biên bản"}
RESULTS = ("resolved", "explained", "not_accepted", "no_resources_yet", "out_of_competence")


def live_meeting(unit, by, now, day):
    meeting = programme.plan(unit, kind="periodic", title="Cuộc", held_on=day, by=by, now=now)
    programme.announce(meeting, where="Loa", published_on=day, by=by, now=now)
    for step in (programme.collect, programme.make_ready, programme.start):
        step(meeting, by=by, now=now)
    return meeting


class Acts:
    """What people in the hall may do next, chosen by chance."""

    def __init__(self, commune, meeting, now, chance):
        self.commune, self.meeting, self.now, self.chance = commune, meeting, now, chance
        self.said = 0

    def speak(self):
        self.said += 1
        words = f"Ý kiến số {self.said} về con đường."
        hall.record_speech(self.meeting, words=words, speaker="", village="", by=self.commune.clerk, now=self.now)

    def sort(self, opinion):
        parts = [Part(opinion.text, field="transport") for _ in range(self.chance.randint(1, 3))]
        triage.triage(opinion, parts, by=self.commune.coordinator, now=self.now)

    def undo(self, opinion):
        triage.undo_triage(opinion, by=self.commune.coordinator, now=self.now)

    def set_aside(self, opinion):
        triage.set_aside(opinion, reason="Trùng", by=self.commune.coordinator, now=self.now)

    def hand_over(self, opinion):
        kind = self.chance.choice(["complaint", "denunciation"])
        triage.hand_over(opinion, kind=kind, to="Thanh tra", by=self.commune.coordinator, now=self.now)

    def answer(self):
        waiting = list(balance.matters_waiting(self.meeting))
        if waiting:
            parts = {**SPOKEN, "result": self.chance.choice(RESULTS)}
            matter = self.chance.choice(waiting)
            hall.record_answer(self.meeting, matter, parts, said_by="Chủ tịch", by=self.commune.chair, now=self.now)

    def step(self):
        voices = list(Opinion.objects.filter(meeting=self.meeting))
        act = self.chance.choice(
            [self.speak, self.answer, self.sort, self.sort, self.undo, self.set_aside, self.hand_over]
        )
        if act in (self.speak, self.answer):
            act()
        elif voices:
            act(self.chance.choice(voices))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_sheet_balances_after_every_act(commune, now, seed):
    meeting = live_meeting(commune.unit, commune.coordinator, now, date(2026, 11, 21))
    acts = Acts(commune, meeting, now, random.Random(seed))
    for _n in range(40):
        try:
            acts.step()
        except Refused as refusal:
            assert refusal.message
        sheet = balance.sheet_of(meeting)
        assert sheet.balanced
        assert sheet.received == acts.said
    numbers = list(RegisterEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


WRITER = """
import sys, django
django.setup()
from doithoai.ground.core import clock
from doithoai.process.hall import services as hall
from doithoai.process.hall.tests.test_acts import live_meeting
from doithoai.process.people.models import Seat
from doithoai.process.programme.models import Meeting
from doithoai.process.hall.models import RegisterEntry
seat = Seat.objects.select_related("unit").get(role="coordinator")
if sys.argv[1] == "open":
    live_meeting(seat.unit, seat, clock.now(), clock.today())
elif sys.argv[1] == "write":
    meeting = Meeting.objects.get()
    for n in range(25):
        hall.record_note(meeting, speaker="", said=f"{sys.argv[2]} {n}", by=seat, now=clock.now())
else:
    print(sorted(RegisterEntry.objects.values_list("number", flat=True)))
"""


@pytest.mark.fault
def test_two_secretaries_write_at_once(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME"}}
    settings = {"DOITHOAI_HOME": str(tmp_path), "DOITHOAI_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
    options = {"env": {**kept, **settings}, "stdout": subprocess.PIPE, "text": True}

    def start(*argv):
        return subprocess.Popen([sys.executable, "-c", *argv], **options)

    make = "import sys; from doithoai.doors.cli import main; sys.exit(main(['init', '--no-input']))"
    for argv in ([make], [WRITER, "open"]):
        first = start(*argv)
        first.communicate(timeout=600)
        assert first.returncode == 0
    writers = [start(WRITER, "write", name) for name in ("a", "b")]
    for writer in writers:
        writer.communicate(timeout=600)
        assert writer.returncode == 0
    told = start(WRITER, "read")
    assert told.communicate(timeout=600)[0].strip() == str(list(range(1, 51)))

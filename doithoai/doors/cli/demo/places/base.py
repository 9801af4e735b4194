"""What the five places have in common: a meeting played from its plan to its closing, and how a place is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from doithoai.doors.cli.demo import play
from doithoai.doors.cli.demo.cast import SignIn, seat
from doithoai.doors.cli.demo.material import Case, chapter, scenario
from doithoai.doors.cli.demo.play import Crew, Sitting, after
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Channel, Opinion
from doithoai.process.people.models import Role, Seat, Unit
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter

SPOKEN_CHANNELS = (Channel.HALL, Channel.VOTER_CONTACT, Channel.ROUNDTABLE, Channel.RECEPTION)
Heard = tuple[Opinion, Matter, Case]


@dataclass(frozen=True)
class Place:
    """A scenario: its id, the sign-in that may look at it, and how it is played."""

    id: str
    slug: str
    act: Callable[[datetime], Unit]

    @property
    def unit_name(self) -> str:
        """The name of the place in its time."""
        return str(scenario(self.id)["unit"]["name"])

    @property
    def leader(self) -> str:
        """The sign-in name of who may see its figures and cases."""
        return f"lanhdao.{self.slug}"

    def exists(self) -> bool:
        """Say whether the place has been played."""
        return Unit.objects.filter(name=self.unit_name).exists()

    def play(self, *, founded_at: datetime) -> list[str]:
        """Play the place from plan to report and let one leader in; return the sign-in names."""
        unit = self.act(founded_at)
        seat(self.leader, f"Lãnh đạo {unit.name}", unit, Role.LEADER, now=founded_at, valid_from=date(2015, 1, 1))
        return [self.leader]

    def sign_ins(self) -> list[SignIn]:
        """Return who can sign in to look at this place."""
        seats = Seat.objects.filter(person__username=self.leader).select_related("person", "unit")
        return [SignIn.of(found) for found in seats]


@dataclass(frozen=True)
class Outcome:
    """How a meeting ended: who came, what was concluded, who signed."""

    attendance: int
    text: str
    turns: Sequence[int] = ()


def entries(identity: str) -> Any:
    """Return the voices written for one of the five places: a list, or lists by audience."""
    return chapter("places")[identity]


def workday(day: date) -> date:
    """Return the day, or the Monday after a weekend."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def hold(crew: Crew, sitting: Sitting, cases: list[Case], outcome: Outcome) -> Meeting:
    """Play a meeting to its end: gathered, spoken, given out with dates, answered, promises kept, closed."""
    meeting = play.prepare(crew, sitting)
    spoken = [told for told in cases if told.channel in SPOKEN_CHANNELS]
    gathered = _gather(crew, meeting, [told for told in cases if told.channel not in SPOKEN_CHANNELS])
    play.begin(crew, meeting)
    heard = gathered + [_speak(crew, meeting, told, 20 + 12 * n) for n, told in enumerate(spoken)]
    for number, persons in enumerate(outcome.turns):
        intake.record_turn(meeting, persons=persons, by=crew.clerk, now=play.at(meeting.held_on, 8, 5 + 15 * number))
    written = _answer_in_the_hall(crew, meeting, heard)
    play.conclude(crew, meeting, attendance=outcome.attendance, text=outcome.text, signed_by=crew.chair_name)
    _answer_in_writing(crew, meeting, written)
    last = meeting.held_on + timedelta(days=12)
    for opinion, matter, told in heard:
        last = max(last, _afterwards(crew, meeting, opinion, matter, told))
    play.close(crew, meeting, on=last + timedelta(days=2))
    return meeting


def _gather(crew: Crew, meeting: Meeting, cases: list[Case]) -> list[Heard]:
    """Take in what the people's meetings in villages and the other ways bring."""
    heard = []
    rounds = {}
    for number, told in enumerate(cases):
        day = meeting.held_on - timedelta(days=12)
        if told.channel == Channel.VILLAGE and told.village not in rounds:
            rounds[told.village] = play.collect_in(
                crew, told.village, held_on=day, attendance=38 + 7 * (number % 6), meeting=meeting
            )
        found = rounds.get(told.village) if told.channel == Channel.VILLAGE else None
        opinion = play.hear(crew, told, now=after(day, 1, 8, number), meeting=meeting, collected=found)
        heard.append((opinion, play.sort(crew, opinion, told, now=after(day, 4, 9, number)), told))
    return heard


def _speak(crew: Crew, meeting: Meeting, told: Case, minute: int) -> Heard:
    entry, matter = play.speak(crew, meeting, told, minute=minute)
    assert entry.opinion is not None
    return entry.opinion, matter, told


def _answer_in_the_hall(crew: Crew, meeting: Meeting, heard: list[Heard]) -> list[Heard]:
    """Answer on the spot what somebody can answer; return the rest."""
    rest = []
    for number, (opinion, matter, told) in enumerate(heard):
        if not told.said_by:
            rest.append((opinion, matter, told))
            continue
        speaker = crew.chair_name if told.said_by == "chair" else told.said_by
        play.reply_spoken(crew, meeting, matter, replace(told, said_by=speaker), minute=100 + 6 * number)
    return rest


def _answer_in_writing(crew: Crew, meeting: Meeting, written: list[Heard]) -> None:
    """Give the rest out with dates and answer within them."""
    for number, (_opinion, matter, told) in enumerate(written):
        given_on = after(meeting.held_on, 1, 8, number)
        play.give(crew, matter, told, now=given_on, due=meeting.held_on + timedelta(days=15))
        play.reply_written(crew, matter, told, now=after(meeting.held_on, 5 + number % 7, 9))


def _afterwards(crew: Crew, meeting: Meeting, opinion: Opinion, matter: Matter, told: Case) -> date:
    """Let the sender judge and the work be done before its date; return the day of the last of it."""
    last = meeting.held_on
    if told.rating:
        last = meeting.held_on + timedelta(days=20)
        play.rate(opinion, matter, told, now=play.at(last))
    if told.kept:
        last = max(last, meeting.held_on + timedelta(days=told.within * 4 // 5))
        play.keep_promise(crew, matter, told, now=play.at(last, 15))
    return last

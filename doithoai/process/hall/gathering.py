"""What was gathered for a meeting: read from the tables into topics, and back from a kept sketch to what a page shows."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from doithoai.ground.index.likely import model_in_use
from doithoai.ground.language import gist, grouping, personal
from doithoai.ground.language.fold import fold
from doithoai.ground.language.reading import read
from doithoai.process.assignment.models import Promise
from doithoai.process.hall import bundles
from doithoai.process.hall.agenda import Candidate, Gathering, balanced
from doithoai.process.hall.bundles import Part, Past
from doithoai.process.hall.evidence import since_for
from doithoai.process.hall.models import AgendaDraft, TopicSketch
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Unit
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Matter, Raising

# Matters of before the period that are compared: the newest. And how far back a place without a dialogue looks.
PAST_MATTERS = 3000
LOOKS_BACK = timedelta(days=90)
# More is told at once than a dialogue can have topics; the rest is told when its page is opened.
TOLD = 80
# From so many topics an agenda is chosen (the largest), and so many of each village besides.
LOOKED_AT, OF_A_VILLAGE = 120, 2
SPOKEN = (Opinion.State.RECEIVED, Opinion.State.TRIAGED)
# A voice of no known village.
NOWHERE = ""


@dataclass(frozen=True)
class Period:
    """What is gathered: of a place (and a meeting), received from a moment on."""

    unit: Unit
    meeting: Meeting | None
    since: date | None

    @property
    def opens(self) -> datetime | None:
        """The first moment that counts."""
        return timezone.make_aware(datetime.combine(self.since, time.min)) if self.since else None

    def opinions(self) -> QuerySet[Opinion]:
        """The voices: those given for the meeting, and those given for no meeting since the last dialogue."""
        here = Opinion.objects.filter(unit=self.unit, state__in=SPOKEN)
        mine = Q(meeting=self.meeting) if self.meeting else Q()
        loose = Q(received_at__gte=self.opens) if self.opens else Q()
        return here.filter(mine | (Q(meeting=None) & loose)) if self.meeting else here.filter(loose)


def period_of(unit: Unit, meeting: Meeting | None, today: date) -> Period:
    """Return what a sketch is made from: since the last dialogue, or without a meeting the last three months."""
    return Period(unit, meeting, since_for(meeting) if meeting else today - LOOKS_BACK)


def parts_of(period: Period) -> list[Part]:
    """Return what each voice says, in the order received. A sorted voice speaks once for each matter it raised."""
    voices = period.opinions().order_by("received_at", "id")
    rows = list(voices.values_list("pk", "text", "village", "village_unit_id"))
    raised: dict[int, list[tuple[int, int, str, str]]] = {}
    found = Raising.objects.filter(opinion__in=period.opinions().order_by().values("pk")).order_by("opinion", "number")
    for raising, opinion, excerpt, matter, joined, field in found.values_list(
        "pk", "opinion_id", "excerpt", "matter_id", "matter__joined_into_id", "matter__field"
    ):
        raised.setdefault(opinion, []).append((raising, joined or matter, excerpt, field))
    homes = _homes(period.unit, rows)
    parts = []
    for pk, text, _village, _unit in rows:
        home = homes[pk]
        for raising, matter, excerpt, field in raised.get(pk, ()):
            parts.append(Part(pk, excerpt or text, home, matter, field, raising))
        if pk not in raised:
            parts.append(Part(pk, text, home))
    return parts


def _homes(place: Unit, rows: Iterable[tuple[int, str, str, int | None]]) -> dict[int, str]:
    """Return a key of the village of each voice: 'u12' for a unit, 'o34' for a typed name first met in voice 34."""
    known = {fold(name): f"u{pk}" for pk, name in Unit.objects.filter(parent=place).values_list("pk", "name")}
    homes = {}
    for pk, _text, village, unit in rows:
        if unit:
            homes[pk] = f"u{unit}"
        else:
            homes[pk] = known.setdefault(fold(village), f"o{pk}") if village.strip() else NOWHERE
    return homes


def past_of(period: Period, parts: Iterable[Part], today: date) -> list[Past]:
    """Return the place's newest matters of before the period: whether they were answered, whether a promise is broken."""
    earlier = Q(opened_at__lt=period.opens) if period.opens else Q(meeting__held_on__lt=_day(period, today))
    heads = Matter.objects.filter(earlier, unit=period.unit, joined_into=None)
    now = {part.matter for part in parts}
    rows = heads.order_by("-opened_at", "-id").values_list("pk", "title", "text", "published_at")[:PAST_MATTERS]
    before = [row for row in rows if row[0] not in now]
    broken = broken_of([row[0] for row in before], today)
    return [Past(pk, f"{title}. {text}", published is not None, pk in broken) for pk, title, text, published in before]


def _day(period: Period, today: date) -> date:
    return period.meeting.held_on if period.meeting else today


def broken_of(matters: Collection[int], today: date) -> frozenset[int]:
    """Return the matters about which a promise was not kept: past its day, or the Front does not agree that it is done."""
    if not matters:
        return frozenset()
    states = Promise.State
    unkept = Q(state=states.OPEN, due__lt=today) | Q(state=states.DISPUTED)
    place = Promise.objects.filter(unkept).values_list("matter_id", flat=True)
    wanted = list(matters)
    lots = (wanted[at : at + 900] for at in range(0, len(wanted), 900))
    return frozenset(pk for lot in lots for pk in place.filter(matter_id__in=lot))


def sketch(period: Period, today: date) -> dict[str, Any]:
    """Gather a period into topics. Reads every text once: seconds for thousands of voices, so never while a page waits."""
    parts = parts_of(period)
    past = past_of(period, parts, today)
    texts = [*(part.text for part in parts), *(one.text for one in past)]
    readings = [read(text, period.unit.name) for text in texts]
    groups = bundles.groups_of(parts, past, grouping.group(readings, model=model_in_use()))
    broken = broken_of({part.matter for part in parts} - {0}, today)
    topics = bundles.topics_of(parts, readings, groups, broken)
    told = [_data(topic, parts, tell=number < TOLD) for number, topic in enumerate(topics)]
    homes: dict[str, list[int]] = {}
    for voice, home in {part.voice: part.home for part in parts}.items():
        homes.setdefault(home, []).append(voice)
    return {
        "since": period.since.isoformat() if period.since else "",
        "homes": homes,
        "groups": len(groups),
        "topics": told,
    }


def _data(topic: bundles.Topic, parts: list[Part], *, tell: bool) -> dict[str, Any]:
    said, shown = bundles.words_of(topic, parts) if tell else ([], [])
    # Where the words stand: in a raising (its excerpt) or, while nobody has sorted the voice, in the opinion itself.
    return {
        "key": topic.key,
        "field": topic.field,
        "concept": topic.concept,
        "matter": topic.matter,
        "groups": topic.groups,
        "voices": sorted(topic.voices),
        "old": len(topic.old),
        "answered": len(topic.answered),
        "broken": sorted(topic.broken),
        "matters": sorted(topic.matters),
        "past": sorted(topic.past),
        "said": [[parts[at].voice, parts[at].raising, start, end] for at, start, end in said],
        "shown": [[parts[at].voice, parts[at].raising] for at in shown],
        "first": [parts[topic.parts[0]].voice, parts[topic.parts[0]].raising],
    }


def gathering_of(data: dict[str, Any], floor: str, length: int, keep: Collection[str] = ()) -> Gathering:
    """Return what an agenda is chosen from, with the weight of villages and promises the office took.

    Of hundreds of topics those are looked at that can come to be chosen; `keep`: what somebody named.
    """
    homes = {voice: home for home, voices in data["homes"].items() for voice in voices}
    topics = _in_question(data["topics"], homes, set(keep))
    candidates = [Candidate(one["key"], frozenset(one["voices"]), frozenset(one["broken"])) for one in topics]
    pool = Gathering(homes, candidates)
    if floor == AgendaDraft.Floor.FIRST:
        return pool.weighed(pool.above_all())
    if floor == AgendaDraft.Floor.NONE:
        return pool.weighed(pool.no_floor())
    return balanced(pool, length)


def _in_question(topics: list[dict[str, Any]], homes: dict[int, str], keep: set[str]) -> list[dict[str, Any]]:
    """Return the largest topics, of every village its largest, every one with a broken promise, and those named."""
    chosen = {one["key"] for one in topics[:LOOKED_AT] if one["voices"]} | keep
    seen: Counter[str] = Counter()
    for one in topics:
        here = {homes[voice] for voice in one["voices"]}
        if one["broken"] or any(seen[home] < OF_A_VILLAGE for home in here):
            chosen.add(one["key"])
        seen.update(here)
    return [one for one in topics if one["key"] in chosen]


def names_of(homes: Iterable[str]) -> dict[str, str]:
    """Return what villages are called, by their keys. Two queries."""
    keys = set(homes)
    units = Unit.objects.filter(pk__in=[int(key[1:]) for key in keys if key[:1] == "u"]).values_list("pk", "name")
    typed = Opinion.objects.filter(pk__in=[int(key[1:]) for key in keys if key[:1] == "o"]).values_list("pk", "village")
    return {f"u{pk}": name for pk, name in units} | {f"o{pk}": village for pk, village in typed}


def titles_of(topics: Collection[dict[str, Any]], readable: QuerySet[Opinion]) -> dict[str, str]:
    """Return what topics are called: the thing people speak of, the matter's title, else the first words of a voice.

    `readable`: the opinions whose words the seat may read. At most two queries.
    """
    matters = [topic["matter"] for topic in topics if topic["matter"]]
    titles = dict(Matter.objects.filter(pk__in=matters).values_list("pk", "title")) if matters else {}
    voices = [topic["first"][0] for topic in topics if not topic["concept"] and not topic["matter"]]
    words = dict(readable.filter(pk__in=voices).values_list("pk", "excerpt")) if voices else {}
    named = {}
    for topic in topics:
        if topic["concept"]:
            named[topic["key"]] = gist.title_of(topic["concept"])
        else:
            named[topic["key"]] = titles.get(topic["matter"]) or _first_words(words.get(topic["first"][0], ""))
    return named


def _first_words(excerpt: str) -> str:
    """Return words that can be a title: short, and with nothing personal in them."""
    found = personal.find(excerpt)
    return excerpt[: min(120, found[0].start if found else 120)].strip()


def of_meeting(meeting: Meeting) -> TopicSketch | None:
    """Return the sketch of a meeting, or None while none was made."""
    return TopicSketch.objects.filter(meeting=meeting, made_at__isnull=False).first()


def asked(meeting: Meeting) -> bool:
    """Say whether somebody waits for a newer sketch."""
    return TopicSketch.objects.filter(meeting=meeting, asked_at__isnull=False).exists()


def draft_of(meeting: Meeting) -> AgendaDraft:
    """Return how the agenda is being put together; the usual beginning when nobody has touched it (not saved)."""
    return AgendaDraft.objects.filter(meeting=meeting).first() or AgendaDraft(meeting=meeting)

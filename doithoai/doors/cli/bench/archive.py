"""A generated archive: the voices of a province's years from the grammar, their matters and what was answered."""

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count as counting
from itertools import islice

from django.db import connection, transaction

from doithoai.doors.cli import output
from doithoai.doors.cli.bench.grammar import Voice, voices
from doithoai.ground.core import clock
from doithoai.process.answer.models import Answer
from doithoai.process.intake.models import Channel, Mode, Opinion
from doithoai.process.intake.services import Where, prepare
from doithoai.process.people.models import Seat, Unit
from doithoai.process.people.queries import home_unit
from doithoai.process.triage.models import Matter, Raising

BATCH = 2_000
# Which share of the voices of a year has been triaged: the rest waits.
WAITING = 10


def run(args: argparse.Namespace) -> dict:
    """Load `count` generated opinions into the current database."""
    began = clock.now()
    load(args.count, unit=home_unit(), now=began)
    seconds = (clock.now() - began).total_seconds()
    return {
        "name": "archive",
        "database": connection.vendor,
        "figures": {"opinions": args.count, "seconds": round(seconds, 1)},
        "floor": {},
    }


def load(count: int, *, unit: Unit, now: datetime, seed: int = 1) -> None:
    """Store `count` opinions of the last five years, nine in ten triaged into matters that are answered.

    Voices of one case share one matter. The truth stays with the grammar: the same seed gives the same voices.
    """
    author = Seat.objects.filter(unit__territory=unit).order_by("id").first()
    author = author or Seat.objects.order_by("id").first()
    start, step = now - timedelta(days=5 * 365), timedelta(days=5 * 365) / max(count, 1)
    number = Opinion.objects.count()
    source, matters = voices(seed + number), dict[int, int]()
    for begin in range(0, count, BATCH):
        said = list(islice(source, min(BATCH, count - begin)))
        moments = (start + n * step for n in counting(begin))
        _store(_prepared(said, unit, moments, number + begin), matters, author)
        output.progress(f"{begin + len(said)} / {count}")
    output.progress_done()


def _prepared(said: list[Voice], unit: Unit, moments: Iterator[datetime], number: int) -> list[tuple[Voice, Opinion]]:
    pairs = []
    for n, (voice, moment) in enumerate(zip(said, moments, strict=False)):
        opinion, _contact = prepare(
            unit,
            voice.text,
            channel=Channel.VILLAGE,
            now=moment,
            key=f"archive:{number + n}",
            mode=Mode.CONFIDENTIAL,
            where=Where(village=voice.village, place=voice.commune),
        )
        opinion.state = Opinion.State.TRIAGED if n % WAITING else Opinion.State.RECEIVED
        pairs.append((voice, opinion))
    return pairs


@transaction.atomic
def _store(pairs: list[tuple[Voice, Opinion]], matters: dict[int, int], author: Seat | None) -> None:
    """Store one batch: the opinions, a matter for each case not seen before, its answer, and who raised what."""
    Opinion.objects.bulk_create([opinion for _voice, opinion in pairs])
    triaged = [(voice, opinion) for voice, opinion in pairs if opinion.state == Opinion.State.TRIAGED]
    first = {voice.label: (voice, opinion) for voice, opinion in reversed(triaged) if voice.label not in matters}
    opened = [_matter(voice, opinion) for voice, opinion in first.values()]
    Matter.objects.bulk_create(opened)
    matters.update(zip(first, (matter.pk for matter in opened), strict=True))
    Raising.objects.bulk_create(
        [Raising(opinion=o, matter_id=matters[voice.label], excerpt=o.text) for voice, o in triaged]
    )
    if author is not None:
        Answer.objects.bulk_create([_answer(matter, author) for matter in opened])


def _matter(voice: Voice, opinion: Opinion) -> Matter:
    return Matter(
        unit=opinion.unit,
        title=opinion.excerpt,
        text=opinion.text,
        field=voice.field,
        place=f"{voice.village}, {voice.commune}",
        opened_at=opinion.received_at,
        state=Matter.State.ANSWERED,
        result="explained",
        answered_at=opinion.received_at,
        published_at=opinion.received_at,
    )


def _answer(matter: Matter, author: Seat) -> Answer:
    return Answer(
        matter=matter,
        round=1,
        unit=matter.unit,
        author=author,
        state=Answer.State.PUBLISHED,
        result=matter.result,
        reply="Đã kiểm tra và giải thích.",
        basis="Biên bản",
        created_at=matter.opened_at,
        published_at=matter.opened_at,
    )

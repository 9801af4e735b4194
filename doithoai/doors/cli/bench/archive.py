"""A generated archive: plausible opinions of a province's years, each answered matter with its words."""

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.process.answer.models import Answer
from doithoai.process.intake.models import Channel, Mode, Opinion
from doithoai.process.intake.services import Where, prepare
from doithoai.process.people.models import Seat, Unit
from doithoai.process.people.queries import home_unit
from doithoai.process.triage.models import Matter, Raising

BATCH = 2_000
_THINGS = {
    "transport": ["đường liên thôn", "cầu treo", "đoạn đường dốc", "ngã ba chợ", "rãnh thoát nước ven đường"],
    "water_power": ["trạm biến áp", "đường dây điện", "nước sạch tập trung", "đèn chiếu sáng"],
    "environment": ["bãi rác tạm", "trại lợn", "cống thoát nước", "lò đốt rác"],
    "agriculture": ["kênh tưới", "bờ kè suối", "trạm bơm", "đường nội đồng"],
    "land": ["sổ đỏ", "đất tái định cư", "ranh giới thửa đất", "tiền đền bù"],
    "education": ["điểm trường", "học phí", "nhà vệ sinh trường", "xe đưa đón học sinh"],
    "health": ["trạm y tế", "thuốc bảo hiểm", "bác sĩ trực", "bảo hiểm y tế"],
}
_STATES = ["xuống cấp nặng", "hỏng từ mùa lũ", "làm dở dang", "chậm giải quyết", "gây khó cho bà con", "quá tải"]
_ASKS = ["đề nghị sửa sớm", "xin cho biết bao giờ xong", "mong được đầu tư", "đề nghị kiểm tra", "ai chịu trách nhiệm?"]
_WHEN = ["hai năm nay", "từ đầu năm", "sau trận mưa tháng 8", "ba kỳ họp rồi", "mấy tháng nay"]
_NAMES = ["Đông", "Đoài", "Phú Lễ", "Hương", "Khuổi Tích", "Nà Hán", "Lũng Tặc", "An Bình", "Yên Sơn", "Thạch Hòa"]


def sentences(seed: int) -> Iterator[tuple[str, str, str]]:
    """Yield (field, village, text) without end, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - sample text, nothing secret
    fields = list(_THINGS)
    while True:
        field, village = chance.choice(fields), f"Thôn {chance.choice(_NAMES)} {chance.randint(1, 40)}"
        thing, house = chance.choice(_THINGS[field]), chance.randint(1, 900)
        text = (
            f"{thing.capitalize()} ở {village}, gần nhà số {house}, {chance.choice(_STATES)} {chance.choice(_WHEN)}, "
            f"{chance.choice(_ASKS)}. Nhà {chance.randint(2, 60)} hộ dân bị ảnh hưởng."
        )
        yield field, village, text


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
    """Store `count` opinions of the last five years, nine in ten answered, in batches of BATCH."""
    author = Seat.objects.filter(unit__territory=unit).order_by("id").first()
    if author is None:
        author = Seat.objects.order_by("id").first()
    start, step = now - timedelta(days=5 * 365), timedelta(days=5 * 365) / max(count, 1)
    source, number = sentences(seed), Opinion.objects.count()
    for begin in range(0, count, BATCH):
        rows = list(islice(source, min(BATCH, count - begin)))
        _store(rows, unit, author, start + begin * step, step, number + begin)
        output.progress(f"{begin + len(rows)} / {count}")
    output.progress_done()


@transaction.atomic
def _store(
    rows: list[tuple[str, str, str]], unit: Unit, author: Seat | None, start: datetime, step: timedelta, number: int
) -> None:
    opinions = []
    for n, (_field, village, text) in enumerate(rows):
        opinion, _contact = prepare(
            unit,
            text,
            channel=Channel.VILLAGE,
            now=start + n * step,
            key=f"archive:{number + n}",
            mode=Mode.CONFIDENTIAL,
            where=Where(village=village),
        )
        opinion.state = Opinion.State.TRIAGED if n % 10 else Opinion.State.RECEIVED
        opinions.append(opinion)
    Opinion.objects.bulk_create(opinions)
    triaged = [(o, row) for o, row in zip(opinions, rows, strict=True) if o.state == Opinion.State.TRIAGED]
    matters = [
        Matter(
            unit=unit, title=o.excerpt, text=o.text, field=row[0], place=row[1], opened_at=o.received_at,
            state=Matter.State.ANSWERED, result="explained", answered_at=o.received_at, published_at=o.received_at,
        )
        for o, row in triaged
    ]  # fmt: skip
    Matter.objects.bulk_create(matters)
    Raising.objects.bulk_create(
        [Raising(opinion=o, matter=m, excerpt=o.text) for (o, _row), m in zip(triaged, matters, strict=True)]
    )
    if author is not None:
        Answer.objects.bulk_create(
            [
                Answer(
                    matter=m, round=1, unit=unit, author=author, state=Answer.State.PUBLISHED, result=m.result,
                    reply="Đã kiểm tra và giải thích.", basis="Biên bản", created_at=m.opened_at, published_at=m.opened_at,
                )
                for m in matters
            ]
        )  # fmt: skip

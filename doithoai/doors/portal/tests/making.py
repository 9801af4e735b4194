"""Short ways to a commune with a dialogue, a sent opinion, a published answer."""

import re
from datetime import date, datetime

from django.test import Client

from doithoai.process.answer import services as answers
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as assignment
from doithoai.process.intake.models import Opinion
from doithoai.process.programme import services as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part

WORDS = "Đường liên thôn nhiều ổ gà, bao giờ sửa? ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG."
KEY = "0123456789abcdef0123456789abcdef"
GOOD = {
    "result": "resolved",
    "reply": "Đoạn đường đã được vá xong toàn bộ ổ gà trong tháng 10.",
    "basis": "Biên bản kiểm tra hiện trường ngày 20/11/2026",
    "action": "Kiểm tra lại sau mùa mưa",
    "action_by": "Phòng Kinh tế",
    "action_due": date(2027, 3, 1),
    "evidence": "Biên bản nghiệm thu số 12",
}


def letter(**fields: str) -> dict[str, str]:
    """What the last screen posts."""
    return {"step": "send", "key": KEY, "text": WORDS, "mode": "confidential", **fields}


def send(client: Client | None = None, **fields: str) -> str:
    """Send by the form and return the 16 digits of the receipt."""
    response = (client or Client()).post("/gui", letter(**fields))
    assert response.status_code == 200, response.content.decode()
    return digits_in(response.content.decode())


def digits_in(html: str) -> str:
    """Return the follow-up code printed on a receipt."""
    block = re.search(r'id="code16">(.*?)</span> ?<button', html, re.S)
    assert block, html
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", block[1]))


def opened(commune, now: datetime, **more) -> Meeting:
    """A dialogue that takes opinions."""
    facts = {
        "kind": "periodic",
        "title": "Đối thoại định kỳ quý IV",
        "held_on": date(2026, 11, 28),
        "place": "Nhà văn hóa",
    }
    meeting = programme.plan(commune.unit, **{**facts, **more}, by=commune.coordinator, now=now)
    programme.announce(
        meeting,
        where="Loa truyền thanh",
        text="Mời bà con",
        published_on=date(2026, 11, 20),
        by=commune.coordinator,
        now=now,
    )
    programme.collect(meeting, by=commune.coordinator, now=now)
    return meeting


def matter_of(opinion: Opinion, commune, now: datetime, **more) -> Matter:
    """Triage into one matter and give it to the agency."""
    part = Part(
        opinion.text,
        **{"field": "transport", "title": "Đường liên thôn", "text": "Đề nghị sửa đường liên thôn.", **more},
    )
    (matter,) = triage.triage(opinion, [part], by=commune.coordinator, now=now)
    assignment.assign(
        matter,
        lead=commune.agency,
        due=date(2026, 12, 6),
        basis="Kết luận của chủ trì",
        by=commune.coordinator,
        now=now,
    )
    return matter


def answered(matter: Matter, commune, now: datetime, **parts) -> Matter:
    """Answer it through review and approval, and publish."""
    given = assignments.current(matter)
    assert given
    assignment.accept(given, by=commune.officer, now=now)
    draft = answers.draft(matter, {**GOOD, **parts}, by=commune.officer, now=now)
    answers.submit(draft, by=commune.officer, now=now)
    answers.approve(draft, version=draft.version, by=commune.approver, now=now, override_reason="Đã đủ")
    answers.publish(draft, by=commune.approver, now=now)
    matter.refresh_from_db()
    return matter

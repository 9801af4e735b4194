"""The relay: an agency asks "the sender", the sender answers by code; neither learns who the other is.

What the sender writes goes in with its personal data covered, after the sender has seen it covered.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.language.fold import nfc
from doithoai.ground.language.personal import find
from doithoai.process.assignment import queries, rules
from doithoai.process.intake import telling
from doithoai.process.intake.models import Message, Opinion
from doithoai.process.people.models import Seat
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter

LONGEST = 2000
MOST_A_DAY = 20
COVERED = {
    "phone": gettext_noop("[số điện thoại đã che]"),
    "email": gettext_noop("[thư điện tử đã che]"),
    "cccd": gettext_noop("[số căn cước đã che]"),
    "cmnd": gettext_noop("[số chứng minh đã che]"),
    "plate": gettext_noop("[biển số đã che]"),
    "house": gettext_noop("[số nhà đã che]"),
    "bank": gettext_noop("[số tài khoản đã che]"),
    "birth": gettext_noop("[ngày sinh đã che]"),
    "insurance": gettext_noop("[số bảo hiểm đã che]"),
    "tax": gettext_noop("[mã số thuế đã che]"),
    "passport": gettext_noop("[số hộ chiếu đã che]"),
}
COVERED_OTHERWISE = gettext_noop("[đã che]")


def covered(text: str) -> str:
    """Return the words with every piece of personal data that patterns find covered by what it was."""
    pieces, last = [], 0
    for one in find(text):
        pieces += [text[last : one.start], _(COVERED.get(one.kind, COVERED_OTHERWISE))]
        last = one.end
    return "".join([*pieces, text[last:]])


def checked(text: str) -> str:
    """Return the composed words of a message, or refuse what is empty or too long."""
    words = nfc(text)
    if not words:
        raise Refused(_("Xin viết lời nhắn."))
    if len(words) > LONGEST:
        raise Refused(_("Xin viết ngắn hơn: tối đa %(n)d ký tự.") % {"n": LONGEST})
    return words


def _write(opinion: Opinion, words: str, *, from_sender: bool, seat: Seat | None, by: Actor, now: datetime) -> Message:
    """Add a line while holding the opinion. The same words pressed twice are one line; a day takes so many."""
    lock(opinion)
    own = Message.objects.filter(opinion=opinion, from_sender=from_sender)
    last = own.order_by("-id").first()
    if last and last.text == words and clock.day_of(last.at) == clock.day_of(now):
        return last
    lately = own.order_by("-id").values_list("at", flat=True)[:MOST_A_DAY]
    if sum(clock.day_of(at) == clock.day_of(now) for at in lately) >= MOST_A_DAY:
        raise Refused(_("Hôm nay đã đủ %(n)d lời nhắn cho ý kiến này. Xin viết tiếp vào ngày mai.") % {"n": MOST_A_DAY})
    unit = seat.unit if seat else None
    line = Message.objects.create(opinion=opinion, from_sender=from_sender, seat=seat, unit=unit, text=words, at=now)
    verb = "reply_to_agency" if from_sender else "ask_sender"
    events.record(opinion, verb, by=by, now=now, data={"message": line.pk})
    return line


@transaction.atomic
def ask(matter: Matter, opinion: Opinion, text: str, *, by: Seat, now: datetime) -> Message:
    """Ask the person behind one voice of a matter. The asking unit learns nothing but the answer."""
    if not rules.asks_sender(by, matter, queries.current(matter)):
        raise NotAllowed(_("Vị trí của ông/bà không hỏi người gửi về vấn đề này."))
    if not triage.raisings_of(matter).filter(opinion=opinion).exists():
        raise Refused(_("Ý kiến này không nêu vấn đề đó."))
    line = _write(opinion, checked(text), from_sender=False, seat=by, by=by, now=now)
    telling.tell(opinion, "asked", now=now, once=str(line.pk))
    return line


@transaction.atomic
def reply(opinion: Opinion, text: str, *, by: Actor, now: datetime) -> Message:
    """Answer as the sender, personal data covered. Only who was asked can answer: this is no second letter box."""
    if by is not CITIZEN:
        raise NotAllowed(_("Chỉ người gửi, bằng mã tra cứu, làm được việc này."))
    if not Message.objects.filter(opinion=opinion, from_sender=False).exists():
        raise Refused(_("Chưa có đơn vị nào hỏi. Muốn nói thêm, xin gửi một ý kiến mới."))
    return _write(opinion, covered(checked(text)), from_sender=True, seat=None, by=by, now=now)


def mark_seen(opinion: Opinion, *, now: datetime) -> None:
    """Note that the sender has opened the page on which the questions stand."""
    Message.objects.filter(opinion=opinion, from_sender=False, seen_at=None).update(seen_at=now)

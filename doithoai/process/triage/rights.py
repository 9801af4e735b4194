"""Withdrawing an opinion, and seeing to what senders ask about their data."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doithoai.ground.core import clock, events
from doithoai.ground.core.actors import CITIZEN, Actor
from doithoai.ground.core.dates import fmt_date
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.flow import lock
from doithoai.ground.index import entries
from doithoai.ground.language.fold import nfc
from doithoai.process.intake import rights, telling
from doithoai.process.intake.models import DataRequest, Opinion
from doithoai.process.triage.flow import DATA_REQUEST, OPINION

LONGEST = 2000
Kind = DataRequest.Kind


@transaction.atomic
def withdraw(opinion: Opinion, *, text: str, by: Actor, now: datetime) -> DataRequest:
    """Withdraw at once what nobody has sorted yet; later it is a request, for others may rest on the answer by then.

    The words stay in the register, unread by any agency and never published; the sheet counts the opinion as withdrawn.
    """
    lock(opinion)
    if opinion.state == Opinion.State.RECEIVED:
        OPINION.move(opinion, "withdraw", by=by, now=now)
        entries.forget("opinion", opinion.pk)
        telling.stop(opinion)
        return rights.record_done(opinion, Kind.WITHDRAW, by=by, now=now)
    if opinion.state == Opinion.State.WITHDRAWN:
        raise Refused(_("Ý kiến này đã rút rồi."))
    return rights.ask(opinion, Kind.WITHDRAW, text, by=by, now=now)


def _words(text: str) -> str:
    words = nfc(text)
    if not words:
        raise Refused(_("Cần viết lời trả lời cho người gửi."))
    if len(words) > LONGEST:
        raise Refused(_("Lời trả lời dài tối đa %(n)d ký tự.") % {"n": LONGEST})
    return words


def _say(request: DataRequest, words: str, *fields: str, now: datetime) -> None:
    """Put further words below those already said to the sender: nothing said is taken back."""
    request.reply = f"{request.reply}\n\n{words}".strip()
    request.save(update_fields=["reply", *fields])
    telling.tell(request.opinion, "data", now=now, once=f"{request.pk}:{len(request.reply)}")


@transaction.atomic
def answer(request: DataRequest, *, reply: str, by: Actor, now: datetime) -> None:
    """Tell the sender that the request is taken up (DAT-01)."""
    words = _words(reply)
    DATA_REQUEST.move(request, "answer", by=by, now=now)
    _say(request, words, now=now)


@transaction.atomic
def finish(request: DataRequest, *, reply: str, by: Actor, now: datetime) -> None:
    """Say what was done. A withdrawal or an erasure that has become possible is done with it, once."""
    words = _words(reply)
    opinion = request.opinion
    lock(opinion)
    DATA_REQUEST.move(request, "finish", by=by, now=now)
    request.closed_at = now
    _say(request, words, "closed_at", now=now)
    if request.kind == Kind.WITHDRAW and opinion.state == Opinion.State.RECEIVED:
        # The sender asked for it with the code; the office only made it possible.
        OPINION.move(opinion, "withdraw", by=CITIZEN, now=now, data={"request": request.pk})
        entries.forget("opinion", opinion.pk)
    if request.kind == Kind.ERASE and rights.has_identity(opinion):
        rights.wipe(opinion, by=by, now=now)


@transaction.atomic
def refuse(request: DataRequest, *, reason: str, by: Actor, now: datetime) -> None:
    """Say why it is not done. The sender reads the reason and can take it to the Front."""
    words = _words(reason)
    DATA_REQUEST.move(request, "refuse", by=by, now=now, note=words)
    request.closed_at = now
    _say(request, words, "closed_at", now=now)


@transaction.atomic
def extend(request: DataRequest, *, reason: str, by: Actor, now: datetime) -> None:
    """Move the end once, before it is over, with a reason the sender reads (DAT-03)."""
    why = _words(reason)
    lock(request)
    DATA_REQUEST.check(request, "finish", by=by)
    if request.extended:
        raise Refused(_("Yêu cầu này đã gia hạn một lần."))
    if clock.day_of(now) > request.finish_by:
        raise Refused(_("Đã quá hạn, không gia hạn được nữa. Hãy làm xong hoặc nêu lý do không làm."))
    old, request.extended = request.finish_by, True
    request.finish_by = rights.extended(request, clock.day_of(now))
    _say(
        request,
        _("Gia hạn đến %(day)s: %(why)s") % {"day": fmt_date(request.finish_by), "why": why},
        "extended",
        "finish_by",
        now=now,
    )
    events.record(
        request, "extend", by=by, now=now, data={"from": old.isoformat(), "to": request.finish_by.isoformat()}
    )

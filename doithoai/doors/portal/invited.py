"""Answering an invitation by the 16 digits of the letter, which travel only in the body of a form."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from doithoai.doors.portal import throttle
from doithoai.doors.portal.forms import CodeForm
from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock, codes
from doithoai.ground.core.errors import Refused
from doithoai.process.people.guards import public
from doithoai.process.programme import attending, guests
from doithoai.process.programme.models import Attendee, Meeting

NOBODY = "0" * 16


class LetterForm(CodeForm):
    """The 16 digits of an invitation."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = gettext_lazy("Mã trên giấy mời")
        self.fields["code"].help_text = gettext_lazy("16 chữ số in cạnh hình vuông, viết liền hay cách đều được.")


@public
@takes("GET", "HEAD", "POST")
# No form token: whoever posts here must hold the 16 digits, which no other site can know; and no cookie is needed.
@csrf_exempt
@sensitive_post_parameters()
def invitation(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the letter, show the meeting, take "coming" or "not coming"."""
    if request.method != "POST":
        return show(request, "invitation", {"form": LetterForm()})
    now, where, form = clock.now(), throttle.network(request), LetterForm(request.POST)
    until = throttle.blocked_until(where, now=now)
    if until is not None:
        minutes = math.ceil((until - now).total_seconds() / 60)
        response = show(request, "invitation", {"form": LetterForm(), "wait": minutes}, status=429)
        response["Retry-After"] = str(minutes * 60)
        return response
    # What is no code at all is looked up all the same: every wrong answer takes the same work and says the same.
    guest = guests.by_code(form.digits() or NOBODY)
    if guest is None:
        throttle.count_wrong(where, now=now)
        again = LetterForm(initial={"code": request.POST.get("code", "")[:60]})
        return show(request, "invitation", {"form": again, "wrong": True}, status=422)
    if "answer" in request.POST:
        return _answer(request, guest)
    return _letter(request, guest)


def _answer(request: HttpRequest, guest: Attendee) -> HttpResponse:
    """Keep the answer and show the page again: the code must not go into an address, so there is no redirect."""
    try:
        attending.reply(guest, request.POST["answer"], now=clock.now())
    except Refused as refusal:
        return _letter(request, guest, trouble=refusal.message, status=refusal.status)
    thanks = (
        _("Cảm ơn ông/bà. Chúng tôi đã ghi: ông/bà sẽ dự.")
        if guest.reply == Attendee.Reply.YES
        else _("Cảm ơn ông/bà đã báo. Chúng tôi đã ghi: ông/bà không dự được.")
    )
    return _letter(request, guest, thanks=thanks)


def _letter(request: HttpRequest, guest: Attendee, *, status: int = 200, **more: Any) -> HttpResponse:
    meeting = guest.meeting
    context = {
        "guest": guest,
        "meeting": meeting,
        "topics": guests.topics_of(meeting),
        "may_answer": guests.may_answer(meeting, clock.today()),
        "is_public": meeting.state != Meeting.State.PLANNED,
        "digits": codes.clean_secret(request.POST["code"]),
        **more,
    }
    return show(request, "invitation_open", context, status=status)

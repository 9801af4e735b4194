"""The one door to a sender's own pages: 16 digits in the body of a form, guessing slowed down, wrong and absent alike."""

import math

from django.http import HttpRequest, HttpResponse

from doithoai.doors.portal import throttle
from doithoai.doors.portal.forms import CodeForm
from doithoai.doors.portal.pages import show
from doithoai.ground.core import clock
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion

NOBODY = "0" * 16


def asks(request: HttpRequest) -> HttpResponse:
    """Show the box for the code."""
    return show(request, "follow", {"form": CodeForm()})


def opened(request: HttpRequest) -> Opinion | HttpResponse:
    """Return the opinion that the posted code opens, or the page that answers everything else."""
    now, where, form = clock.now(), throttle.network(request), CodeForm(request.POST)
    until = throttle.blocked_until(where, now=now)
    if until is not None:
        return _wait(request, minutes=math.ceil((until - now).total_seconds() / 60))
    # What is no code at all is looked up all the same: every wrong answer takes the same work and says the same.
    opinion = intake.by_secret(form.digits() or NOBODY)
    if opinion is None:
        throttle.count_wrong(where, now=now)
        again = CodeForm(initial={"code": request.POST.get("code", "")[:60]})
        return show(request, "follow", {"form": again, "wrong": True}, status=422)
    return opinion


def _wait(request: HttpRequest, *, minutes: int) -> HttpResponse:
    response = show(request, "follow", {"form": CodeForm(), "wait": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response

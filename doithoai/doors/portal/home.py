"""The first page: one box to speak, the next dialogue, the code, three figures."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.facts import figures
from doithoai.doors.portal.forms import CodeForm, WriteForm
from doithoai.doors.portal.pages import SHORT, show, takes
from doithoai.ground.core import clock
from doithoai.process.people.guards import public
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Meeting
from doithoai.process.triage import queries as triage

OVER = (Meeting.State.CONCLUDED, Meeting.State.CLOSED, Meeting.State.CANCELLED)


@public
@takes("GET", "HEAD")
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the portal. Carries no form token, so that it can be kept; nothing is stored from here."""
    today = clock.today()
    coming = programme.public_dialogues().filter(held_on__gte=today).exclude(state__in=OVER)
    return show(
        request,
        "home",
        {
            "write": WriteForm(auto_id="home_%s"),
            "code": CodeForm(auto_id="home_%s"),
            "coming": list(coming.order_by("held_on", "id")[:3]),
            "recent": list(triage.public().order_by("-published_at", "-id")[:5]),
            "figures": figures(),
        },
        keep=SHORT,
    )

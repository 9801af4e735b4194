"""Public calendars: the announced dialogues of a place, and one dialogue."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.pages import takes
from doithoai.ground.core import clock
from doithoai.ground.look.fields import is_key
from doithoai.process.people.guards import public
from doithoai.process.people.models import Unit
from doithoai.process.programme import feeds
from doithoai.process.programme import queries as programme
from doithoai.process.programme.models import Meeting

# How far back a calendar goes, how much it carries, how long it may be kept.
BACK, MOST, KEEP = timedelta(days=92), 300, 300


def answer(content: bytes, name: str) -> HttpResponse:
    """Return a calendar file."""
    response = HttpResponse(content, content_type=feeds.CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entry(request: HttpRequest, meeting: Meeting) -> feeds.Entry:
    return feeds.of_meeting(meeting, url=request.build_absolute_uri(reverse("meeting", args=[meeting.code])))


def _unit(asked: str) -> Unit:
    found = Unit.objects.filter(code=asked[:20]).first() if asked else Unit.objects.filter(is_home=True).first()
    if found is None and is_key(asked):
        found = Unit.objects.filter(pk=int(asked)).first()
    if found is None:
        raise Http404
    return found


@public
@takes("GET", "HEAD")
@conditional_page
def dialogues(request: HttpRequest) -> HttpResponse:
    """The announced dialogues of a place; `don-vi`: the code of another one."""
    unit = _unit(request.GET.get("don-vi", ""))
    found = programme.public_dialogues().filter(unit=unit, held_on__gte=clock.today() - BACK)
    rows = feeds.with_changes(found).order_by("held_on", "id")[:MOST]
    name = _("Đối thoại, %(unit)s") % {"unit": unit.name}
    response = answer(feeds.calendar_of(name, [_entry(request, meeting) for meeting in rows]), "doi-thoai")
    patch_cache_control(response, public=True, max_age=KEEP)
    return response


@public
@takes("GET", "HEAD")
@conditional_page
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting, to be put into one's own calendar."""
    found = programme.by_code(feeds.with_changes(programme.public()), code[:40])
    response = answer(feeds.calendar_of(found.title, [_entry(request, found)]), found.code)
    patch_cache_control(response, public=True, max_age=KEEP)
    return response

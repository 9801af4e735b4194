"""Published matters and the promises made about them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import conditional_page

from doithoai.doors.portal import story
from doithoai.doors.portal.pages import SHORT, show, takes
from doithoai.ground.core import paging
from doithoai.process.answer import queries as answers
from doithoai.process.assignment import queries as assignment
from doithoai.process.assignment.models import Promise
from doithoai.process.intake.models import Mode, Opinion
from doithoai.process.people.guards import public
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter

MOST_WORDS = 50


def _public_or_head(code: str) -> Matter:
    """Return the published matter, or the published one that the named matter follows. Hidden and absent answer alike."""
    every = Matter.objects.select_related("unit", "meeting", "joined_into")
    head = triage.by_code(every, code[:40]).head
    if head.published_at is None:
        raise Http404
    return head


@public
@takes("GET", "HEAD")
@conditional_page
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was asked, how many asked it, what was answered and what is promised."""
    found = _public_or_head(code)
    if found.code != code:
        return redirect("matter", found.code)
    voices = triage.raisings_of(found)
    spoken = voices.filter(opinion__mode=Mode.PUBLIC, opinion__state=Opinion.State.TRIAGED)
    published = answers.published_of(found)
    corrected = {answer.corrects_id for answer in published}
    promises = list(assignment.promises_of(found))
    given = [work for work in assignment.all_of(found) if work.state != story.GIVEN_BACK]
    context = {
        "matter": found,
        "voices": voices.values("opinion_id").distinct().order_by().count(),
        "spoken": list(spoken[:MOST_WORDS]),
        "answers": [answer for answer in published if answer.pk not in corrected],
        "earlier": [answer for answer in published if answer.pk in corrected],
        "promises": promises,
        "moves": story.moves_of(promises),
        "work": given[-1] if given else None,
    }
    return show(request, "matter", context, keep=SHORT)


@public
@takes("GET", "HEAD")
@conditional_page
def promises(request: HttpRequest) -> HttpResponse:
    """List what was promised, latest first; open ones past their date are marked."""
    found = Promise.objects.filter(matter__published_at__isnull=False).select_related("unit", "matter")
    page = paging.page(found, field="made_at", cursor=request.GET.get("sau", ""))
    return show(request, "promises", {"page": page, "moves": story.moves_of(page.rows)}, keep=SHORT)

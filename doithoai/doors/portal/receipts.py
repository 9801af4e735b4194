"""The receipt on paper: a page to print with its QR code, or a PDF. The code comes in the body of the form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from doithoai.doors.portal import gate
from doithoai.doors.portal.pages import show, takes
from doithoai.ground.core import clock
from doithoai.process.intake import papers
from doithoai.process.intake.models import Opinion
from doithoai.process.people.guards import public
from doithoai.process.people.models import Unit


def facts_of(request: HttpRequest, opinion: Opinion, place: Unit) -> dict[str, Any]:
    """Return what every form of the receipt says."""
    return {
        "opinion": opinion,
        "unit": place,
        "digits": opinion.secret,
        "follow": request.build_absolute_uri(reverse("follow")),
        "steps": papers.next_steps(place, clock.day_of(opinion.received_at)),
    }


@public
@takes("POST")
# No form token, as on the follow page: whoever posts here holds the 16 digits.
@csrf_exempt
@sensitive_post_parameters()
def paper(request: HttpRequest) -> HttpResponse:
    """Draw the receipt: the QR code and the typesetting cost more than all of receiving, so only who asks waits."""
    opinion = gate.opened(request)
    if isinstance(opinion, HttpResponse):
        return opinion
    facts = facts_of(request, opinion, opinion.unit)
    if request.POST.get("form") != "pdf":
        return show(request, "receipt_paper", {**facts, "qr": papers.follow_qr(facts["follow"], opinion)})
    made = papers.receipt_pdf(facts["follow"], opinion, opinion.unit)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="bien-nhan-{opinion.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

"""Text size and colours, kept in two cookies."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from doithoai.doors.portal.pages import takes
from doithoai.process.people.guards import public

CHOICES = {"size": ("s", "m", "l"), "mode": ("light", "dark", "auto")}
YEAR = 365 * 24 * 3600


def _back(wanted: str) -> str:
    """Return a path of this site: never another host, whatever stands in the address."""
    fits = wanted.startswith("/") and len(wanted) <= 500 and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if fits else reverse("home")


@public
@takes("GET")
def look_prefs(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back. GET, because a form token would make every public page uncacheable."""
    response = HttpResponseRedirect(_back(request.GET.get("next", "")))
    for name, values in CHOICES.items():
        if request.GET.get(name) in values:
            response.set_cookie(
                name, request.GET[name], max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
    response["Cache-Control"] = "private, no-store"
    return response

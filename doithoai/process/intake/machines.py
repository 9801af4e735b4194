"""The administrator's page of keys: whose system, which channel, last used; a new key is shown once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.process.intake import keys
from doithoai.process.intake.forms import KeyForm
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role

# A place has a handful of keys; ended ones stay in the list below those that hold.
SHOWN = 100


def _page(request: SeatedRequest, form: KeyForm, *, status: int = 200, secret: str = "") -> HttpResponse:
    context = {
        "form": form,
        "keys": list(keys.keys_of(request.seat).order_by("valid_to", "-id")[:SHOWN]),
        "secret": secret,
        "limits": keys.LIMITS,
        "door": request.build_absolute_uri("/api/v1/opinions"),
    }
    return render(request, "intake/keys.html", context, status=status)


@seated(Role.ADMINISTRATOR)
def machines(request: SeatedRequest) -> HttpResponse:
    """List the keys; issue one and show its secret on this one answer, which no browser keeps."""
    if request.method != "POST":
        return _page(request, KeyForm())
    form = KeyForm(request.POST)
    if form.is_valid():
        seat = request.seat
        try:
            _key, secret = keys.issue(seat.place, by=seat, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _page(request, KeyForm(), secret=secret)
    return _page(request, form, status=422)


@seated(Role.ADMINISTRATOR)
@require_POST
def end(request: SeatedRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    keys.end(get_object_or_404(keys.keys_of(request.seat), pk=pk), by=request.seat, now=clock.now())
    messages.success(request, _("Đã ngừng khóa. Lần gọi sau bằng khóa này bị từ chối."))
    return redirect("intake:keys")

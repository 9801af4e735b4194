"""Pages and acts that shape matters: join, separate, split off, reword, close."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import joining, queries, services
from doithoai.process.triage.forms import JoinForm, RewordForm, SearchForm
from doithoai.process.triage.models import Matter

both = require_http_methods(["GET", "HEAD", "POST"])


def _fetch(request: SeatedRequest, code: str) -> Matter:
    return queries.by_code(queries.of_place(request.seat), code)


@both
@seated(Role.COORDINATOR)
def join(request: SeatedRequest, code: str) -> HttpResponse:
    """Look for the matter that is the same, then follow it."""
    matter = _fetch(request, code)
    search = SearchForm(request.GET)
    wanted = search.cleaned_data["tim"] if search.is_valid() else ""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            into = _fetch(request, form.cleaned_data["into"])
            joining.join(matter, into, by=request.seat, now=clock.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã gộp vào %(code)s. Có thể tách lại bất cứ lúc nào.") % {"code": into.code})
            return redirect("assignment:matter", into.code)
    found = [other for other in queries.joinable(request.seat, wanted) if other.pk != matter.pk]
    context = {"matter": matter, "search": search, "wanted": wanted, "found": found, "form": form}
    return render(request, "triage/join.html", context, status=422 if form.errors or search.errors else 200)


@require_POST
@seated(Role.COORDINATOR)
def separate(request: SeatedRequest, code: str) -> HttpResponse:
    """Let a joined matter stand by itself again."""
    matter = _fetch(request, code)
    joining.separate(matter, by=request.seat, now=clock.now())
    messages.success(request, _("Vấn đề %(code)s đứng riêng trở lại.") % {"code": matter.code})
    return redirect("assignment:matter", matter.code)


@require_POST
@seated(Role.COORDINATOR)
def split_off(request: SeatedRequest, code: str, pk: int) -> HttpResponse:
    """Give one voice a matter of its own."""
    matter = _fetch(request, code)
    raising = get_object_or_404(matter.raisings, pk=pk)
    own = joining.split_off(raising, by=request.seat, now=clock.now())
    messages.success(request, _("Đã tách thành vấn đề riêng %(code)s.") % {"code": own.code})
    return redirect("assignment:matter", own.code)


@both
@seated(Role.COORDINATOR)
def reword(request: SeatedRequest, code: str) -> HttpResponse:
    """Correct the desk's wording; the citizens' words stand beside it, untouched."""
    matter = _fetch(request, code)
    stands = {"title": matter.title, "text": matter.text, "field": matter.field, "kind": matter.kind}
    form = RewordForm(request.POST if request.method == "POST" else None, initial=stands)
    if request.method == "POST" and form.is_valid():
        try:
            services.reword(matter, **form.cleaned_data, by=request.seat, now=clock.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã sửa cách ghi của %(code)s.") % {"code": matter.code})
            return redirect("assignment:matter", matter.code)
    context = {"matter": matter, "form": form, "raisings": queries.raisings_of(matter)}
    return render(request, "triage/reword.html", context, status=422 if form.errors else 200)


@require_POST
@seated(Role.COORDINATOR)
def close(request: SeatedRequest, code: str) -> HttpResponse:
    """End an answered matter."""
    matter = _fetch(request, code)
    services.close(matter, by=request.seat, now=clock.now())
    messages.success(request, _("Đã kết thúc %(code)s.") % {"code": matter.code})
    return redirect("assignment:matter", matter.code)

"""Pages that open the vault: a clerk's reading, finding by telephone, break-glass by two persons."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.intake import opening, queries, views
from doithoai.process.intake.models import Opinion
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role

both = require_http_methods(["GET", "HEAD", "POST"])
HOLDERS = (Role.CLERK, Role.COORDINATOR, Role.CHAIR)


class PhoneForm(forms.Form):
    """A telephone number in any usual writing; it travels only in the body of the form."""

    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại người dân đọc"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Xin ghi đủ số điện thoại, ví dụ 0912 345 678.")},
    )


class OpeningForm(forms.Form):
    """Why an identity must be known."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao cần biết người gửi là ai?"),
        max_length=opening.LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Cần ghi rõ lý do.")},
    )


def _opinion(request: SeatedRequest, code: str) -> Opinion:
    return queries.by_code(queries.visible_to(request.seat).select_related("unit", "meeting", "collector__unit"), code)


@require_POST
@seated(Role.CLERK)
def contact(request: SeatedRequest, code: str) -> HttpResponse:
    """Show the opinion with its contact opened: on this page only, never kept (no-store by the guard)."""
    found = _opinion(request, code)
    opened = opening.read_contact(found, by=request.seat, now=clock.now())
    return views.show_opinion(request, found, contact=opened)


@both
@seated(Role.CLERK)
@sensitive_post_parameters()
def find(request: SeatedRequest) -> HttpResponse:
    """Help a person at the counter who lost the code: what this number sent to this place."""
    form, found, status = PhoneForm(request.POST if request.method == "POST" else None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = opening.find_by_phone(form.cleaned_data["phone"], by=request.seat, now=clock.now())
                status = 200
            except Refused as refused:
                form.add_error("phone", refused.message)
    context = {"form": form, "found": found, "most": opening.FOUND_AT_MOST}
    return render(request, "intake/find.html", context, status=status)


@both
@seated(Role.COORDINATOR, Role.CHAIR)
def ask_contact(request: SeatedRequest, code: str) -> HttpResponse:
    """The first of two persons says why."""
    found = _opinion(request, code)
    form, status = OpeningForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opening.ask_contact(found, reason=form.cleaned_data["reason"], by=request.seat, now=clock.now())
            except Refused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                messages.success(request, _("Đã ghi yêu cầu. Người thứ hai của đơn vị mở, một lần."))
                return redirect("intake:opinion", found.code)
    return render(request, "intake/ask_contact.html", {"form": form, "opinion": found}, status=status)


@both
@seated(*HOLDERS)
def open_contact(request: SeatedRequest, pk: int) -> HttpResponse:
    """The second person opens once; what stands there is shown once and never kept."""
    asked = get_object_or_404(queries.openings_for(request.seat), pk=pk)
    context: dict[str, Any] = {"opening": asked, "opinion": asked.opinion, "contact": None, "opened_at": None}
    if request.method == "POST":
        now = clock.now()
        context |= {"contact": opening.open_contact(asked, by=request.seat, now=now), "opened_at": now}
    return render(request, "intake/open_contact.html", context)

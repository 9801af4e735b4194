"""The administrator's page of fields: which body of the place leads which of the 17 fields."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.assignment import competences, queries
from doithoai.process.assignment.forms import UnitChoice
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role, Unit
from doithoai.process.people.queries import agencies_for
from doithoai.process.people.templates_of import template_for
from doithoai.process.triage.models import Field


class CompetenceForm(forms.Form):
    """One choice of a body for each field; empty where nobody is named."""

    def __init__(self, *args: Any, place: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        bodies = agencies_for(place).filter(valid_to=None)
        for value, label in Field.choices:
            self.fields[value] = UnitChoice(
                queryset=bodies,
                label=label,
                required=False,
                error_messages={"invalid_choice": gettext_lazy("Xin chọn cơ quan trong danh sách.")},
            )
        # One list of bodies is read for all seventeen choices.
        named = [
            (body.pk, body.name if body.territory_id == place.pk else f"{body.name} · {body.territory}")
            for body in bodies
        ]
        choices = [("", gettext_lazy("Chưa giao cơ quan nào")), *named]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]


@seated(Role.ADMINISTRATOR)
def fields(request: SeatedRequest) -> HttpResponse:
    """See and change which body leads which field."""
    place, today = request.seat.place, clock.today()
    stands = {one.field: one for one in queries.competences_of(place, today)}
    initial = {field: one.lead_id for field, one in stands.items()}
    form = CompetenceForm(request.POST if request.method == "POST" else None, place=place, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = _entrust(request, form)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            said = _("Đã lưu: %(n)d lĩnh vực thay đổi.") % {"n": changed} if changed else _("Không có gì thay đổi.")
            messages.success(request, said)
            return redirect("assignment:fields")
    context = {
        "form": form,
        "place": place,
        "stands": stands,
        "missing": len(Field.values) - len(stands),
        "has_template": template_for(place) is not None,
    }
    return render(request, "assignment/fields.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _entrust(request: SeatedRequest, form: CompetenceForm) -> int:
    """Write only what differs from what was shown, so that of two people neither undoes the other's line."""
    now = clock.now()
    return sum(
        competences.entrust(request.seat.place, field, form.cleaned_data[field], by=request.seat, now=now)
        for field in form.changed_data
    )


@seated(Role.ADMINISTRATOR)
@require_POST
def lay_fields(request: SeatedRequest) -> HttpResponse:
    """Name the usual bodies for the fields that have none."""
    laid = competences.lay(request.seat.place, by=request.seat, now=clock.now())
    messages.success(request, _("Đã ghi đầu mối cho %(n)d lĩnh vực theo mẫu.") % {"n": laid})
    return redirect("assignment:fields")

"""The administrator's page of what the machine learned: versions with their figures, and back to an earlier one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.people.queries import home_unit
from doithoai.process.people.rules import may_administer
from doithoai.process.triage import learning, queries
from doithoai.process.triage.models import LearnedModel

# From which decisions each kind is learned, as the page says it.
TAUGHT_BY = {
    LearnedModel.Kind.FIELD: gettext_lazy("Từ lĩnh vực mà cán bộ đã chọn cho từng ý kiến."),
    LearnedModel.Kind.LIKENESS: gettext_lazy(
        "Từ những ý kiến cán bộ đã gộp, đã tách hoặc đã nói là việc khác, và từ lời người gửi báo khác được chấp nhận."
    ),
}


class VersionForm(forms.Form):
    """Which version of which kind; 0 is the shipped one."""

    kind = forms.ChoiceField(choices=LearnedModel.Kind.choices)
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def learned(request: SeatedRequest) -> HttpResponse:
    """Show every version with its figures; let one be used again."""
    form = VersionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                learning.use(given["kind"], given["version"], by=request.seat, now=clock.now())
            except NotAllowed:
                raise
            except Refused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                messages.success(request, _("Từ giờ dùng %(name)s.") % {"name": _name(given["version"])})
                return redirect("triage:learned")
    context = {
        "form": form,
        "kinds": [_shown(kind, label) for kind, label in LearnedModel.Kind.choices if kind in learning.LEARNERS],
        "may_choose": may_administer(request.seat, home_unit()),
        "least": learning.LEAST,
        "each": learning.EACH,
        "said": _said,
    }
    return render(request, "triage/learned.html", context, status=status)


def _name(version: int) -> str:
    return _("bản %(n)d") % {"n": version} if version else _("bản kèm theo chương trình")


def _said(figures: dict[str, Any] | None) -> str:
    """Return how a version does on decisions it had not seen: “81,2% đúng ngay, 95,0% đúng trong ba”."""
    given = figures or {}
    if "top1" in given:
        first, three = (number_format(100 * given[name], 1) for name in ("top1", "top3"))
        return _("%(first)s%% đúng ngay, %(three)s%% đúng trong ba") % {"first": first, "three": three}
    if "auc" in given:
        ranked, right, found = (100 * given["auc"], 100 * (1 - given["wrong"]), 100 * given["found"])
        said = _("xếp đúng %(ranked)s%% số cặp; %(right)s%% đề xuất đúng, tìm được %(found)s%%")
        return said % {
            "ranked": number_format(ranked, 1),
            "right": number_format(right, 1),
            "found": number_format(found, 1),
        }
    return "–"


def _shown(kind: str, label: Any) -> dict[str, Any]:
    """Return the versions of one kind, the one in use marked; the shipped one stands last."""
    versions = list(queries.learned(kind))
    return {
        "kind": kind,
        "label": label,
        "taught_by": TAUGHT_BY[LearnedModel.Kind(kind)],
        "versions": versions,
        "shipped_used": not any(one.active for one in versions),
    }

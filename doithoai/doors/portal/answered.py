"""The public list of answered matters, and the search over it and its answers."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page

from doithoai.doors.portal.pages import SHORT, show, takes
from doithoai.ground.core import paging
from doithoai.ground.index import searching, showing
from doithoai.process.people.guards import public
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Field

MOST = 40


class AnsweredForm(forms.Form):
    """What a reader looks for. Sent by GET; nothing of it is stored or written to a log."""

    q = forms.CharField(label=_("Tìm trong các vấn đề đã trả lời"), max_length=200, required=False)
    linh_vuc = forms.ChoiceField(label=_("Lĩnh vực"), choices=[("", _("Tất cả")), *Field.choices], required=False)


@public
@takes("GET", "HEAD")
@conditional_page
def matters(request: HttpRequest) -> HttpResponse:
    """List the answered matters, newest first, or those that fit what was typed, best first."""
    # Beyond this nobody types: it is cut, not refused.
    q = request.GET.get("q", "")[:200]
    form = AnsweredForm({"q": q, "linh_vuc": request.GET.get("linh_vuc", "")})
    field = form.cleaned_data.get("linh_vuc", "") if form.is_valid() else ""
    if q.strip():
        found = searching.public_search(q, kinds=["matter", "answer"], field=field, limit=MOST)
        lines = [(hit, showing.reasons(hit)) for hit in found.hits]
        # What somebody typed may name a person: no cache between keeps that page.
        return show(request, "matters", {"form": form, "q": q, "lines": lines, "found": found})
    listed = triage.public().filter(field=field) if field else triage.public()
    page = paging.page(listed.defer("text"), field="published_at", cursor=request.GET.get("sau", ""))
    return show(request, "matters", {"form": form, "q": "", "page": page, "field": field}, keep=SHORT)

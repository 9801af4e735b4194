"""The page where topics are chosen with the evidence beside them.

It stands here and not with the programme, because only a later stage knows what people raised and what is owed;
the choice itself is the programme's verb, and the figures of the day go with it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.look.fields import refuse
from doithoai.process.hall import evidence, gathering, proposal
from doithoai.process.hall.queries import READERS
from doithoai.process.hall.views import find
from doithoai.process.intake.queries import visible_to
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import guests, preparing, rules
from doithoai.process.programme.models import Meeting
from doithoai.process.triage.models import Field

# More topics than a meeting can have; the rest is found through the agenda and the search.
GATHERED = 25


class TopicForm(forms.Form):
    """A topic with the field whose figures speak for it."""

    title = forms.CharField(
        label=gettext_lazy("Chủ đề"),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Xin ghi tên chủ đề."),
            "max_length": gettext_lazy("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
        },
    )
    field = forms.ChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        required=False,
        choices=[("", gettext_lazy("Không thuộc lĩnh vực nào dưới đây")), *Field.choices],
        help_text=gettext_lazy("Số liệu của lĩnh vực này được ghi kèm chủ đề."),
        error_messages={"invalid_choice": gettext_lazy("Xin chọn một lĩnh vực.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao chọn"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("Lý do được công khai cùng chủ đề."),
        error_messages={
            "required": gettext_lazy("Cần ghi vì sao chọn chủ đề này."),
            "max_length": gettext_lazy("Xin viết ngắn hơn: tối đa %(limit_value)d ký tự."),
        },
    )


def _page(
    request: SeatedRequest, meeting: Meeting, form: TopicForm | None = None, status: int = 200, trouble: str = ""
) -> HttpResponse:
    found = evidence.evidence_for(meeting, clock.today())
    wanted = request.GET.get("linh-vuc", "")
    context: dict[str, Any] = {
        "seat": request.seat,
        "meeting": meeting,
        "topics": guests.topics_of(meeting),
        "rows": [row for row in found if not row.is_empty],
        "since": evidence.since_for(meeting),
        "runs": rules.runs(request.seat, meeting) and meeting.state in preparing.PREPARED,
        "form": form or TopicForm(initial={"field": wanted if wanted in Field.values else ""}),
        "trouble": [{"text": trouble}] if trouble else [],
        "field_names": dict(Field.choices),
        "many": proposal.many,
        "percent": proposal.percent,
        **_gathered(request, meeting),
    }
    return render(request, "hall/topics.html", context, status=status)


def _gathered(request: SeatedRequest, meeting: Meeting) -> dict[str, Any]:
    """Return the topics of the kept sketch with most voices."""
    sketch = gathering.of_meeting(meeting)
    if sketch is None:
        return {"sketch": None, "gathered": [], "gathered_all": 0}
    found = sketch.data["topics"]
    homes = {voice: home for home, voices in sketch.data["homes"].items() for voice in voices}
    titles = gathering.titles_of(found[:GATHERED], visible_to(request.seat))
    rows = [
        {
            "key": one["key"],
            "title": titles[one["key"]] or _("Chủ đề chưa có tên"),
            "voices": len(one["voices"]),
            "villages": len({homes[voice] for voice in one["voices"]} - {gathering.NOWHERE}),
            "old": one["old"],
            "answered": one["answered"],
            "broken": len(one["broken"]),
        }
        for one in found[:GATHERED]
    ]
    return {"sketch": sketch, "gathered": rows, "gathered_all": len(found)}


@seated(*READERS)
def topics(request: SeatedRequest, code: str) -> HttpResponse:
    """The topics of a meeting, and beside them what people raised since the last dialogue."""
    meeting = find(request, code)
    if request.method != "POST":
        return _page(request, meeting)
    form = TopicForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            preparing.choose_topic(
                meeting,
                title=data["title"],
                reason=data["reason"],
                evidence=_figures(meeting, data["field"]),
                by=request.seat,
                now=clock.now(),
            )
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã chọn chủ đề, kèm số liệu hôm nay."))
            return redirect("hall:topics", meeting.code)
    return _page(request, meeting, form, 422)


def _figures(meeting: Meeting, field: str) -> dict[str, Any]:
    """Return the figures of the day for a field; nothing for a topic of no field."""
    if not field:
        return {}
    rows = evidence.evidence_for(meeting, clock.today())
    return next(row for row in rows if row.field == field).as_data(evidence.since_for(meeting))


@seated(Role.COORDINATOR)
@require_POST
def drop(request: SeatedRequest, code: str, number: int) -> HttpResponse:
    """Take a topic off the meeting, with the reason."""
    meeting = find(request, code)
    topic = next((topic for topic in guests.topics_of(meeting) if topic.number == number), None)
    if topic is None:
        raise Http404
    reason = request.POST.get("reason", "")[:2000].replace("\x00", "")
    try:
        preparing.drop_topic(topic, reason=reason, by=request.seat, now=clock.now())
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, meeting, status=refused.status, trouble=refused.message)
    messages.success(request, _("Đã bỏ chủ đề."))
    return redirect("hall:topics", meeting.code)

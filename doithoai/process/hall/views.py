"""The pages of the hall: the register while people speak. The sheet's pages are in sheets.py."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import is_key
from doithoai.process.answer.rules import records_for
from doithoai.process.hall import balance, forms, heard, queries, services
from doithoai.process.hall.heard import Heard
from doithoai.process.intake.rules import brings_in
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.people.queries import villages_of
from doithoai.process.programme.flow import MEETING
from doithoai.process.programme.models import Meeting
from doithoai.process.programme.queries import by_code, visible_to
from doithoai.process.triage.models import Matter

RECORDERS = (Role.CLERK, Role.COORDINATOR, Role.CHAIR)
SPEECH, ANSWER, NOTE = "y-kien", "tra-loi", "ghi-chu"
# Two forms of the page have a field `document`.
CONCLUSION_IDS = "conclusion_%s"


def find(request: SeatedRequest, code: str) -> Meeting:
    """Return a meeting this seat may see; others do not exist."""
    return by_code(visible_to(request.seat), code)


def _tabs(request: SeatedRequest, meeting: Meeting) -> dict[str, Any]:
    """Return the kinds of entry this seat may make now, by the name in the address."""
    seat = request.seat
    if not records_for(seat, meeting.unit_id) or meeting.state not in services.OPEN_REGISTER:
        return {}
    tabs = {SPEECH: _("Ý kiến"), ANSWER: _("Trả lời tại chỗ"), NOTE: _("Ghi chú")}
    if meeting.state != Meeting.State.LIVE or not brings_in(seat, meeting.unit_id):
        del tabs[SPEECH]
    return tabs


def _answer_form(request: SeatedRequest, meeting: Meeting, data: Any = None) -> forms.SpokenAnswerForm:
    """Return the answer form; `?van-de=` on the way in chooses the matter."""
    waiting = balance.matters_waiting(meeting).filter(state__in=[Matter.State.OPEN, Matter.State.ASSIGNED])
    chosen = request.GET.get("van-de", "")
    first = next((m for m in waiting if m.code == chosen), None) if chosen and data is None else None
    return forms.SpokenAnswerForm(data, matters=waiting, initial={"matter": first} if first else {})


def _blank(request: SeatedRequest, meeting: Meeting, tab: str) -> Any:
    if tab == SPEECH:
        return forms.SpeechForm(initial={"village": request.GET.get("thon", "")[:200].replace("\x00", "")})
    if tab == ANSWER:
        return _answer_form(request, meeting)
    return forms.NoteForm() if tab == NOTE else None


def page_of(
    request: SeatedRequest,
    meeting: Meeting,
    *,
    tab: str = "",
    status: int = 200,
    refused: Refused | None = None,
    **bound: Any,
) -> HttpResponse:
    """Render the register; `bound` holds a form that came back with what was typed."""
    seat = request.seat
    tabs, here = _tabs(request, meeting), reverse("hall:register", args=[meeting.code])
    asked = tab or request.GET.get("ghi", "")
    # Typed words come back even when the meeting was concluded meanwhile and the form is no longer offered.
    current = asked if asked in tabs or "form" in bound else next(iter(tabs), "")
    shown = page(queries.register_of(meeting, seat), field="at", cursor=request.GET.get("sau", ""))
    moves = {move.verb for move in MEETING.open_to(seat, meeting)}
    conclusion = queries.conclusion_of(meeting)
    publishes = bool(tabs) and meeting.state == Meeting.State.CONCLUDED and conclusion is None
    context = {
        "seat": seat,
        "meeting": meeting,
        "tabs": [
            {"label": label, "href": f"{here}?ghi={name}", "current": name == current} for name, label in tabs.items()
        ],
        "tab": current,
        "form": bound.get("form") or _blank(request, meeting, current),
        "villages": [village.name for village in villages_of(meeting.unit)] if current == SPEECH else [],
        "same": bound.get("same") or _just_heard(request, meeting),
        "entries": shown.rows,
        "next_url": f"{here}?{urlencode({'sau': shown.next})}" if shown.next else None,
        "first_url": here if request.GET.get("sau") else None,
        "waiting": queries.waiting_of(meeting),
        "conclusion": conclusion,
        "conclude_form": (bound.get("conclude") or forms.ConcludeForm()) if "conclude" in moves else None,
        "conclusion_form": (bound.get("publish") or _blank_conclusion()) if publishes else None,
        "closes": "close" in moves,
        "refused": refused,
        "causes": causes_of(refused, seat),
    }
    return render(request, "hall/register.html", context, status=status)


def _just_heard(request: SeatedRequest, meeting: Meeting) -> Heard | None:
    """Return what is likely the same as the words recorded a moment ago, with its earlier answers."""
    number = request.GET.get("dong", "")
    if not is_key(number):
        return None
    entry = queries.register_of(meeting, request.seat).filter(number=number).first()
    return heard.of(request.seat, entry.words, entry.opinion.village) if entry and entry.opinion else None


def _blank_conclusion() -> forms.ConclusionForm:
    return forms.ConclusionForm(auto_id=CONCLUSION_IDS, initial={"published_on": clock.today()})


def causes_of(refused: Refused | None, seat: Any) -> list[dict[str, str]]:
    """Return why something was refused, each opinion named as a link to where it can be settled."""
    if refused is None:
        return []
    place = "triage:opinion" if seat.role == Role.COORDINATOR else "intake:opinion"
    details = [
        {"text": detail, "href": reverse(place, args=[detail])} if detail.startswith("YK-") else {"text": detail}
        for detail in refused.details
    ]
    return [{"text": refused.message}, *details]


@seated(*queries.READERS)
@require_safe
def register(request: SeatedRequest, code: str) -> HttpResponse:
    """The register of a meeting, newest line first, with the form of the next line."""
    return page_of(request, find(request, code))


def _take(
    request: SeatedRequest,
    code: str,
    tab: str,
    form: Any,
    verb: Callable[[], Any],
    said: str,
    keep: dict[str, str] | None = None,
) -> HttpResponse:
    """Check a form, call the verb; on refusal the page comes back with everything typed still there."""
    if form.is_valid():
        try:
            verb()
        except Refused as refused:
            return page_of(request, find(request, code), tab=tab, status=422, refused=refused, form=form)
        messages.success(request, said)
        here = reverse("hall:register", args=[code])
        return redirect(f"{here}?{urlencode({'ghi': tab, **(keep or {})})}")
    return page_of(request, find(request, code), tab=tab, status=422, form=form)


@seated(*RECORDERS)
@require_POST
def speech(request: SeatedRequest, code: str) -> HttpResponse:
    """Write down what somebody said."""
    meeting, form = find(request, code), forms.SpeechForm(request.POST)
    seat, village = request.seat, request.POST.get("village", "")[:200]
    if request.POST.get("do") == "same":
        typed = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
        found = heard.of(seat, typed.get("words", ""), village)
        return page_of(request, meeting, tab=SPEECH, form=forms.SpeechForm(initial=typed), same=found)
    keep = {"thon": village}

    def verb() -> Any:
        entry = services.record_speech(meeting, **form.facts(), by=seat, now=clock.now())
        keep["dong"] = str(entry.number)

    return _take(request, code, SPEECH, form, verb, _("Đã ghi ý kiến."), keep)


@seated(*RECORDERS)
@require_POST
def answer(request: SeatedRequest, code: str) -> HttpResponse:
    """Write down an answer given on the spot."""
    meeting = find(request, code)
    form = _answer_form(request, meeting, request.POST)
    seat = request.seat

    def verb() -> Any:
        matter, said_by = form.cleaned_data["matter"], form.cleaned_data["said_by"]
        return services.record_answer(meeting, matter, form.parts(), said_by=said_by, by=seat, now=clock.now())

    return _take(request, code, ANSWER, form, verb, _("Đã ghi trả lời tại chỗ và công khai."))


@seated(*RECORDERS)
@require_POST
def note(request: SeatedRequest, code: str) -> HttpResponse:
    """Write down anything else that belongs in the minutes."""
    meeting, form = find(request, code), forms.NoteForm(request.POST)
    seat = request.seat

    def verb() -> Any:
        return services.record_note(meeting, **form.cleaned_data, by=seat, now=clock.now())

    return _take(request, code, NOTE, form, verb, _("Đã ghi."))


def _end(
    request: SeatedRequest, code: str, name: str, form: Any, verb: Callable[[Meeting], Any], said: str
) -> HttpResponse:
    """Take one of the three closing steps of a meeting."""
    meeting = find(request, code)
    if form is not None and not form.is_valid():
        return page_of(request, meeting, status=422, **{name: form})
    try:
        verb(meeting)
    except Refused as refused:
        return page_of(request, find(request, code), status=422, refused=refused, **({name: form} if form else {}))
    messages.success(request, said)
    return redirect("hall:register", code)


@seated(*RECORDERS)
@require_POST
def conclude(request: SeatedRequest, code: str) -> HttpResponse:
    """Conclude the meeting; refused with the list while an opinion waits."""
    form, seat = forms.ConcludeForm(request.POST), request.seat

    def verb(meeting: Meeting) -> None:
        services.conclude(meeting, attendance=form.cleaned_data["attendance"], by=seat, now=clock.now())

    return _end(request, code, "conclude", form, verb, _("Đã kết luận cuộc này."))


@seated(*RECORDERS)
@require_POST
def publish_conclusion(request: SeatedRequest, code: str) -> HttpResponse:
    """Publish what the chair concluded."""
    form, seat = forms.ConclusionForm(request.POST, auto_id=CONCLUSION_IDS), request.seat

    def verb(meeting: Meeting) -> None:
        services.publish_conclusion(meeting, **form.cleaned_data, by=seat, now=clock.now())

    return _end(request, code, "publish", form, verb, _("Đã công bố kết luận."))


@seated(*RECORDERS)
@require_POST
def close(request: SeatedRequest, code: str) -> HttpResponse:
    """Close the meeting; refused with the list while an answer is owed."""
    seat = request.seat

    def verb(meeting: Meeting) -> None:
        services.close(meeting, by=seat, now=clock.now())

    return _end(request, code, "close", None, verb, _("Đã khép lại cuộc này."))

"""The list of matters and the case page with its acts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from doithoai.ground.core import clock, paging
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.files import handed_out
from doithoai.ground.look.fields import refuse
from doithoai.process.assignment import acts, case, panel, queries, relay
from doithoai.process.intake import attaching
from doithoai.process.intake.queries import pictures_only
from doithoai.process.people.guards import SeatedRequest, View, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import queries as triage
from doithoai.process.triage.models import Matter

READERS = (
    Role.CLERK,
    Role.COORDINATOR,
    Role.CHAIR,
    Role.OFFICER,
    Role.APPROVER,
    Role.LEADER,
    Role.SUPERVISOR,
)
GIVERS = (Role.COORDINATOR, Role.CHAIR)
HANDOVER_READERS = (Role.COORDINATOR, Role.CHAIR, Role.SUPERVISOR, Role.LEADER)
WORKERS = (Role.OFFICER, Role.APPROVER)
STATES = Matter.State
TABS = {
    "cho-giao": STATES.OPEN,
    "da-giao": STATES.ASSIGNED,
    "qua-han": STATES.ASSIGNED,
    "da-tra-loi": STATES.ANSWERED,
    "ket-thuc": STATES.CLOSED,
    "da-chuyen": STATES.REFERRED,
}


@require_GET
@seated(*READERS)
def matters(request: SeatedRequest) -> HttpResponse:
    """Matters this seat may see, by state; what waits longest comes first."""
    seat = request.seat
    usual = "da-giao" if seat.role in WORKERS else "cho-giao"
    tab = request.GET.get("muc", usual)
    tab = tab if tab in TABS else usual
    listed = queries.with_lead(queries.visible_to(seat).filter(state=TABS[tab], joined_into=None))
    if tab == "qua-han":
        listed = listed.filter(due__lt=clock.today())
    done = tab in {"da-tra-loi", "ket-thuc"}
    shown = paging.page(listed, field="opened_at", cursor=request.GET.get("sau", ""), newest=done)
    context = {"tab": tab, "page": shown, "now_day": clock.today(), "worker": seat.role in WORKERS}
    context["hands_over"] = seat.role in HANDOVER_READERS
    return render(request, "assignment/matters.html", context)


def fetch(request: SeatedRequest, code: str) -> Matter:
    """Return the matter of this code as the seat may see it."""
    return triage.by_code(queries.visible_to(request.seat), code)


@require_GET
@seated(*READERS)
def matter(request: SeatedRequest, code: str) -> HttpResponse:
    """The case page."""
    return case.show(request, fetch(request, code))


@require_safe
@seated(*READERS)
def picture(request: SeatedRequest, code: str, pk: int) -> HttpResponse:
    """One picture of a voice behind the matter, for whoever works on it."""
    found = fetch(request, code)
    voices = triage.raisings_of(found).values("opinion")
    pictures = pictures_only().defer(None).select_related("opinion")
    shown = get_object_or_404(pictures, pk=pk, opinion__in=voices)
    content, name = attaching.content_of(shown), attaching.name_of(shown)
    return handed_out(content, media_type=shown.media_type, name=name, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*WORKERS, Role.COORDINATOR)
def ask_sender(request: SeatedRequest, code: str) -> HttpResponse:
    """Ask the person behind one voice, without learning who it is."""
    subject = fetch(request, code)
    shown, status = panel.shows(request.seat, subject), 200
    if shown["form"] is None:
        raise Http404
    if request.method == "POST":
        form, status = panel.form_for(subject, request.POST), 422
        shown["form"] = form
        if form.is_valid():
            voice = form.opinions[form.cleaned_data["voice"]]
            try:
                relay.ask(subject, voice, form.cleaned_data["text"], by=request.seat, now=clock.now())
            except Refused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                messages.success(request, _("Đã gửi câu hỏi. Trả lời hiện ở trang này."))
                return redirect("assignment:matter", subject.code)
    return render(request, "assignment/ask_sender.html", {"matter": subject, "shown": shown}, status=status)


def _act(request: SeatedRequest, code: str, name: str, promise_pk: int | None = None) -> HttpResponse:
    subject = fetch(request, code)
    act = acts.ACTS.get(name) or acts.PROMISE_ACTS[name]
    promise = get_object_or_404(queries.promises_of(subject), pk=promise_pk) if promise_pk is not None else None
    form = case.form_for(name, subject, data=request.POST, promise=promise)
    status = 422
    if form.is_valid():
        try:
            act.run(form, request.seat, clock.now())
        except Refused as refused:
            refuse(form, refused)
            status = refused.status
        else:
            messages.success(request, _(act.said))
            # A unit that returned the work no longer sees it.
            return (
                redirect("assignment:matters") if name == "give_back" else redirect("assignment:matter", subject.code)
            )
    subject = fetch(request, code)
    return case.show(request, subject, (name, form), status)


def _view(name: str, roles: tuple[Role, ...]) -> View:
    def act(request: SeatedRequest, code: str, pk: int | None = None) -> HttpResponse:
        return _act(request, code, name, pk)

    act.__name__, act.__doc__ = name, f"Do `{name}` on the case page."
    guarded: Callable[..., HttpResponse] = seated(*roles)(act)
    return require_POST(guarded)


DOERS = {
    "assign": GIVERS,
    "accept": WORKERS,
    "give_back": WORKERS,
    "extend": GIVERS,
    "withdraw": GIVERS,
    "refer": (Role.COORDINATOR,),
    "confirm_receipt": GIVERS,
    "take_back_referral": (Role.COORDINATOR,),
    "report_done": (*WORKERS, Role.COORDINATOR),
    "move_promise": (*WORKERS, Role.COORDINATOR),
}
ACT_VIEWS = {name: _view(name, roles) for name, roles in DOERS.items()}

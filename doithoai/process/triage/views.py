"""The coordinator's queue and the page of one opinion. Undoing, setting aside, handing over: turns.py; matters: shaping.py."""

from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doithoai.ground.core import clock, events, paging
from doithoai.ground.core.errors import Refused, WrongState
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import queries, rows, rules, services, suggesting
from doithoai.process.triage.flow import OPINION
from doithoai.process.triage.forms import PartForm
from doithoai.process.triage.models import Matter, MatterKind

READERS = (Role.COORDINATOR, Role.CLERK, Role.CHAIR)
TABS = {
    "cho": Opinion.State.RECEIVED,
    "khong-xu-ly": Opinion.State.SET_ASIDE,
    "da-chuyen": Opinion.State.HANDED_OVER,
    "da-rut": Opinion.State.WITHDRAWN,
}


@require_GET
@seated(*READERS)
def queue(request: SeatedRequest) -> HttpResponse:
    """Opinions of the own place: waiting ones oldest first; set aside and handed over ones newest first."""
    tab = request.GET.get("muc", "cho")
    tab = tab if tab in TABS else "cho"
    shown = paging.page(
        intake.visible_to(request.seat).filter(state=TABS[tab]).defer("raw", "sealed", "text"),
        field="received_at",
        cursor=request.GET.get("sau", ""),
        newest=tab != "cho",
    )
    return render(request, "triage/queue.html", {"tab": tab, "page": shown, "day_of": clock.day_of})


def fetch(request: SeatedRequest, code: str) -> Opinion:
    """Return the opinion of this code as the seat may see it."""
    return intake.by_code(intake.visible_to(request.seat), code)


def onward(request: SeatedRequest, opinion: Opinion) -> HttpResponse:
    """Go to the next waiting opinion, or to the queue that says it is empty."""
    following = queries.next_waiting(request.seat, opinion)
    return redirect("triage:opinion", following.code) if following else redirect("triage:queue")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*READERS)
def opinion(request: SeatedRequest, code: str) -> HttpResponse:
    """The words on the left, what they raise on the right."""
    shown = fetch(request, code)
    if request.method == "POST":
        return _work(request, shown)
    if shown.state == Opinion.State.RECEIVED and rules.triages(request.seat, shown):
        ask = _asking(shown)
        return _desk(request, shown, _unbound(rows.proposed(shown.text, ask)), ask)
    return _settled(request, shown)


def _unbound(typed: list[rows.Row]) -> list[PartForm]:
    return [PartForm(initial=row, prefix=f"p{i}") for i, row in enumerate(typed)]


def _asking(shown: Opinion) -> rows.Ask:
    """Return what to ask about parts of this opinion; the model in use is looked up once, one part is judged once."""
    model, place = suggesting.model_in_use(), shown.village or shown.place
    return cache(lambda text: suggesting.suggest(text, place, model=model))


def _desk(
    request: SeatedRequest,
    shown: Opinion,
    parts: list[PartForm],
    ask: rows.Ask,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    found = [_candidates(request, part) for part in parts]
    offers = [ask(part["excerpt"].value() or "") for part in parts]
    context = {
        "opinion": shown,
        "parts": list(zip(parts, found, offers, strict=True)),
        "problem": problem,
        "today": clock.today(),
        "quoted": suggesting.quoted,
    }
    return render(request, "triage/opinion.html", context, status=status)


def _candidates(request: SeatedRequest, part: PartForm) -> list[Matter]:
    """Return the matters offered in one row: those found by its search, and the one chosen before."""
    chosen, wanted = part["into"].value() or "", part["find"].value() or ""
    found = queries.joinable(request.seat, wanted[:200]) if wanted.strip() else []
    if chosen and all(matter.code != chosen for matter in found):
        found = [*queries.joinable(request.seat, chosen[:40]), *found]
    return found


def _work(request: SeatedRequest, shown: Opinion) -> HttpResponse:
    typed = rows.typed(request.POST)
    act, ask = request.POST.get("do", ""), _asking(shown)
    if act not in {"save", "save_next"}:
        changed, problem = rows.edited(typed, act, ask)
        return _desk(request, shown, _unbound(changed), ask, problem=problem)
    data = {f"p{i}-{name}": value for i, row in enumerate(typed) for name, value in row.items()}
    forms = [PartForm(data, prefix=f"p{i}") for i in range(len(typed))]
    parts = [_part(request, form) for form in forms]
    if any(part is None for part in parts):
        return _desk(request, shown, forms, ask, status=422)
    try:
        services.triage(shown, [part for part in parts if part], by=request.seat, now=clock.now())
    except WrongState:
        return _too_late(request, code=shown.code, typed=typed)
    except Refused as refused:
        forms[0].add_error(None, [refused.message, *refused.details])
        return _desk(request, shown, forms, ask, status=422)
    messages.success(request, _("Đã phân loại %(code)s.") % {"code": shown.code})
    return onward(request, shown) if act == "save_next" else redirect("triage:opinion", shown.code)


def _part(request: SeatedRequest, form: PartForm) -> services.Part | None:
    """Return the row as the verb takes it, or None after naming in the form what is wrong."""
    if not form.is_valid():
        return None
    given: dict[str, Any] = form.cleaned_data
    matter = None
    if given["into"]:
        matter = next(iter(queries.joinable(request.seat, given["into"])), None)
        if matter is None or matter.code != given["into"]:
            form.add_error("into", _("Vấn đề đã chọn không còn nhận thêm ý kiến. Hãy chọn lại."))
            return None
    return services.Part(
        excerpt=given["excerpt"],
        matter=matter,
        title=given["title"],
        field=given["field"],
        kind=given["kind"] or MatterKind.values[0],
    )


def _too_late(request: SeatedRequest, *, code: str, typed: list[rows.Row]) -> HttpResponse:
    """Somebody triaged it first: say what they did; what was typed here stays readable."""
    stands = fetch(request, code)
    context = {
        "opinion": stands,
        "raisings": queries.matters_of(stands),
        "last": events.of(stands).last(),
        "typed": typed,
    }
    return render(request, "triage/too_late.html", context, status=409)


def _settled(request: SeatedRequest, shown: Opinion) -> HttpResponse:
    context = {
        "opinion": shown,
        "raisings": queries.matters_of(shown),
        "moves": {move.verb for move in OPINION.open_to(request.seat, shown)},
        "openings": queries.openings_of(shown) if shown.state == Opinion.State.HANDED_OVER else [],
        "opens_seal": rules.opens_seal(request.seat, shown),
        "today": clock.today(),
    }
    return render(request, "triage/settled.html", context)

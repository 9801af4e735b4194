"""Pages of a grouped gathering: begin it, watch it, confirm its groups by keyboard or by buttons, undo."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.language.fields import FieldModel
from doithoai.ground.look.fields import is_key
from doithoai.process.intake import queries as intake
from doithoai.process.intake.same import said
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.programme import queries as programme
from doithoai.process.triage import grouping, jobs, queries, suggesting
from doithoai.process.triage.forms import WordingForm
from doithoai.process.triage.grouping import Wording
from doithoai.process.triage.models import Grouping, GroupMember, GroupProposal
from doithoai.process.triage.services import title_of

SIZE = 20
# So many voices of a group are shown before it is opened; all of them on its own page, so many at most.
FIRST, MOST = 3, 500
# Many groups at once: only where the machine is this sure (thousandths), so many and so long in one go.
SURE, AT_ONCE, SECONDS = 980, 100, 15.0
S = GroupProposal.State
TABS = {
    "nhom": (S.PROPOSED, False),
    "rieng": (S.PROPOSED, True),
    "xong": (S.CONFIRMED, None),
    "khong": (S.REJECTED, None),
}


@dataclass(frozen=True)
class Shown:
    """A proposal as the page draws it."""

    proposal: GroupProposal
    form: WordingForm
    members: list[GroupMember]
    reasons: tuple[str, ...]
    whole: bool
    title: str
    undo: str = ""
    trouble: str = ""


def _fetch(request: SeatedRequest, pk: int) -> Grouping:
    return get_object_or_404(queries.groupings_of(request.seat), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.COORDINATOR)
def groupings(request: SeatedRequest) -> HttpResponse:
    """What was grouped before, and where voices wait to be grouped now."""
    seat = request.seat
    if request.method == "POST":
        made = _begin(request)
        messages.success(request, _("Máy đang gom. Ông/bà có thể làm việc khác, trang này tự báo khi xong."))
        return redirect("triage:grouping", made.pk)
    waiting = list(
        queries.waiting(seat).order_by().values("meeting").annotate(n=Count("pk")).order_by("-n", "meeting")[:SIZE]
    )
    meetings = programme.visible_to(seat).in_bulk([row["meeting"] for row in waiting if row["meeting"]])
    context = {
        "waiting": [(meetings[row["meeting"]], row["n"]) for row in waiting if row["meeting"] in meetings],
        "total": sum(row["n"] for row in waiting),
        "groupings": list(queries.groupings_of(seat).order_by("-id")[:SIZE]),
    }
    return render(request, "triage/groupings.html", context)


def _begin(request: SeatedRequest) -> Grouping:
    """Begin a grouping of a meeting, of a file, or of the whole place, as the form says."""
    seat, meeting, file = request.seat, None, None
    if code := request.POST.get("meeting", "")[:40]:
        meeting = programme.by_code(programme.visible_to(seat), code)
    if key := request.POST.get("file", ""):
        if not is_key(key):
            raise Http404
        file = get_object_or_404(intake.files_of(seat), pk=key)
    return grouping.begin(seat.place, meeting=meeting, file=file, by=seat, now=clock.now())


@require_GET
@seated(Role.COORDINATOR)
def grouping_page(request: SeatedRequest, pk: int) -> HttpResponse:
    """The groups to confirm, the largest first; while the machine works, how far it is."""
    made = _fetch(request, pk)
    tab = request.GET.get("muc", "nhom")
    tab = tab if tab in TABS else "nhom"
    context: dict[str, Any] = {"grouping": made, "tab": tab, "ready": made.progress == Grouping.Progress.READY}
    if context["ready"]:
        context |= _counts(made)
        context |= _page(made, tab, after=request.GET.get("sau", ""))
        context["last"] = _just_done(made, request.GET.get("vua", ""))
        context["act"] = request.GET.get("dot", "")[:32]
    return render(request, "triage/grouping.html", context)


def _counts(made: Grouping) -> dict[str, Any]:
    """Return how many proposals stand in each tab. They are some thousand rows of one index."""
    rows = GroupProposal.objects.filter(grouping=made).aggregate(
        nhom=Count("pk", filter=Q(state=S.PROPOSED, size__gt=1)),
        rieng=Count("pk", filter=Q(state=S.PROPOSED, size__lte=1)),
        xong=Count("pk", filter=Q(state=S.CONFIRMED)),
        khong=Count("pk", filter=Q(state=S.REJECTED)),
    )
    decided = rows["xong"] + rows["khong"]
    return {"counts": rows, "decided": decided, "all": decided + rows["nhom"] + rows["rieng"]}


def _page(made: Grouping, tab: str, *, after: str) -> dict[str, Any]:
    state, alone = TABS[tab]
    found = queries.proposals_of(made, state, alone=alone)
    number = int(after) if is_key(after) else 0
    rows = list(found.filter(number__gt=number)[: SIZE + 1])
    here = reverse("triage:grouping", args=[made.pk])
    more = f"{here}?{urlencode({'muc': tab, 'sau': rows[SIZE - 1].number})}" if len(rows) > SIZE else None
    first = f"{here}?{urlencode({'muc': tab})}" if number else None
    return {"groups": _draw(rows[:SIZE]), "next_url": more, "first_url": first}


def _draw(proposals: list[GroupProposal], *, whole: bool = False, undo: str = "", trouble: str = "") -> list[Shown]:
    members = queries.members_of(proposals, first=MOST if whole else FIRST)
    fieldless = any(not one.field and one.state == S.PROPOSED for one in proposals)
    model = suggesting.model_in_use() if fieldless else None
    return [_shown(one, members[one.pk], model, whole=whole, undo=undo, trouble=trouble) for one in proposals]


def _shown(
    proposal: GroupProposal,
    members: list[GroupMember],
    model: FieldModel | None,
    *,
    whole: bool,
    undo: str = "",
    trouble: str = "",
) -> Shown:
    texts = [member.excerpt or member.opinion.text for member in members]
    title = proposal.title or title_of(texts[0] if texts else "")
    if model is not None and not proposal.field and texts and proposal.state == S.PROPOSED:
        found = jobs.likely(texts[0], members[0].opinion.village, model)
        proposal.field, proposal.sure, proposal.kind = found
    form = WordingForm(
        initial={"title": title, "field": proposal.field, "kind": proposal.kind}, auto_id=f"g{proposal.number}_%s"
    )
    return Shown(proposal, form, members, said(proposal.reasons, *texts), whole, title, undo, trouble)


def _just_done(made: Grouping, number: str) -> Shown | None:
    """Return the proposal decided a moment ago, for its undo button on a page without script."""
    if not is_key(number):
        return None
    proposal = GroupProposal.objects.filter(grouping=made, number=number).select_related("grouping", "matter").first()
    return _draw([proposal])[0] if proposal is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.COORDINATOR)
def group(request: SeatedRequest, pk: int, number: int) -> HttpResponse:
    """One group with all its voices; every act on it. htmx gets the group alone, a plain browser its page again."""
    made = _fetch(request, pk)
    found = GroupProposal.objects.select_related("grouping", "into", "matter", "decided_by__unit")
    proposal = get_object_or_404(found, grouping=made, number=number)
    if request.method != "POST":
        return _answer(request, proposal, whole=True)
    act = request.POST.get("do", "")[:40]
    try:
        undo = _act(request, proposal, act)
    except Refused as refused:
        proposal = found.get(pk=proposal.pk)
        whole = request.POST.get("whole") == "yes"
        return _answer(request, proposal, whole=whole, trouble=refused.message, status=refused.status)
    proposal = found.get(pk=proposal.pk)
    if _by_htmx(request):
        return _answer(request, proposal, whole=request.POST.get("whole") == "yes", undo=undo)
    messages.success(request, _told(proposal))
    here = reverse("triage:grouping", args=[made.pk])
    if proposal.state == S.PROPOSED:
        return redirect("triage:group", made.pk, proposal.number)
    tab = "rieng" if proposal.size <= 1 else "nhom"
    return redirect(f"{here}?{urlencode({'muc': tab, 'vua': proposal.number, 'sau': max(0, proposal.number - 1)})}")


def _by_htmx(request: SeatedRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _answer(
    request: SeatedRequest,
    proposal: GroupProposal,
    *,
    whole: bool,
    undo: str = "",
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    (shown,) = _draw([proposal], whole=whole, undo=undo, trouble=trouble)
    context = {"grouping": proposal.grouping, "group": shown}
    if _by_htmx(request):
        # What was refused is an answer too: the page shows how the group stands and why.
        return render(request, "triage/group_part.html", context)
    return render(request, "triage/group_page.html", context, status=status)


def _told(proposal: GroupProposal) -> str:
    if proposal.state == S.CONFIRMED:
        code = proposal.matter.code if proposal.matter else ""
        return _("Đã xác nhận nhóm %(n)d. %(code)s") % {"n": proposal.number, "code": code}
    if proposal.state == S.REJECTED:
        return _("Nhóm %(n)d không gộp. Từng ý kiến chờ phân loại riêng.") % {"n": proposal.number}
    return _("Đã lưu nhóm %(n)d.") % {"n": proposal.number}


def _act(request: SeatedRequest, proposal: GroupProposal, act: str) -> str:
    """Do one act on a group; return the act that undoes it."""
    seat, now = request.seat, clock.now()
    name, _dash, key = act.partition("-")
    if name in {"out", "back"}:
        member = get_object_or_404(GroupMember.objects.select_related("proposal__grouping"), pk=_key(key))
        if member.proposal_id != proposal.pk:
            raise Http404
        (grouping.take_out if name == "out" else grouping.put_back)(member, by=seat, now=now)
        return f"back-{member.pk}" if name == "out" else ""
    if name in {"confirm", "save"}:
        _word(request, proposal)
        if name == "confirm":
            grouping.confirm(proposal, by=seat, now=now)
        return "undo" if name == "confirm" else ""
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "reject": (grouping.reject, "take_up"),
        "undo": (grouping.undo_confirm, ""),
        "take_up": (grouping.take_up, ""),
        "not_into": (grouping.not_into, ""),
    }
    if name not in verbs:
        raise Http404
    verb, undo = verbs[name]
    verb(proposal, by=seat, now=now)
    return undo


def _key(text: str) -> int:
    if not is_key(text):
        raise Http404
    return int(text)


def _word(request: SeatedRequest, proposal: GroupProposal) -> None:
    """Keep how the matter is to be written, where the form says so; the voice's own words are no wording of the desk."""
    form = WordingForm(request.POST)
    if "title" not in request.POST:
        return
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    own = _draw([proposal])[0].title if not proposal.title else ""
    title = "" if given["title"] == own else given["title"]
    stands = GroupProposal.objects.get(pk=proposal.pk)
    if (title, given["field"], given["kind"]) != (stands.title, stands.field, stands.kind):
        grouping.word(proposal, Wording(title, given["field"], given["kind"]), by=request.seat, now=clock.now())
        proposal.refresh_from_db()


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.COORDINATOR)
def many(request: SeatedRequest, pk: int) -> HttpResponse:
    """Confirm many sure groups at once: first all of them are shown, then one act confirms them, one undoes it."""
    made = _fetch(request, pk)
    found = queries.proposals_of(made, S.PROPOSED, alone=False)
    sure = found.filter(score__gte=SURE, one_village=True, sure=True, into=None).exclude(field="")
    if request.method != "POST":
        rows = list(sure[: AT_ONCE + 1])
        context = {"grouping": made, "groups": _draw(rows[:AT_ONCE]), "more": len(rows) > AT_ONCE, "least": SURE / 10}
        return render(request, "triage/groups_many.html", context)
    chosen = {int(key) for key in request.POST.getlist("group")[:AT_ONCE] if is_key(key)}
    act, done, refused = uuid.uuid4().hex, 0, 0
    until = time.monotonic() + SECONDS
    for proposal in sure.filter(number__in=chosen):
        if time.monotonic() > until:
            break
        try:
            grouping.confirm(proposal, by=request.seat, now=clock.now(), act=act)
        except Refused:
            refused += 1
        else:
            done += 1
    left = len(chosen) - done
    if done:
        messages.success(request, _("Đã xác nhận %(n)d nhóm.") % {"n": done})
    if left:
        messages.warning(
            request, _("%(n)d nhóm chưa xác nhận: có người vừa làm, hoặc hết giờ. Hãy xem lại.") % {"n": left}
        )
    here = reverse("triage:grouping", args=[made.pk])
    return redirect(f"{here}?{urlencode({'dot': act})}" if done else here)


@require_POST
@seated(Role.COORDINATOR)
def undo_many(request: SeatedRequest, pk: int) -> HttpResponse:
    """Undo one act of `many`: every group of it is open again; what was given meanwhile stays."""
    made = _fetch(request, pk)
    act = request.POST.get("act", "")[:32]
    done = stays = 0
    for proposal in GroupProposal.objects.filter(grouping=made, act=act, state=S.CONFIRMED) if act else ():
        try:
            grouping.undo_confirm(proposal, by=request.seat, now=clock.now())
        except Refused:
            stays += 1
        else:
            done += 1
    messages.success(request, _("Đã hoàn tác %(n)d nhóm.") % {"n": done})
    if stays:
        messages.warning(request, _("%(n)d nhóm giữ nguyên vì vấn đề đã giao hoặc đã gộp.") % {"n": stays})
    return redirect("triage:grouping", made.pk)

"""Intake's pages: the register, one opinion, entry by hand, a village's file."""

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.paging import page
from doithoai.ground.core.uploads import UpToTheLimit
from doithoai.ground.look.fields import is_key
from doithoai.process.intake import importing, papers, preview, queries, rules, services
from doithoai.process.intake.channels.sheet.guard import MAX_BYTES
from doithoai.process.intake.channels.sheet.shapes import SheetReading
from doithoai.process.intake.forms import EntryForm, ImportForm
from doithoai.process.intake.models import CollectionRound, ImportedFile, Opinion
from doithoai.process.intake.same import Same, alike, like
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role

# Rows of a file compared while somebody waits; a larger one is grouped by the clock once it is in the register.
MOST_COMPARED, SECONDS_FOR_MATTERS = 300, 1.0
READS = (Role.COLLECTOR, Role.CLERK, Role.COORDINATOR, Role.CHAIR, Role.SUPERVISOR, Role.LEADER)
BRINGS = (Role.COLLECTOR, Role.CLERK, Role.COORDINATOR)
TABS = {
    Opinion.State.RECEIVED: gettext_noop("Chờ phân loại"),
    Opinion.State.TRIAGED: gettext_noop("Đã phân loại"),
    Opinion.State.SET_ASIDE: gettext_noop("Không xử lý"),
    Opinion.State.HANDED_OVER: gettext_noop("Đã chuyển cơ quan khác"),
    Opinion.State.WITHDRAWN: gettext_noop("Người gửi đã rút"),
}


@seated(*READS)
@require_safe
def register(request: SeatedRequest) -> HttpResponse:
    """The opinions this seat may read, newest first."""
    seat = request.seat
    wanted = request.GET.get("trang-thai", "")
    opinions = queries.visible_to(seat).defer("raw", "sealed", "text", "public_reason")
    chosen = wanted if wanted in TABS else ""
    if chosen:
        opinions = opinions.filter(state=chosen)
    shown = page(opinions, field="received_at", cursor=request.GET.get("sau", ""))
    here = reverse("intake:register")
    tabs = [("", _("Tất cả")), *((state.value, _(label)) for state, label in TABS.items())]
    context = {
        "seat": seat,
        "opinions": shown.rows,
        "tabs": [
            {"label": label, "href": f"{here}?trang-thai={value}" if value else here, "current": value == chosen}
            for value, label in tabs
        ],
        "state": chosen,
        "next_url": f"{here}?{urlencode({'trang-thai': chosen, 'sau': shown.next})}" if shown.next else None,
        "first_url": f"{here}?trang-thai={chosen}" if request.GET.get("sau") else None,
    }
    return render(request, "intake/register.html", context)


@seated(*READS)
@require_safe
def opinion(request: SeatedRequest, code: str) -> HttpResponse:
    """One opinion as it was received. The vault stays closed here: opening it is an act of its own (vault_pages)."""
    found = queries.by_code(queries.visible_to(request.seat).select_related("unit", "meeting", "collector__unit"), code)
    return show_opinion(request, found)


def show_opinion(request: SeatedRequest, found: Opinion, contact: dict[str, str] | None = None) -> HttpResponse:
    """Show one opinion; the vault stays closed unless `contact` was opened for this answer."""
    seat = request.seat
    context = {
        "seat": seat,
        "opinion": found,
        "reads_contact": rules.reads_contact(seat, found),
        "asks_opening": rules.asks_opening(seat, found),
        "opens_contact": rules.opens_contact(seat, found),
        "left_contact": queries.left_contact(found),
        "openings": queries.openings_of(found) if rules.opens_contact(seat, found) else [],
        "contact": contact,
        "attachments": list(queries.attachments_of(found, seat)),
        "gives_receipt": rules.gives_receipt(seat, found, clock.now()),
    }
    return render(request, "intake/opinion.html", context)


def _prints(request: SeatedRequest, found: Opinion) -> bool:
    """Say whether the slip may be shown now; printing it again is a deed of its own, so it needs the button."""
    seat, now = request.seat, clock.now()
    if not rules.gives_receipt(seat, found, now):
        raise Http404
    if rules.prints_first(seat, found, now):
        return True
    if request.method == "POST":
        services.reprint(found, by=seat, now=now)
    return request.method == "POST"


@seated(*BRINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: SeatedRequest, code: str) -> HttpResponse:
    """The A6 slip for the person at the counter: right after entry, later only by a clerk of the place."""
    seat = request.seat
    found = queries.by_code(queries.visible_to(seat), code)
    if not _prints(request, found):
        return render(request, "intake/reprint.html", {"opinion": found})
    door = request.build_absolute_uri(reverse("follow"))
    context = {
        "opinion": found,
        "qr": papers.follow_qr(door, found),
        "follow": door,
        "steps": papers.next_steps(found.unit, clock.day_of(found.received_at)),
    }
    return render(request, "intake/receipt.html", context)


@seated(*BRINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_pdf(request: SeatedRequest, code: str) -> HttpResponse:
    """The same slip as a PDF, for who may print it."""
    found = queries.by_code(queries.visible_to(request.seat), code)
    if not _prints(request, found):
        return redirect("intake:receipt", found.code)
    made = papers.receipt_pdf(request.build_absolute_uri(reverse("follow")), found, found.unit)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="bien-nhan-{found.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _carried(request: SeatedRequest) -> dict[str, str]:
    """What the last entry leaves for the next: channel, village, day, meeting. Nothing about a person."""
    names = {"channel": "kenh", "village": "thon", "said_on": "ngay", "meeting": "cuoc"}
    return {field: request.GET[name][:200] for field, name in names.items() if request.GET.get(name)}


@seated(*BRINGS)
def entry(request: SeatedRequest) -> HttpResponse:
    """Write down one opinion; stay on the page for the next."""
    seat = request.seat
    if request.method == "POST" and request.POST.get("do") == "same":
        return _entry_same(request)
    if request.method == "POST":
        form = EntryForm(request.POST, seat=seat, round=_round(request, request.POST))
        if form.is_valid():
            try:
                saved = _receive(form, request)
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                return redirect(f"{reverse('intake:entry')}?{urlencode(_to_carry(form, saved))}")
        return render(
            request, "intake/entry.html", {"form": form, "seat": seat, "saved": None, "same": None}, status=422
        )
    form = EntryForm(seat=seat, initial=_carried(request), round=_round(request, request.GET))
    just = _just_saved(request)
    found = _same(request, just.text, just.village, just) if just else None
    return render(request, "intake/entry.html", {"form": form, "seat": seat, "saved": just, "same": found})


def _entry_same(request: SeatedRequest) -> HttpResponse:
    """Show what is likely the same as the words being typed; everything typed stays, nothing is saved."""
    typed = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    form = EntryForm(seat=request.seat, initial=typed, round=_round(request, request.POST))
    found = _same(request, typed.get("text", ""), typed.get("village", ""))
    return render(request, "intake/entry.html", {"form": form, "seat": request.seat, "saved": None, "same": found})


def _same(request: SeatedRequest, text: str, village: str, own: Opinion | None = None) -> list[Same]:
    exclude = [("opinion", own.pk)] if own else []
    return like(text, seat=request.seat, place=village[:200], kinds=("matter", "opinion"), exclude=exclude)


def _round(request: SeatedRequest, data: Any) -> CollectionRound | None:
    """Return the round the entries belong to; one that this seat may not fill does not exist."""
    wanted = data.get("dot", "")
    if not wanted:
        return None
    if not is_key(wanted):
        raise Http404
    return get_object_or_404(queries.rounds_of(request.seat), pk=wanted)


def _receive(form: EntryForm, request: SeatedRequest) -> Opinion:
    return services.receive(form.unit, form.cleaned_data["text"], by=request.seat, now=clock.now(), **form.facts())


def _to_carry(form: EntryForm, saved: Opinion) -> dict[str, str]:
    if form.round is not None:
        return {"vua": saved.code, "dot": str(form.round.pk)}
    data = form.cleaned_data
    day = form["said_on"].value() or ""
    meeting = data["meeting"].code if data["meeting"] else ""
    return {"vua": saved.code, "kenh": data["channel"], "thon": saved.village, "ngay": day, "cuoc": meeting}


def _just_saved(request: SeatedRequest) -> Opinion | None:
    """Return the opinion entered a moment ago by this very seat, for its receipt."""
    seat = request.seat
    code = request.GET.get("vua", "")
    if not code:
        return None
    try:
        saved = queries.by_code(queries.visible_to(seat), code)
    except Http404:
        return None
    return saved if saved.collector_id == seat.pk and rules.gives_receipt(seat, saved, clock.now()) else None


@seated(*BRINGS)
@csrf_exempt
def import_(request: SeatedRequest) -> HttpResponse:
    """Upload a village's file. The form token is checked inside, once the size limit stands before the body is read."""
    limit = UpToTheLimit(request, most_bytes=MAX_BYTES)
    if request.method == "POST":
        request.upload_handlers.insert(0, limit)
    return _import(request, limit)


@csrf_protect
def _import(request: SeatedRequest, limit: UpToTheLimit) -> HttpResponse:
    seat = request.seat
    form = ImportForm(request.POST, request.FILES, seat=seat) if request.method == "POST" else ImportForm(seat=seat)
    status = 200
    if request.method == "POST":
        status = 422
        if limit.too_large:
            status = 413
            form.errors.pop("upload", None)
            form.add_error("upload", _("Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp nhỏ hơn rồi gửi lại."))
        elif form.is_valid():
            try:
                kept = _keep(form, request)
            except Refused as refused:
                form.add_error("upload", refused.message)
            else:
                return redirect("intake:file", kept.pk)
    waiting = queries.files_of(seat).order_by("-id")[:10]
    return render(request, "intake/import.html", {"form": form, "files": waiting, "seat": seat}, status=status)


def _keep(form: ImportForm, request: SeatedRequest) -> ImportedFile:
    sent = form.cleaned_data["upload"]
    return importing.upload(
        sent.read(MAX_BYTES + 1),
        sent.name.replace("\x00", ""),
        unit=form.unit,
        by=request.seat,
        now=clock.now(),
        meeting=form.cleaned_data["meeting"],
        village=form.cleaned_data["village"],
    )


@seated(*BRINGS)
def file(request: SeatedRequest, pk: int) -> HttpResponse:
    """What is in an uploaded file, every problem in its place; the button brings the good rows in."""
    seat = request.seat
    found = get_object_or_404(queries.files_of(seat), pk=pk)
    if request.method == "POST":
        try:
            found = importing.import_file(found, by=seat, now=clock.now())
        except Refused as refused:
            return render(
                request, "intake/file.html", _preview(request, found, [refused.message]), status=refused.status
            )
        messages.success(request, _("Đã nhập xong tệp này."))
        return redirect("intake:file", found.pk)
    return render(request, "intake/file.html", _preview(request, found, []))


def _alike(request: SeatedRequest, found: ImportedFile, reading: SheetReading) -> list[dict[str, Any]]:
    """Return the rows of a file that say the same, and the matters that stand already and say it too."""
    rows = reading.rows[:MOST_COMPARED]
    until, groups = time.monotonic() + SECONDS_FOR_MATTERS, []
    for positions in alike([(row.text, row.village or found.village) for row in rows], found.unit.name):
        first = rows[positions[0]]
        known = time.monotonic() < until
        same = like(first.text, seat=request.seat, place=first.village or found.village, limit=1) if known else []
        groups.append({"rows": [rows[at] for at in positions], "same": same})
    return groups


def _preview(request: SeatedRequest, found: ImportedFile, errors: list[str]) -> dict[str, Any]:
    seat = request.seat
    reading = importing.reading_of(found)
    fresh = importing.count_new(reading, unit=found.unit, meeting=found.meeting, village=found.village)
    asked = request.GET.get("giong") == "1"
    return {
        "alike": _alike(request, found, reading) if asked else None,
        "compared": MOST_COMPARED,
        "seat": seat,
        "file": found,
        "reading": reading,
        "fresh": fresh,
        "errors": [{"text": error} for error in errors],
        "preview": preview.of(
            reading,
            name=found.name,
            names=rules.receives(seat, found.unit_id),
            values=found.uploaded_by_id == seat.pk,
        ),
    }

"""The coordinator's queue and the page of one opinion. Undoing, setting aside, handing over: turns.py; matters: shaping.py."""

import time
from dataclasses import replace
from functools import cache as remember
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doithoai.ground.core import clock, events, paging
from doithoai.ground.core.errors import Refused, WrongState
from doithoai.ground.language import hints, personal, signs
from doithoai.process.intake import queries as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.intake.same import Same, bare, like
from doithoai.process.people.guards import SeatedRequest, seated
from doithoai.process.people.models import Role
from doithoai.process.triage import deciding, queries, rows, rules, services, suggesting
from doithoai.process.triage.flow import OPINION
from doithoai.process.triage.forms import PartForm
from doithoai.process.triage.models import Matter, MatterKind

# Proposals for all rows of a statement take no longer than this; for the others one asks.
SECONDS_FOR_ALL_ROWS = 0.25
SECONDS_FOR_MARKS, SECONDS_REMEMBERED = 1.0, 300
# Personal data in the words are named up to so many; who reads the words sees the others.
MOST_PRIVATE = 6
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
    marks = _marks(request, shown.rows) if request.GET.get("trung") == "1" and tab == "cho" else {}
    context = {"tab": tab, "page": shown, "day_of": clock.day_of, "marks": marks, "cursor": request.GET.get("sau", "")}
    return render(request, "triage/queue.html", context)


def _marks(request: SeatedRequest, waiting: list[Opinion]) -> dict[int, Same]:
    """Return for each voice of this page the likeliest matter; asked for after the page, and remembered for a while.

    What is remembered holds numbers only. What takes too long is left for the next time.
    """
    until, keys = time.monotonic() + SECONDS_FOR_MARKS, {voice.pk: f"same:{voice.pk}" for voice in waiting}
    known = cache.get_many(list(keys.values()))
    texts = dict(Opinion.objects.filter(pk__in=[pk for pk in keys if keys[pk] not in known]).values_list("pk", "text"))
    marks: dict[int, Same | None] = {pk: known[key] for pk, key in keys.items() if key in known}
    fresh, refused = {}, queries.refused_pairs(marks.keys() ^ keys.keys())
    for voice in waiting:
        if voice.pk in marks or time.monotonic() > until:
            continue
        apart = [("matter", pk) for pk in refused.get(voice.pk, ())]
        place = voice.place or voice.village
        found = like(texts[voice.pk], seat=request.seat, place=place, limit=1, exclude=apart)
        marks[voice.pk] = fresh[keys[voice.pk]] = bare(found[0]) if found else None
    cache.set_many(fresh, SECONDS_REMEMBERED)
    return {pk: mark for pk, mark in marks.items() if mark is not None}


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
        return _desk(request, shown, _unbound(rows.decided(shown.text, queries.decided_parts(shown), ask)), ask)
    return _settled(request, shown)


def _unbound(typed: list[rows.Row]) -> list[PartForm]:
    return [PartForm(initial=row, prefix=f"p{i}") for i, row in enumerate(typed)]


def _asking(shown: Opinion) -> rows.Ask:
    """Return what to ask about parts of this opinion; the model in use is looked up once, one part is judged once."""
    model, place = suggesting.model_in_use(), shown.village or shown.place
    return remember(lambda text: suggesting.suggest(text, place, model=model))


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
        "parts": list(zip(parts, found, offers, _same(request, shown, parts), strict=True)),
        "objections": queries.objected_before(shown),
        "problem": problem,
        "today": clock.today(),
        "quoted": suggesting.quoted,
        "whole": ask(shown.text),
        "marked": signs.pieces(shown.text, ask(shown.text).signs),
        "private": suggesting.quoted(
            tuple(dict.fromkeys(one.text for one in personal.find(shown.text)))[:MOST_PRIVATE]
        ),
        # A guess for the eye, beside the words: it is never stored and never searched.
        "reading": hints.restore(shown.text).text if hints.bare(shown.text) else "",
    }
    return render(request, "triage/opinion.html", context, status=status)


def _candidates(request: SeatedRequest, part: PartForm) -> list[Matter]:
    """Return the matters offered in one row: those found by its search, and the one chosen before."""
    chosen, wanted = part["into"].value() or "", part["find"].value() or ""
    found = queries.joinable(request.seat, wanted[:200]) if wanted.strip() else []
    if chosen and all(matter.code != chosen for matter in found):
        found = [*queries.joinable(request.seat, chosen[:40]), *found]
    return found


def _same(request: SeatedRequest, shown: Opinion, parts: list[PartForm]) -> list[list[Same] | None]:
    """Return for each row the matters it is likely about; None where the time for all rows was used up before.

    A matter that somebody said this voice is not about is not proposed again.
    """
    until, asked = time.monotonic() + SECONDS_FOR_ALL_ROWS, request.POST.get("do", "")
    refused, place = queries.refused_for(shown), ", ".join(filter(None, [shown.place or shown.village]))
    found: list[list[Same] | None] = []
    for number, part in enumerate(parts):
        if part["into"].value():
            found.append([])
        elif time.monotonic() > until and asked != f"same-{number}":
            found.append(None)
        else:
            exclude = [("matter", pk) for pk in refused]
            likely = like(part["excerpt"].value() or "", seat=request.seat, place=place, exclude=exclude)
            found.append(_taking(request, likely))
    return found


def _taking(request: SeatedRequest, likely: list[Same]) -> list[Same]:
    """Keep what can be said of each: one that still takes voices can be chosen, another is only read."""
    open_now = queries.takes_voices(request.seat, [one.ref for one in likely])
    return [replace(one, open=one.ref in open_now) for one in likely]


def _into(typed: list[rows.Row], act: str) -> list[rows.Row]:
    """Apply 'into-0-VD-2026-000123': the row goes into that matter."""
    _verb, _dash, rest = act.partition("-")
    number, _dash, code = rest.partition("-")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if not 0 <= at < len(typed):
        return typed
    return [*typed[:at], {**typed[at], "into": code[:40], "find": ""}, *typed[at + 1 :]]


def _differ(request: SeatedRequest, shown: Opinion, typed: list[rows.Row], act: str) -> None:
    """Apply 'differ-0-VD-2026-000123': the voice is not about that matter; it is kept and not proposed again."""
    number, _dash, code = act.removeprefix("differ-").partition("-")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    matter = queries.by_code(queries.of_place(request.seat), code[:40])
    excerpt = typed[at]["excerpt"] if 0 <= at < len(typed) else ""
    known = next((one for one in like(excerpt, seat=request.seat) if one.ref == matter.pk), None)
    deciding.differ(
        shown, matter, excerpt=excerpt, score=known.score if known else None, by=request.seat, now=clock.now()
    )


def _work(request: SeatedRequest, shown: Opinion) -> HttpResponse:
    typed = rows.typed(request.POST)
    act, ask = request.POST.get("do", ""), _asking(shown)
    if act.startswith("differ-"):
        _differ(request, shown, typed, act)
        return _desk(request, shown, _unbound(typed), ask)
    if act.startswith("into-"):
        return _desk(request, shown, _unbound(_into(typed, act)), ask)
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

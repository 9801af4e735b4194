"""The administrator's pages: units, persons, seats; and everybody's own password."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from doithoai.ground.core import clock
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.ground.core.paging import page
from doithoai.ground.look.fields import is_key, refuse
from doithoai.process.people import forms, queries, rules, services, templates_of
from doithoai.process.people.guards import SeatedRequest, public, seated
from doithoai.process.people.middleware import SEAT_KEY
from doithoai.process.people.models import Person, Role, Seat, Unit

SHOWN = 25
DAY = timedelta(days=1)


def _unit(request: SeatedRequest, pk: int) -> Unit:
    return get_object_or_404(queries.units_of(request.seat), pk=pk)


def _person(request: SeatedRequest, pk: int) -> Person:
    return get_object_or_404(queries.persons_of(request.seat), pk=pk)


def _paged(request: HttpRequest, rows: QuerySet[Any], field: str) -> dict[str, Any]:
    """Return one page of rows and the ways on: what was asked for stays in the address, the cursor moves."""
    shown = page(rows, field=field, cursor=request.GET.get("sau", ""), newest=False)
    kept = {key: value for key, value in request.GET.items() if key != "sau"}
    on, first = urlencode({**kept, "sau": shown.next}), urlencode(kept)
    return {
        "rows": shown.rows,
        "next_url": f"{request.path}?{on}" if shown.next else None,
        "first_url": f"{request.path}?{first}".rstrip("?") if request.GET.get("sau") else None,
    }


@seated(Role.ADMINISTRATOR)
@require_safe
def units(request: SeatedRequest) -> HttpResponse:
    """The own place and what stands directly below it; each leads further down the tree."""
    place = request.seat.place
    context = {"place": place, "today": clock.today(), **_paged(request, queries.children_of(place), "name_fold")}
    return render(request, "people/units.html", context)


@seated(Role.ADMINISTRATOR)
@require_safe
def unit(request: SeatedRequest, pk: int) -> HttpResponse:
    """One unit: its facts, what stands below it, who sits in it, what became of it."""
    return _unit_page(request, _unit(request, pk))


def _unit_page(request: SeatedRequest, found: Unit, status: int = 200, **given: Any) -> HttpResponse:
    place, today = request.seat.place, clock.today()
    held = list(queries.seats_held_after(found, today - DAY)[: SHOWN + 1])
    context = {
        "unit": found,
        "place": place,
        "today": today,
        "line": queries.line_above(found, place),
        **_paged(request, queries.children_of(found), "name_fold"),
        "held": held[:SHOWN],
        "more_held": len(held) > SHOWN,
        "became": list(found.successors.select_related("new").order_by("on", "id")[:SHOWN]),
        "grew_from": list(found.predecessors.select_related("old").order_by("on", "id")[:SHOWN]),
        "by_template": templates_of.template_for(found) and found.valid_to is None and not queries.has_bodies(found),
        "can_grow": bool(rules.BELOW[found.level]) and found.valid_to is None,
        "act": _act_on(found, place, **given),
        "wrong": given.get("form"),
    }
    return render(request, "people/unit.html", context, status=status)


def _act_on(found: Unit, place: Unit, form: forms.HeirsForm | None = None) -> forms.HeirsForm | None:
    """Return what can be done about the end of a unit: close it, or say who took over; nothing for the own place."""
    if found.pk == place.pk or found.is_home:
        return None
    return form or _end_form(found)


def _end_form(found: Unit, data: Any = None) -> forms.HeirsForm:
    kind = forms.CloseForm if found.valid_to is None else forms.SucceedForm
    return kind(data, heirs=queries.heirs_for(found, found.valid_to or clock.today()))


@seated(Role.ADMINISTRATOR)
def found(request: SeatedRequest, pk: int) -> HttpResponse:
    """Enter a unit below this one."""
    parent = _unit(request, pk)
    form = forms.UnitForm(request.POST if request.method == "POST" else None, parent=parent)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.found_unit(parent=parent, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": made.name})
            return redirect("people:unit", made.pk)
    context = {"form": form, "parent": parent, "line": queries.line_above(parent, request.seat.place)}
    return render(request, "people/found.html", context, status=422 if form.errors else 200)


@seated(Role.ADMINISTRATOR)
@require_POST
def close(request: SeatedRequest, pk: int) -> HttpResponse:
    """End a unit with a day; say who takes over."""
    ending = _unit(request, pk)
    form = forms.CloseForm(request.POST, heirs=queries.heirs_for(ending, clock.today()))
    if form.is_valid():
        try:
            services.close_unit(ending, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi ngày kết thúc của %(name)s.") % {"name": ending.name})
            return redirect("people:unit", ending.pk)
    return _unit_page(request, ending, 422, form=form)


@seated(Role.ADMINISTRATOR)
@require_POST
def succeed(request: SeatedRequest, pk: int) -> HttpResponse:
    """Say who took over from a unit that has ended."""
    old = _unit(request, pk)
    if old.valid_to is None:
        raise Refused(_("Đơn vị đang hoạt động: hãy ghi ngày kết thúc trước."))
    form = forms.SucceedForm(request.POST, heirs=queries.heirs_for(old, old.valid_to))
    if not form.is_valid():
        return _unit_page(request, old, 422, form=form)
    now, basis = clock.now(), form.cleaned_data["basis"]
    for new in form.cleaned_data["successors"]:
        services.succeed(old, new, on=old.valid_to + DAY, basis=basis, by=request.seat, now=now)
    messages.success(request, _("Đã ghi đơn vị kế thừa."))
    return redirect("people:unit", old.pk)


@seated(Role.ADMINISTRATOR)
@require_safe
def persons(request: SeatedRequest) -> HttpResponse:
    """Who works or worked in the territory, with their seats."""
    form = forms.SearchForm(request.GET)
    words = form.cleaned_data["tim"].strip() if form.is_valid() else ""
    found = queries.persons_of(request.seat)
    if words:
        found = found.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    context = {"form": form, "words": words, "today": clock.today(), **_paged(request, found, "username")}
    return render(request, "people/persons.html", context)


def _named_unit(request: SeatedRequest) -> Unit | None:
    """Return the unit that the address names, if it is one of the own."""
    key = request.GET.get("don-vi", "")
    return queries.units_of(request.seat).filter(pk=int(key)).first() if is_key(key) else None


@seated(Role.ADMINISTRATOR)
@sensitive_variables("password")
def take_on(request: SeatedRequest) -> HttpResponse:
    """Enter somebody with a first seat; the answer shows the one-time password, once."""
    form = forms.TakeOnForm(
        request.POST if request.method == "POST" else None,
        place=request.seat.place,
        today=clock.today(),
        also=_named_unit(request),
        initial={"role": request.GET.get("vai-tro", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            seat, password = services.take_on(by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            return _handed(request, seat.person, password)
    context = {"form": form, "work": forms.WORK}
    return render(request, "people/take_on.html", context, status=422 if form.errors else 200)


def _handed(request: SeatedRequest, person: Person, password: str) -> HttpResponse:
    """Show a one-time password. Not after a redirect: it would have to be kept somewhere to be shown there."""
    return render(request, "people/handed.html", {"person": person, "password": password})


@seated(Role.ADMINISTRATOR)
@require_safe
def person(request: SeatedRequest, pk: int) -> HttpResponse:
    """One person: seats held and ended, what the administrator can do."""
    return _person_page(request, _person(request, pk))


def _person_page(
    request: SeatedRequest,
    found: Person,
    status: int = 200,
    give: forms.SeatForm | None = None,
    end: tuple[int, forms.EndSeatForm] | None = None,
) -> HttpResponse:
    today = clock.today()
    is_open = {s.pk: (s.valid_to is None or s.valid_to >= today) and _runs(s) for s in found.here}  # type: ignore[attr-defined]
    held = [s for s in found.here if is_open[s.pk]]  # type: ignore[attr-defined]
    ends = {s.pk: forms.EndSeatForm(initial={"on": today}, auto_id=f"end{s.pk}_%s") for s in held}
    if end:
        ends[end[0]] = end[1]
    context = {
        "person": found,
        "today": today,
        "held": held,
        "past": [s for s in found.here if not is_open[s.pk]],  # type: ignore[attr-defined]
        "ends": ends,
        "give": give or forms.SeatForm(place=request.seat.place, today=today, also=_named_unit(request)),
        "work": forms.WORK,
        "is_me": found.pk == request.seat.person_id,
        "name_form": forms.NameForm(initial={"full_name": found.full_name}, auto_id="ten_%s"),
        "giving": give is not None,
        "wrong": give or (end[1] if end else None),
    }
    return render(request, "people/person.html", context, status=status)


def _runs(seat: Seat) -> bool:
    """Say whether the seat is held on any day at all."""
    return seat.valid_to is None or seat.valid_from <= seat.valid_to


@seated(Role.ADMINISTRATOR)
@require_POST
def give_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give a person one more seat."""
    found = _person(request, pk)
    form = forms.SeatForm(request.POST, place=request.seat.place, today=clock.today(), also=_named_unit(request))
    if form.is_valid():
        try:
            seat = services.seat(found, by=request.seat, now=clock.now(), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã giao vị trí: %(seat)s.") % {"seat": seat.label})
            return redirect("people:person", found.pk)
    return _person_page(request, found, 422, give=form)


@seated(Role.ADMINISTRATOR)
@require_POST
def end_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """End a seat from a day on."""
    seats = queries.seats_below(request.seat.place).select_related("unit__territory")
    seat = get_object_or_404(seats, pk=pk)
    form = forms.EndSeatForm(request.POST, auto_id=f"end{seat.pk}_%s")
    if form.is_valid():
        try:
            services.end_seat(seat, on=form.cleaned_data["on"], by=request.seat, now=clock.now())
        except NotAllowed:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi thôi giữ vị trí: %(seat)s.") % {"seat": seat.label})
            if seat.pk == request.seat.pk and not seat.held_on(clock.today()):
                return redirect("desk:seats")
            return redirect("people:person", seat.person_id)
    return _person_page(request, _person(request, seat.person_id), 422, end=(seat.pk, form))


@seated(Role.ADMINISTRATOR)
@require_POST
@sensitive_variables("password")
def reset_password(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give a person a one-time password."""
    found = _person(request, pk)
    password = services.reset_password(found, by=request.seat, now=clock.now())
    return _handed(request, found, password)


@seated(Role.ADMINISTRATOR)
@require_POST
def deactivate(request: SeatedRequest, pk: int) -> HttpResponse:
    """Lock a person out and end the seats."""
    found = _person(request, pk)
    services.deactivate(found, by=request.seat, now=clock.now())
    messages.success(request, _("Đã khóa tài khoản của %(name)s.") % {"name": found.full_name})
    return redirect("people:person", found.pk)


@seated(Role.ADMINISTRATOR)
@require_POST
@sensitive_variables("password")
def readmit(request: SeatedRequest, pk: int) -> HttpResponse:
    """Unlock a person with a one-time password."""
    found = _person(request, pk)
    password = services.readmit(found, by=request.seat, now=clock.now())
    return _handed(request, found, password)


@public
@never_cache
@sensitive_post_parameters("current", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Set the own password. Needs a signed-in person, not yet a chosen seat; asks for the current one, counted as at the door."""
    me: Any = request.user
    held = me.is_authenticated and (request.seat or queries.seats_of(me, clock.today()).first())  # type: ignore[attr-defined]
    if not held:
        return redirect_to_login(request.path, resolve_url("desk:sign_in"))
    form = forms.PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if authenticate(request, username=me.username, password=form.cleaned_data["current"]) is None:
            form.add_error("current", _("Mật khẩu đang dùng không đúng."))
        else:
            try:
                services.change_password(me, form.cleaned_data["new"], by=held, now=clock.now())
            except Refused as refused:
                for reason in refused.details or [refused.message]:
                    form.add_error("new", reason)
            else:
                update_session_auth_hash(request, me)
                messages.success(request, _("Đã đổi mật khẩu. Các phiên làm việc khác của ông/bà đã kết thúc."))
                return redirect("desk:home" if request.session.get(SEAT_KEY) else "desk:seats")
    context = {"form": form, "person": me, "first": me.must_change_password}
    return render(request, "people/password.html", context, status=422 if form.errors else 200)

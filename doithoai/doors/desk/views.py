"""Sign in, choose a seat, see what to do next."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from doithoai.doors.desk import data_rights, machine, preparations, queues
from doithoai.doors.desk.blocks import first_of
from doithoai.doors.desk.forms import SeatForm, SignInForm
from doithoai.ground.core import clock
from doithoai.ground.core.middleware import error_page
from doithoai.process.people.guards import public, seated
from doithoai.process.people.middleware import SEAT_KEY
from doithoai.process.people.models import Seat
from doithoai.process.people.queries import seats_of


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None = None) -> HttpResponse:
    """Too many wrong passwords: say how long to wait."""
    return error_page(
        request,
        429,
        _("Tạm khóa đăng nhập"),
        _("Sai mật khẩu nhiều lần. Xin đợi 15 phút rồi thử lại, hoặc gọi quản trị."),
    )


def _next_of(request: HttpRequest) -> str:
    """Return the page asked for before signing in, if it is one of this site's; else ''."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fits and len(wanted) <= 500 else ""


def _enter(request: HttpRequest, seat: Seat) -> HttpResponse:
    request.session[SEAT_KEY] = seat.pk
    return redirect(_next_of(request) or "desk:home")


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; go to the only seat, or to the choice of seats."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is None:
            form.add_error(None, _("Tên đăng nhập hoặc mật khẩu không đúng."))
        elif not (held := list(seats_of(person, clock.today())[:2])):
            form.add_error(None, _("Hôm nay ông/bà không giữ vị trí nào. Xin liên hệ quản trị của đơn vị."))
        else:
            login(request, person)
            if len(held) == 1:
                return _enter(request, held[0])
            request.session.pop(SEAT_KEY, None)
            wanted = _next_of(request)
            return redirect(reverse("desk:seats", query={"next": wanted} if wanted else None))
    elif request.method != "POST" and request.seat is not None:  # type: ignore[attr-defined]
        return redirect(_next_of(request) or "desk:home")
    ended = request.method != "POST" and request.user.is_authenticated and SEAT_KEY in request.session
    context = {"form": form, "next": _next_of(request), "ended": ended}
    return render(request, "desk/sign_in.html", context, status=422 if form.errors else 200)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("Đã đăng xuất."))
    return redirect("desk:sign_in")


@public
@never_cache
def seats(request: HttpRequest) -> HttpResponse:
    """Choose from which of the own current seats to work."""
    if not request.user.is_authenticated:
        return redirect("desk:sign_in")
    if request.user.must_change_password:
        return redirect("people:password")
    held = list(seats_of(request.user, clock.today()))
    form = SeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        chosen = form.cleaned_data["seat"] if form.is_valid() else None
        for seat in held:
            if seat.pk == chosen:
                return _enter(request, seat)
        form.add_error(None, _("Xin chọn một vị trí trong danh sách."))
    context = {"form": form, "seats": held, "next": _next_of(request), "now_at": request.session.get(SEAT_KEY)}
    return render(request, "desk/seats.html", context, status=422 if form.errors else 200)


@seated()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this seat has to do, next action first."""
    seat = request.seat  # type: ignore[attr-defined]
    blocks = [
        *machine.of(seat),
        *queues.of(seat, clock.today()),
        *data_rights.of(seat, clock.today()),
        *preparations.of(seat, clock.today()),
    ]
    return render(request, "desk/home.html", {"blocks": blocks, "next": first_of(blocks), "seat": seat})

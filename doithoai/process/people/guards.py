"""Every view declares who may open it. A test walks all addresses and fails where a declaration is missing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from doithoai.process.people.models import Seat

View = Callable[..., HttpResponse]


class SeatedRequest(HttpRequest):
    """What a view behind `seated` receives: somebody works here, in this seat."""

    seat: Seat


def public(view: View) -> View:
    """Anyone may open this page."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def seated(*roles: str) -> Callable[[View], View]:
    """Only seats with one of these roles (any seat when none is named). Others see a page that does not exist.

    Nothing opens with a password that somebody else made: an own one comes first.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            seat = request.seat  # type: ignore[attr-defined]
            if seat is None:
                return redirect_to_login(request.path, resolve_url("desk:sign_in"))
            if seat.person.must_change_password:
                return redirect("people:password")
            if roles and seat.role not in roles:
                raise Http404
            response = view(request, *args, **kwargs)
            # What staff see must not stay in a shared browser or a proxy.
            response["Cache-Control"] = "no-store"
            return response

        guarded.guard = roles or ("any",)  # type: ignore[attr-defined]
        return guarded

    return wrap

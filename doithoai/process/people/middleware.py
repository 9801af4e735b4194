"""One query tells who is signed in, from which seat, in which unit."""

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from doithoai.ground.core import clock
from doithoai.process.people.models import Seat

SEAT_KEY = "seat"
_SEATS = Seat.objects.select_related("person", "unit", "unit__territory", "delegated_from__person")


class SeatMiddleware:
    """Set `request.seat` (None when nobody is signed in or the seat has ended)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat = self.find(request)  # type: ignore[attr-defined]
        if request.seat is not None:  # type: ignore[attr-defined]
            request.user = request.seat.person  # type: ignore[attr-defined]
        return self.get_response(request)

    def find(self, request: HttpRequest) -> Seat | None:
        """Return the seat of this session if it is still held by an active person with an unchanged password."""
        # A visitor without a session cookie costs no query.
        key = request.session.get(SEAT_KEY) if request.session.session_key else None
        if key is None:
            return None
        # Not first(): ordering one row by its key made the whole query twice as dear, and it stands in every request.
        seat = next(iter(_SEATS.filter(pk=key)), None)
        if seat is None or not seat.person.is_active or not seat.held_on(clock.today()):
            return None
        proof = request.session.get(HASH_SESSION_KEY, "")
        return seat if constant_time_compare(proof, seat.person.get_session_auth_hash()) else None

"""Sign a seat in without a password, as the sign-in page would leave the session."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from doithoai.process.people.middleware import SEAT_KEY
from doithoai.process.people.models import Seat


def signed_in(seat: Seat) -> Client:
    """Return a client whose session is that of this seat."""
    client = Client()
    session = client.session
    session[SESSION_KEY] = str(seat.person_id)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = seat.person.get_session_auth_hash()
    session[SEAT_KEY] = seat.pk
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client

"""Errors in both languages, display choices, health."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest("x"), 400),
        (PermissionDenied(), 403),
        (OperationalError("x"), 503),
        (RuntimeError("secret words"), 500),
    ],
)
def test_every_error_is_a_page(error, status, prefix, commune, monkeypatch):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("doithoai.doors.portal.home.figures", fail)
    response = Client(raise_request_exception=False).get(f"{prefix}/")
    html = response.content.decode()
    assert response.status_code == status and "<h1>" in html and "secret words" not in html
    assert (status == 503) == ("Retry-After" in response)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_absent_page_and_wrong_method(prefix, commune):
    assert "<h1>" in Client().get(f"{prefix}/khong-co-trang-nay").content.decode()
    for path in ("/", "/gui", "/tra-cuu", "/doi-thoai", "/cam-ket", "/huong-dan", "/cach-hien-thi"):
        response = Client().put(prefix + path)
        assert response.status_code == 405 and response["Allow"] and b"<h1>" in response.content


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/gui", "/gui"),
        ("/en/doi-thoai?muc=da-qua", "/en/doi-thoai?muc=da-qua"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/x" * 900, "/"),
        ("/a\r\nSet-Cookie: x=1", None),
    ],
)
def test_display_choice_goes_back_to_this_site_only(wanted, goes, commune):
    response = Client().get("/cach-hien-thi", {"next": wanted, "size": "l", "mode": "purple"})
    assert response.status_code == 302 and response.cookies["size"].value == "l" and "mode" not in response.cookies
    assert response["Location"] == goes if goes else "\n" not in response["Location"]


def test_language_link_stays_on_the_page(commune):
    assert 'href="/en/doi-thoai?muc=da-qua"' in Client().get("/doi-thoai?muc=da-qua").content.decode()
    assert 'href="/huong-dan"' in Client().get("/en/huong-dan").content.decode()


def test_health(monkeypatch):
    assert Client().get("/healthz").content == b"ok\n" and Client().get("/readyz").status_code == 200

    def gone():
        raise OperationalError("no database")

    monkeypatch.setattr(connection, "cursor", gone)
    assert Client().get("/readyz").status_code == 503


def test_browsers_may_say_where_a_form_came_from(commune):
    """With "no-referrer" Chromium sends "Origin: null" and every form with a token is refused."""
    assert Client().get("/gui")["Referrer-Policy"] == "same-origin"

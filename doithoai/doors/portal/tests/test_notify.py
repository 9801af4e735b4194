"""Asking to be told: offered only where messages can leave, promised only to who can be reached."""

import re

import pytest
from django.test import Client

from doithoai.doors.portal.tests.making import letter
from doithoai.ground.notices.models import Notice
from doithoai.ground.notices.tests.peers import SECRET, SENDER
from doithoai.process.intake.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(settings):
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", SENDER


@pytest.fixture
def gateway(settings):
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = "http://127.0.0.1:1/", SECRET


def post(**more):
    return Client().post("/gui", letter(**more))


def test_nothing_is_promised_where_nothing_can_leave(commune):
    assert 'name="notify"' not in post(step="who").content.decode()
    assert post(notify="on", email="ba@example.vn").status_code == 200
    assert Notice.objects.count() == 0


def test_the_box_is_carried_shown_and_kept(commune, mail):
    who = post(step="who", notify="on", email="ba@example.vn").content.decode()
    assert re.search(r'name="notify"[^>]*checked', who) and 'value="ba@example.vn"' in who
    check = post(step="check", notify="on", email="ba@example.vn").content.decode()
    assert "Báo khi có trả lời" in check and '<input type="hidden" name="notify" value="on">' in check
    assert post(notify="on", email="ba@example.vn").status_code == 200
    notice = Notice.objects.get()
    assert (notice.kind, notice.channel, notice.language) == ("received", "email", "vi")


def test_who_reads_english_is_told_in_english(commune, mail):
    assert Client().post("/en/gui", letter(notify="on", email="ba@example.vn")).status_code == 200
    assert Notice.objects.get().language == "en"


def test_unticked_is_not_told(commune, mail):
    assert post(email="ba@example.vn").status_code == 200
    assert (Contact.objects.count(), Notice.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Xin ghi thư điện tử để nhận tin"),
        ({"phone": "0912345678"}, "Xin ghi thư điện tử để nhận tin"),
        ({"email": "không phải thư"}, "Địa chỉ thư chưa đúng"),
        ({"email": "bà@example.vn"}, "Địa chỉ thư chưa đúng"),
        ({"email": "a@tên-miền.vn"}, "Địa chỉ thư chưa đúng"),
        ({"email": "a@b.vn\x00"}, "Có ký tự không đọc được"),
        ({"email": "x" * 300 + "@b.vn"}, "tối đa 200 ký tự"),
        ({"email": "a@b.vn", "mode": "anonymous"}, "Gửi ẩn danh thì không nhận được tin báo"),
    ],
    ids=str,
)
def test_who_cannot_be_reached_is_told_at_once(commune, mail, more, said):
    told = post(**{"notify": "on", "name": "Bà Ba", "phone": "", **more})
    assert told.status_code == 422 and said in told.content.decode()
    assert (Notice.objects.count(), Contact.objects.count()) == (0, 0)


def test_a_landline_takes_no_message(commune, gateway):
    assert "Xin ghi số di động" in post(notify="on", phone="0234 3823 456").content.decode()
    assert post(notify="on", phone="0912 345 678").status_code == 200
    assert Notice.objects.get().channel == "webhook"

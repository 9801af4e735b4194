"""The administrator sees what did not leave and why, without addresses, and can send it again."""

from datetime import timedelta

import pytest

from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Job, Notice
from tests.client import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "canary@example.vn"


def notices(count: int, now, **changes) -> None:
    drafts = [outbox.Draft(f"x:{n}", "email", "answered", f"YK-2026-{n:06d}", ADDRESS) for n in range(count)]
    outbox.put_all(drafts, now=now)
    Notice.objects.update(**changes)


def test_an_empty_page_says_so(commune):
    html = signed_in(commune.administrator).get("/lam-viec/tin-bao").content.decode()
    assert "Không có tin nào bị bỏ" in html and "chưa chạy lần nào" in html and "Gửi lại tất cả" not in html
    assert "Tin báo không gửi được" not in signed_in(commune.administrator).get("/lam-viec/").content.decode()


def test_what_was_given_up_is_seen_on_the_first_page_and_sent_again(commune, now):
    notices(2, now, state="given_up", trouble="SMTP 550 RCPT", attempts=8)
    Job.objects.create(name="deliver_notices", last_run=now, last_trouble="OSError")
    client = signed_in(commune.administrator)
    assert "Tin báo không gửi được" in client.get("/lam-viec/").content.decode()
    html = client.get("/lam-viec/tin-bao").content.decode()
    assert "SMTP 550 RCPT" in html and "YK-2026-000001" in html and "Lỗi: OSError" in html and ADDRESS not in html
    assert client.post("/lam-viec/tin-bao", follow=True).content.decode().count("Đã xếp 2 tin") == 1
    assert set(Notice.objects.values_list("state", "attempts")) == {("waiting", 0)}


def test_sending_again_leaves_what_is_on_its_way(commune, now):
    notices(1, now, leased_until=now + timedelta(days=900), next_at=now + timedelta(days=900))
    signed_in(commune.administrator).post("/lam-viec/tin-bao")
    assert Notice.objects.get().next_at == now + timedelta(days=900)


def test_only_the_administrator(commune):
    assert signed_in(commune.coordinator).get("/lam-viec/tin-bao").status_code == 404


def test_a_long_list_is_paged_with_as_few_queries(commune, now, django_assert_num_queries):
    client = signed_in(commune.administrator)
    notices(1, now, state="given_up")
    client.get("/lam-viec/tin-bao")
    with django_assert_num_queries(5):
        client.get("/lam-viec/tin-bao")
    notices(80, now, state="given_up")
    with django_assert_num_queries(5):
        html = client.get("/lam-viec/tin-bao").content.decode()
    assert html.count("YK-2026-") == 25 and "sau=" in html

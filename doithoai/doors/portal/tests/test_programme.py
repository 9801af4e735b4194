"""The year's programme as the public sees it, and a meeting's changes with their reasons."""

from datetime import date

import pytest
import time_machine

from doithoai.process.programme import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(now):
    with time_machine.travel(now, tick=False):
        yield now


def _planned(commune, now, title, day, kind="periodic"):
    return services.plan(commune.unit, kind=kind, title=title, held_on=day, by=commune.coordinator, now=now)


def test_a_drafted_programme_is_nobody_s_business_an_issued_one_everybody_s(client, commune, stranger, at):
    drafted = services.draft_programme(commune.unit, 2026, by=commune.coordinator, now=at)
    _planned(commune, at, "Đối thoại cuối năm", date(2026, 12, 20))
    _planned(commune, at, "Tiếp công dân thường kỳ", date(2026, 12, 21), "reception")
    _planned(stranger, at, "Đối thoại xã lạ", date(2026, 12, 20))
    empty = client.get("/chuong-trinh/2026").content.decode()
    assert "Chưa có chương trình năm 2026" in empty and "Đối thoại cuối năm" not in empty
    services.issue(drafted, number="05-CTr/ĐU", issued_on=date(2026, 11, 20), by=commune.coordinator, now=at)
    page = client.get("/chuong-trinh/2026").content.decode()
    assert "Đối thoại cuối năm" in page and "05-CTr/ĐU" in page
    assert "xã lạ" not in page and "Tiếp công dân thường kỳ" not in page
    assert client.get("/chuong-trinh/1999").status_code == 404
    assert client.get("/chuong-trinh/2026?sau=hong").status_code == 200


def test_a_moved_meeting_says_why_and_where_it_was_made_public(client, commune, at):
    meeting = _planned(commune, at, "Đối thoại", date(2026, 12, 20))
    by = {"by": commune.coordinator, "now": at}
    services.announce(meeting, where="Loa", media=["mass_media"], published_on=date(2026, 11, 20), **by)
    services.reschedule(
        meeting, held_on=date(2026, 12, 27), reason="Tránh bão số 9", where="Bảng tin thôn",
        media=["headquarters"], published_on=date(2026, 11, 21), **by,
    )  # fmt: skip
    page = client.get(f"/doi-thoai/{meeting.code}").content.decode()
    for words in ("Tránh bão số 9", "Bảng tin thôn", "Niêm yết tại trụ sở", "Đã đổi ngày: trước định ngày 20/12/2026"):
        assert words in page
    services.cancel(
        meeting, reason="Bão vào", where="Loa xã", media=["mass_media"], published_on=date(2026, 11, 21), **by
    )
    page = client.get(f"/doi-thoai/{meeting.code}").content.decode()
    assert "Bão vào" in page and "Loa xã" in page

"""The pages of delegation, of the usual bodies, of a name, and the planned end of a seat, through a browser's eyes."""

from datetime import date

import pytest
import time_machine

from doithoai.process.people.models import Person, Seat, Unit
from tests.client import signed_in

TODAY = date(2026, 11, 21)
PAGE = "/lam-viec/uy-quyen"


@pytest.fixture
def at(now):
    with time_machine.travel(now, tick=False):
        yield


def text(response) -> str:
    return response.content.decode()


def asked(commune, **change) -> dict:
    return {
        "to": commune.chair.person_id,
        "start": "21/11/2026",
        "end": "28/11/2026",
        "reason": "ƯỠNG ẪM đi công tác",
    } | change


def test_a_holder_lends_and_ends(commune, at):
    mine = signed_in(commune.coordinator)
    told = text(mine.post(PAGE, asked(commune), follow=True))
    assert "Đã ủy quyền: Điều phối viên, Xã Bình Minh (được ủy quyền)." in told and "Đang ủy quyền" in told
    lent = Seat.objects.get(delegated_from=commune.coordinator)
    theirs = signed_in(lent)
    page = text(theirs.get(PAGE))
    assert "Ông/bà đang làm thay" in page and "Ủy quyền mới" not in page
    told = text(mine.post(f"{PAGE}/{lent.pk}/ket-thuc", follow=True))
    assert "Đã kết thúc ủy quyền" in told
    assert theirs.get(PAGE).status_code == 302, "out at once"


def test_a_wrong_one_comes_back_with_everything_typed(commune, at):
    mine = signed_in(commune.coordinator)
    for change, why in (
        ({"to": ""}, "Xin chọn một người."),
        ({"to": commune.coordinator.person_id}, "trong danh sách"),
        ({"to": "9" * 30}, "trong danh sách"),
        ({"to": commune.supervisor.person_id}, "không ủy quyền cho người đang giữ"),
        ({"end": "31/02/2027"}, "Ngày phải theo dạng"),
        ({"end": "20/11/2026"}, "Ngày cuối phải từ"),
        ({"reason": "\x00"}, ""),
        ({"reason": "x" * 301}, ""),
    ):
        answer = mine.post(PAGE, asked(commune, **change))
        assert answer.status_code == 422 and why in text(answer), change
    assert "ƯỠNG ẪM đi công tác" in text(mine.post(PAGE, asked(commune, to="")))
    assert not Seat.objects.filter(delegated_from__isnull=False).exists()


def test_the_administrator_lends_on_a_written_request(commune, stranger, at):
    boss = signed_in(commune.administrator)
    given = asked(commune, seat=commune.coordinator.pk)
    assert boss.post(PAGE, given).status_code == 422
    assert boss.post(PAGE, given | {"reference": "CV 5", "seat": stranger.coordinator.pk}).status_code == 422
    told = text(boss.post(PAGE, given | {"reference": "CV 5 ngày 20/11/2026"}, follow=True))
    assert "Đã ủy quyền" in told and commune.coordinator.person.full_name in told


def test_the_front_is_told_why_not(commune, at):
    assert "nhận định của chính người" in text(signed_in(commune.supervisor).get(PAGE))
    assert signed_in(commune.supervisor).post(PAGE, asked(commune)).status_code == 422


def test_nobody_ends_what_others_lent(commune, at):
    signed_in(commune.coordinator).post(PAGE, asked(commune))
    lent = Seat.objects.get(delegated_from=commune.coordinator)
    for other in (commune.chair, commune.clerk, commune.leader):
        assert signed_in(other).post(f"{PAGE}/{lent.pk}/ket-thuc").status_code == 404
    assert signed_in(commune.chair).post(f"{PAGE}/{commune.chair.pk}/ket-thuc").status_code == 404


def test_an_empty_commune_is_filled_once(commune, now, at):
    boss = signed_in(commune.administrator)
    Unit.objects.filter(pk__in=[commune.agency.pk, commune.other_agency.pk, commune.front.pk]).update(valid_to=TODAY)
    where = f"/lam-viec/don-vi/{commune.unit.pk}"
    assert "Thêm theo mẫu" in text(boss.get(where))
    assert "Đã thêm 14 cơ quan theo mẫu." in text(boss.post(f"{where}/theo-mau", follow=True))
    assert "Thêm theo mẫu" not in text(boss.get(where))
    assert "Đã thêm 0 cơ quan theo mẫu." in text(boss.post(f"{where}/theo-mau", follow=True))
    assert boss.post(f"/lam-viec/don-vi/{commune.village.pk}/theo-mau").status_code == 422


def test_a_name_is_written(commune, at):
    boss = signed_in(commune.administrator)
    where = f"/lam-viec/can-bo/{commune.clerk.person_id}"
    assert "Đã lưu họ tên." in text(boss.post(f"{where}/ho-ten", {"full_name": " Đặng Thị Ằ "}, follow=True))
    assert Person.objects.get(pk=commune.clerk.person_id).full_name == "Đặng Thị Ằ"
    assert boss.post(f"{where}/ho-ten", {"full_name": ""}).status_code == 422


def test_a_seat_is_given_with_its_planned_end(commune, at):
    boss = signed_in(commune.administrator)
    where = f"/lam-viec/can-bo/{commune.leader.person_id}"
    given = {"unit": commune.unit.pk, "role": "clerk", "valid_from": "01/12/2026", "valid_to": "31/12/2026"}
    page = text(boss.post(f"{where}/vi-tri", given, follow=True))
    assert "01/12/2026 – 31/12/2026" in page and "Chưa đến ngày" in page
    again = boss.post(f"{where}/vi-tri", given | {"valid_from": "15/12/2026", "valid_to": ""})
    assert again.status_code == 422 and "đã giữ vị trí này" in text(again)
    after = boss.post(f"{where}/vi-tri", given | {"valid_from": "01/01/2027", "valid_to": ""})
    assert after.status_code == 302, "after the planned end the seat can be given again"
    backwards = boss.post(f"{where}/vi-tri", given | {"valid_to": "01/11/2026"})
    assert backwards.status_code == 422

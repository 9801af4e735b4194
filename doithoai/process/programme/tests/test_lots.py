"""The lot with its people: announced first, drawn once, kept for ever, named only from the sealed list."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from doithoai.ground.core.errors import NotAllowed, Refused, WrongState
from doithoai.process.programme import attending, drawing, guests, lots, services
from doithoai.process.programme.models import Attendee, Kind, Lot, LotPlan
from tests.client import signed_in

pytestmark = pytest.mark.django_db
PEOPLE = [f"Người thứ {n}" for n in range(1, 13)]


@pytest.fixture
def meeting(commune, now):
    return services.plan(
        commune.unit, kind=Kind.PERIODIC, title="Đối thoại", held_on=date(2026, 12, 28), by=commune.coordinator, now=now
    )


@pytest.fixture
def here(commune, now):
    return {"by": commune.coordinator, "now": now}


def _facts(commune, **more):
    places = [
        {"village": commune.village.name, "size": 12, "list": lots.fingerprint(PEOPLE)},
        {"village": commune.other_village.name, "size": 40, "list": ""},
    ]
    return {"places": places, "seats": 5, "source": "Xổ số miền Bắc", "number_on": date(2026, 11, 25), **more}


def _drawn(meeting, commune, here) -> Lot:
    lots.announce_lot(meeting, **_facts(commune), **here)
    return lots.draw(meeting, number="48 291", by=here["by"], now=here["now"] + timedelta(days=4))


def test_what_is_drawn_can_be_drawn_again_from_what_is_shown(meeting, commune, here):
    lot = _drawn(meeting, commune, here)
    assert lot.seed == f"{meeting.code}/48291"
    shown = [(place["village"], place["size"]) for place in lot.drawn]
    assert drawing.draw(lot.seed, reversed(shown), 5) == [(p["village"], p["drawn"]) for p in lot.drawn]
    rows = list(lot.attendees.order_by("number").values_list("label", "kind", "village__name"))
    assert rows == [(f"{p['village']}, số {n}", "lot", p["village"]) for p in lot.drawn for n in p["drawn"]]


def test_the_number_must_come_after_the_announcement(meeting, commune, here, now):
    for day in (date(2026, 11, 21), date(2026, 11, 1)):
        with pytest.raises(Refused, match="từ ngày mai"):
            lots.announce_lot(meeting, **_facts(commune, number_on=day), **here)
    with pytest.raises(Refused, match="đúng ngày họp"):
        lots.announce_lot(meeting, **_facts(commune, number_on=date(2026, 12, 29)), **here)
    lots.announce_lot(meeting, **_facts(commune), **here)
    with pytest.raises(WrongState, match="25/11/2026"):
        lots.draw(meeting, number="48291", **here)
    assert not Lot.objects.exists()


def test_one_announcement_is_drawn_once_and_a_second_drawing_stands_beside_the_first(meeting, commune, here, now):
    first = _drawn(meeting, commune, here)
    later = {"by": commune.coordinator, "now": now + timedelta(days=4)}
    with pytest.raises(WrongState):
        lots.draw(meeting, number="11111", **later)
    facts = _facts(commune, number_on=date(2026, 11, 26))
    with pytest.raises(Refused, match="vì sao bốc lại"):
        lots.announce_lot(meeting, **facts, **later)
    lots.announce_lot(meeting, **{**facts, "reason": "Danh sách thôn thiếu người"}, **later)
    second = lots.draw(meeting, number="777", by=commune.coordinator, now=now + timedelta(days=5))
    assert [lot.pk for lot in guests.lots_of(meeting)] == [first.pk, second.pk]
    assert meeting.attendees.count() == 10


@pytest.mark.parametrize("table", [LotPlan, Lot])
def test_the_database_keeps_plans_and_drawings_as_they_were(meeting, commune, here, table):
    _drawn(meeting, commune, here)
    name = connection.ops.quote_name(table._meta.db_table)
    for words in (f"UPDATE {name} SET meeting_id = meeting_id", f"DELETE FROM {name}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_every_village_must_come_to_a_seat(meeting, commune, here):
    with pytest.raises(Refused, match="Cần ít nhất 2 ghế"):
        lots.announce_lot(meeting, **_facts(commune, seats=1), **here)
    with pytest.raises(Refused, match="Số ghế"):
        lots.announce_lot(meeting, **_facts(commune, seats=53), **here)
    twice = [{"village": "A", "size": 3, "list": ""}] * 2
    with pytest.raises(Refused, match="hai lần"):
        lots.announce_lot(meeting, **_facts(commune, places=twice), **here)


@pytest.mark.parametrize("number", ["", "4", "x", "12a", "1" * 21, "٤٨٢٩١", "48\x00291"])
def test_a_number_is_digits(meeting, commune, here, now, number):
    lots.announce_lot(meeting, **_facts(commune), **here)
    with pytest.raises(Refused):
        lots.draw(meeting, number=number, by=commune.coordinator, now=now + timedelta(days=4))


def test_names_come_only_from_the_list_that_was_sealed(meeting, commune, here):
    lot = _drawn(meeting, commune, here)
    village, numbers = commune.village.name, next(p["drawn"] for p in lot.drawn if p["village"] == commune.village.name)
    changed = PEOPLE.copy()
    changed[numbers[0] - 1] = "Người nhà"
    with pytest.raises(Refused, match="khác danh sách đã niêm phong"):
        lots.name_drawn(lot, village=village, people="\n".join(changed), **here)
    with pytest.raises(Refused, match="12 người"):
        lots.name_drawn(lot, village=village, people="\n".join(PEOPLE[:-1]), **here)
    lots.name_drawn(lot, village=village, people="\r\n".join(PEOPLE) + "\r\n\r\n", **here)
    named = {row.label: guests.name_of(row) for row in lot.attendees.exclude(sealed=None)}
    assert named == {f"{village}, số {n}": PEOPLE[n - 1] for n in numbers}
    with pytest.raises(Refused, match="Không có thôn này"):
        lots.name_drawn(lot, village="Thôn Tây", people="A", **here)


def test_the_fingerprint_is_what_sha256sum_says_of_the_file(tmp_path):
    import subprocess

    file = tmp_path / "danh-sach.txt"
    file.write_text("".join(f"{line}\n" for line in PEOPLE))
    said = subprocess.run(["sha256sum", str(file)], capture_output=True, text=True, check=True).stdout.split()[0]
    assert lots.fingerprint(PEOPLE) == said


def test_only_the_coordinator_draws_and_the_drawn_stay(meeting, commune, stranger, here, now):
    for seat in (commune.clerk, commune.chair, commune.supervisor, stranger.coordinator):
        with pytest.raises(NotAllowed):
            lots.announce_lot(meeting, **_facts(commune), by=seat, now=now)
    lot = _drawn(meeting, commune, here)
    with pytest.raises(Refused, match="không rút"):
        attending.uninvite(lot.attendees.first(), reason="Bận", **here)


def test_the_pages_announce_draw_print_and_name(meeting, commune, now):
    client, there = signed_in(commune.coordinator), f"/lam-viec/cuoc/{meeting.code}/boc-tham"
    a, b = commune.village.pk, commune.other_village.pk
    facts = {"verb": "announce", "seats": "5", "source": "Xổ số ẪM", "number_on": "25/11/2026", f"size_{b}": "1.040"}
    with time_machine.travel(now, tick=False):
        wrong = client.post(there, {**facts, f"list_{a}": "\n".join(PEOPLE), f"size_{a}": "9"})
        assert wrong.status_code == 422
        assert "12 dòng" in wrong.content.decode()
        assert "Xổ số ẪM" in wrong.content.decode()
        for field, value in (
            ("seats", "0"),
            ("seats", "9" * 30),
            ("seats", "٣x"),
            (f"size_{b}", "-4"),
            ("number_on", ""),
        ):
            assert client.post(there, {**facts, field: value}).status_code == 422
        assert client.post(there, {**facts, f"list_{a}": "\n".join(PEOPLE)}).status_code == 302
        assert "Người thứ" not in client.get(there).content.decode()
        assert client.post(there, {"verb": "draw", "number": "12345", "again": "12345"}).status_code == 422
    with time_machine.travel(now + timedelta(days=4), tick=False):
        client = signed_in(commune.coordinator)
        assert client.post(there, {"verb": "draw", "number": "12345", "again": "12346"}).status_code == 422
        assert client.post(there, {"verb": "draw", "number": "12345", "again": "12345"}).status_code == 302
        lot = Lot.objects.get()
        printed = client.get(f"{there}/{lot.pk}/in").content.decode()
        assert lot.seed in printed
        assert all(", ".join(map(str, place["drawn"])) in printed for place in lot.drawn)
        names = {"village": commune.village.name, "people": "\n".join(PEOPLE)}
        assert client.post(f"{there}/{lot.pk}/ten", {**names, "people": "A"}).status_code == 422
        assert client.post(f"{there}/{lot.pk}/ten", names).status_code == 302
    assert Attendee.objects.exclude(sealed=None).count() == len(
        next(p["drawn"] for p in lot.drawn if p["village"] == commune.village.name)
    )

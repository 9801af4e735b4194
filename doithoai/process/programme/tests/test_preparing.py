"""Preparing a meeting: tasks, locality, topics."""

from datetime import date, timedelta

import pytest

from doithoai.ground.core.errors import NotAllowed, NoteNeeded, Refused, WrongState
from doithoai.ground.core.models import Event
from doithoai.process.people.models import Level
from doithoai.process.programme import preparing, services
from doithoai.process.programme.models import Kind, Meeting, Task
from tests.client import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, now):
    return services.plan(
        commune.unit, kind=Kind.PERIODIC, title="Đối thoại", held_on=date(2026, 12, 28), by=commune.coordinator, now=now
    )


@pytest.fixture
def here(commune, now):
    return {"by": commune.coordinator, "now": now}


def test_the_usual_tasks_are_counted_from_the_day_of_the_meeting(meeting, commune, here):
    preparing.propose_tasks(meeting, **here)
    due = {(task.unit_id, task.what): task.due for task in Task.objects.all()}
    place, front, agency = commune.unit.pk, commune.front.pk, commune.agency.pk
    assert due[(front, "Tổng hợp ý kiến của Nhân dân, gửi văn phòng")] == date(2026, 12, 21)
    assert due[(place, "Thông báo thời gian, nơi họp, nội dung, cách tham dự")] == date(2026, 12, 21)
    # Three working days before Monday 28 December: Wednesday 23.
    assert due[(agency, "Dự thảo trả lời các ý kiến thuộc phần việc")] == date(2026, 12, 23)
    assert (commune.other_agency.pk, "Dự thảo trả lời các ý kiến thuộc phần việc") in due
    assert due[(place, "Ban hành kế hoạch tổ chức")] == date(2026, 12, 13)
    assert len(due) == 8


def test_a_second_press_adds_nothing_and_a_dropped_task_does_not_come_back(meeting, here):
    first = preparing.propose_tasks(meeting, **here)
    preparing.drop_task(first[0], reason="Đã có kế hoạch chung", **here)
    assert preparing.propose_tasks(meeting, **here) == []


def test_no_task_begins_its_life_overdue(commune, here, now):
    soon = services.plan(
        commune.unit, kind=Kind.PERIODIC, title="Gấp", held_on=date(2026, 11, 28), by=commune.coordinator, now=now
    )
    tasks = preparing.propose_tasks(soon, **here)
    assert min(task.due for task in tasks) == date(2026, 11, 21)
    assert max(task.due for task in tasks) <= soon.held_on
    plan = next(task for task in tasks if task.what == "Ban hành kế hoạch tổ chức")
    assert plan.note == "Theo lịch thường lệ: 13/11/2026."


def test_a_reception_needs_no_synthesis_and_no_drafts(commune, here, now):
    reception = services.plan(
        commune.unit, kind=Kind.RECEPTION, title="Tiếp dân", held_on=date(2026, 12, 28), by=commune.coordinator, now=now
    )
    assert {task.unit_id for task in preparing.propose_tasks(reception, **here)} == {commune.unit.pk}


def test_only_who_runs_the_meeting_prepares_it(meeting, commune, stranger, now):
    facts = {"unit": commune.agency, "what": "Việc", "due": meeting.held_on}
    for seat in (commune.clerk, commune.chair, commune.officer, commune.supervisor, stranger.coordinator):
        with pytest.raises(NotAllowed):
            preparing.add_task(meeting, **facts, by=seat, now=now)
        with pytest.raises(NotAllowed):
            preparing.choose_topic(meeting, title="A", reason="B", evidence={}, by=seat, now=now)
        with pytest.raises(NotAllowed):
            preparing.propose_tasks(meeting, by=seat, now=now)
    assert not Task.objects.exists()


@pytest.mark.parametrize("state", ["live", "concluded", "closed", "cancelled"])
def test_what_is_over_is_prepared_no_more(meeting, commune, here, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    with pytest.raises(WrongState):
        preparing.propose_tasks(meeting, **here)
    with pytest.raises(WrongState):
        preparing.choose_locality(meeting, locality=commune.village, reason="x", **here)


def test_a_task_is_done_by_its_unit_moved_and_dropped_by_the_coordinator(meeting, commune, here, now):
    task = preparing.add_task(meeting, unit=commune.agency, what="Dự thảo", due=date(2026, 12, 20), **here)
    with pytest.raises(NotAllowed):
        preparing.finish_task(task, by=commune.other_officer, now=now)
    preparing.move_task(task, unit=commune.other_agency, due=date(2026, 12, 22), **here)
    with pytest.raises(NotAllowed):
        preparing.finish_task(task, by=commune.officer, now=now)
    preparing.finish_task(task, by=commune.other_officer, now=now, note="Gửi tối qua")
    with pytest.raises(WrongState):
        preparing.move_task(task, unit=commune.agency, due=date(2026, 12, 22), **here)
    with pytest.raises(WrongState):
        preparing.drop_task(task, reason="Thừa", **here)
    preparing.take_up_task(task, **here)
    assert (task.state, task.done_at) == ("open", None)
    with pytest.raises(NoteNeeded):
        preparing.drop_task(task, reason=" ", **here)
    verbs = list(Event.objects.filter(subject="programme.task").order_by("id").values_list("verb", flat=True))
    assert verbs == ["give", "move", "finish", "take_up"]


def test_a_task_stays_in_the_place_and_before_the_meeting(meeting, commune, stranger, here):
    with pytest.raises(Refused, match="không thuộc địa bàn"):
        preparing.add_task(meeting, unit=stranger.agency, what="Việc", due=meeting.held_on, **here)
    with pytest.raises(Refused, match="trước hoặc đúng ngày họp"):
        preparing.add_task(meeting, unit=commune.agency, what="Việc", due=meeting.held_on + timedelta(days=1), **here)


def test_a_locality_lies_in_the_place_and_has_its_reason(meeting, commune, stranger, here):
    with pytest.raises(NoteNeeded):
        preparing.choose_locality(meeting, locality=commune.village, reason=" ", **here)
    with pytest.raises(Refused):
        preparing.choose_locality(meeting, locality=stranger.village, reason="Gần", **here)
    preparing.choose_locality(meeting, locality=commune.village, reason="Nhiều ý kiến về đất", **here)
    assert Meeting.objects.get().locality == commune.village
    preparing.choose_locality(meeting, locality=None, reason="còn chữ", **here)
    assert (meeting.locality, meeting.locality_reason) == (None, "")


def test_a_topic_is_chosen_once_with_its_reason_and_its_number_is_not_used_again(meeting, here):
    first = preparing.choose_topic(meeting, title="Đường làng", reason="Nhiều", evidence={"opinions": 3}, **here)
    with pytest.raises(Refused, match="đã được chọn"):
        preparing.choose_topic(meeting, title="ĐƯỜNG LÀNG", reason="Nhiều", evidence={}, **here)
    with pytest.raises(NoteNeeded):
        preparing.choose_topic(meeting, title="Nước", reason="", evidence={}, **here)
    second = preparing.choose_topic(meeting, title="Nước", reason="Thiếu", evidence={}, **here)
    preparing.drop_topic(first, reason="Đã xong", **here)
    with pytest.raises(WrongState):
        preparing.drop_topic(first, reason="Đã xong", **here)
    third = preparing.choose_topic(meeting, title="Rác", reason="Mùi", evidence={}, **here)
    assert (first.number, second.number, third.number) == (1, 2, 3)


def test_the_officer_finds_the_task_at_home_and_marks_it_done(meeting, commune, here):
    task = preparing.add_task(meeting, unit=commune.agency, what="Dự thảo ỬNG ẪM", due=date(2026, 12, 20), **here)
    client = signed_in(commune.officer)
    home = client.get("/lam-viec/").content.decode()
    assert "Việc chuẩn bị" in home
    assert "Dự thảo ỬNG ẪM" in home
    assert "Dự thảo ỬNG ẪM" not in signed_in(commune.other_officer).get("/lam-viec/").content.decode()
    assert client.post(f"/lam-viec/viec/{task.pk}", {"verb": "finish", "note": "Xong"}).status_code == 302
    assert "Dự thảo ỬNG ẪM" not in client.get("/lam-viec/").content.decode()
    again = client.post(f"/lam-viec/viec/{task.pk}", {"verb": "finish"})
    assert again.status_code == 409


def test_pages_take_tasks_and_say_what_is_wrong(meeting, commune, here):
    client, there = signed_in(commune.coordinator), f"/lam-viec/cuoc/{meeting.code}"
    assert client.post(f"{there}/viec/thuong-le").status_code == 302
    page = client.get(f"{there}/viec").content.decode()
    assert "Tổng hợp ý kiến của Nhân dân" in page
    wrong = client.post(f"{there}/viec/them", {"what": "Kê ghế ƯỠNG", "unit": commune.agency.pk, "due": "32/12/2026"})
    assert wrong.status_code == 422
    assert "Kê ghế ƯỠNG" in wrong.content.decode()
    for unit in ("", "9" * 30, "x", str(10**17)):
        assert client.post(f"{there}/viec/them", {"what": "A", "unit": unit, "due": "20/12/2026"}).status_code == 422
    assert client.post(f"{there}/dia-ban", {"locality": commune.village.pk}).status_code == 422
    facts = {"locality": commune.village.pk, "reason": "Nhiều ý kiến"}
    assert client.post(f"{there}/dia-ban", facts).status_code == 302
    task = Task.objects.first()
    moved = {"verb": "move", "unit": commune.agency.pk, "due": "24/12/2026"}
    assert client.post(f"/lam-viec/viec/{task.pk}", moved).status_code == 302
    assert client.post(f"/lam-viec/viec/{task.pk}", {"verb": "drop", "reason": ""}).status_code == 422
    assert client.post(f"/lam-viec/viec/{task.pk}", {"verb": "fly"}).status_code == 422
    assert client.get(f"/lam-viec/viec/{10**25}").status_code == 404


def test_the_list_of_tasks_costs_the_same_for_one_and_for_many(meeting, commune, here, django_assert_num_queries):
    client, page = signed_in(commune.coordinator), f"/lam-viec/cuoc/{meeting.code}/viec"
    preparing.add_task(meeting, unit=commune.agency, what="Một", due=date(2026, 12, 20), **here)
    client.get(page)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(20):
        preparing.add_task(meeting, unit=commune.agency, what=f"Việc {number}", due=date(2026, 12, 20), **here)
    with django_assert_num_queries(len(one)):
        client.get(page)


def test_a_village_is_a_locality_and_an_agency_is_not(meeting, commune):
    from doithoai.process.programme.tasks import localities

    assert {unit.level for unit in localities(meeting)} == {Level.VILLAGE}

"""The pages of rules and calendar: what each seat reads, what comes back from a wrong form."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from doithoai.ground.core.actors import OPERATOR
from doithoai.process.regulation import queries, services
from doithoai.process.regulation.models import CalendarDay, Override
from tests.client import signed_in

RULES, CALENDAR = reverse("regulation:rules"), reverse("regulation:calendar")
GOOD = {"value": "10", "basis": "Quy chế số 05-QC/ĐU", "valid_from": "01/12/2026"}


@pytest.fixture(autouse=True)
def _today(now):
    with time_machine.travel(now, tick=False):
        yield


def page(client, url, **data):
    return client.get(url, data).content.decode()


def test_the_rules_say_limit_clause_and_how_well_they_are_known(commune):
    shown = page(signed_in(commune.chair), RULES, xem="tat-ca")
    for words in (
        "ít nhất 7 ngày trước ngày họp",
        "chậm nhất 10 ngày kể từ ngày họp",
        "ít nhất 2 ngày mỗi tháng",
        "Luật Tổ chức chính quyền địa phương 2025, Điều 43 khoản 2",
        "Đã kiểm chứng",
        "Chưa xác minh: không phải căn cứ pháp luật",
        "Quy định riêng, không phải luật",
        "chậm nhất ngày 31/01",
        "từ 15 đến 120 ngày trước ngày họp",
    ):
        assert words in shown, words


def test_first_only_what_the_program_judges_is_shown(commune):
    client = signed_in(commune.chair)
    assert "REC-06" not in page(client, RULES) and "DLG-06" in page(client, RULES)
    assert "REC-06" in page(client, RULES, xem="tat-ca") and "KN-03" in page(client, RULES, xem="tat-ca")


def test_the_rules_of_another_day_are_those_of_that_day(commune):
    client = signed_in(commune.coordinator)
    before, after = page(client, RULES, ngay="30/06/2026"), page(client, RULES, ngay="01/07/2026")
    assert "REC-02" in before and "REC-01" not in before
    assert "REC-01" in after and "REC-02" not in after
    wrong = client.get(RULES, {"ngay": "31/02/2026"})
    assert wrong.status_code == 422 and "31/02/2026" in wrong.content.decode()


def test_the_list_costs_the_same_whatever_was_set(commune, django_assert_num_queries):
    client = signed_in(commune.coordinator)
    client.get(RULES)
    with django_assert_num_queries(SEEN_QUERIES):
        client.get(RULES)
    for number in range(10):
        Override.objects.create(
            place=commune.unit,
            rule="LOC-ANSWER",
            value=20 + number,
            basis="x",
            valid_from=date(2026, 1, 1),
            recorded_at="2026-01-01T00:00Z",
        )
    with django_assert_num_queries(SEEN_QUERIES):
        client.get(RULES)


# Session, seat, and for the rules: the places above, what they took over, what was set.
SEEN_QUERIES = 5


def test_the_coordinator_sets_a_number_and_everybody_sees_whose_it_is(commune):
    url = reverse("regulation:rule", args=["DLG-06"])
    answer = signed_in(commune.coordinator).post(url, GOOD)
    assert answer.status_code == 302 and answer.url == url
    assert queries.limit_of(commune.unit, "DLG-06", date(2026, 12, 1)).limit.value == 10
    shown = page(signed_in(commune.officer), url)
    assert "ít nhất 10 ngày trước ngày họp" in shown and "Quy chế số 05-QC/ĐU" in shown
    assert "Đặt con số riêng" not in shown, "an officer reads, and changes nothing"
    assert "Xã Bình Minh đặt riêng" in page(signed_in(commune.collector), RULES, ngay="01/12/2026")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "6"}, "không nhỏ hơn 7"),
        ({"value": ""}, "Xin ghi con số mới."),
        ({"value": "bảy"}, "Xin ghi một số nguyên dương."),
        ({"value": "9" * 30}, "quá lớn"),
        ({"basis": ""}, "Cần ghi căn cứ"),
        ({"valid_from": "31/02/2026"}, "Ngày phải theo dạng"),
        ({"valid_to": "01/11/2026"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"value": "7\x00"}, "error-summary"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(commune, change, said):
    sent = GOOD | {"reason": "Lý do đã gõ"} | change
    answer = signed_in(commune.coordinator).post(reverse("regulation:rule", args=["DLG-06"]), sent)
    shown = answer.content.decode()
    assert answer.status_code == 422 and said in shown and "Lý do đã gõ" in shown
    assert not Override.objects.exists()


def test_the_last_day_of_the_plan_is_typed_as_a_day(commune):
    url, client = reverse("regulation:rule", args=["LOC-PLAN"]), signed_in(commune.administrator)
    assert "31/01" in page(client, url)
    for wrong in ("31/02", "0/5", "15", "15/02/2026", "x"):
        assert client.post(url, GOOD | {"value": wrong}).status_code == 422, wrong
    assert client.post(url, GOOD | {"value": "15/02"}).status_code == 302
    assert queries.limit_of(commune.unit, "LOC-PLAN", date(2026, 12, 1)).limit.day_in(2027) == date(2027, 2, 15)


def test_a_units_own_rule_can_be_switched_off_and_ended(commune):
    url, client = reverse("regulation:rule", args=["LOC-COLLECT"]), signed_in(commune.coordinator)
    client.post(url, {"off": "on", "basis": "Quyết định 3", "valid_from": "01/03/2026"})
    assert "Không áp dụng ở đơn vị" in page(client, RULES)
    made = Override.objects.get()
    end = reverse("regulation:end_override", args=["LOC-COLLECT", made.pk])
    wrong = client.post(end, {"on": "01/04/2026"})
    assert wrong.status_code == 422 and "quá khứ" in wrong.content.decode()
    assert client.post(end, {"on": "21/11/2026"}).status_code == 302
    assert client.post(end, {"on": "21/11/2026"}).status_code == 422, "the second sees that it has ended"


@pytest.mark.parametrize("rule", ["PTY-01", "ZZZ", "TB-01", "BT-01", "ĐLG-06"])
def test_a_rule_of_other_places_is_a_page_that_does_not_exist(commune, rule):
    assert signed_in(commune.coordinator).get(reverse("regulation:rule", args=[rule])).status_code == 404


def test_guidance_and_rules_without_a_number_offer_nothing_to_set(commune):
    client = signed_in(commune.coordinator)
    for rule in ("KN-03", "DLG-05", "PTY-04"):
        assert 'name="basis"' not in page(client, reverse("regulation:rule", args=[rule])), rule
    assert 'name="off"' in page(client, reverse("regulation:rule", args=["MTT-04"]))
    assert 'name="off"' not in page(client, reverse("regulation:rule", args=["DLG-06"]))


DAY = {"day": "25/12/2026", "works": "0", "name": "Nghỉ của xã", "basis": "Công văn 9"}


def test_the_year_shows_holidays_swaps_and_their_sources(commune):
    shown = page(signed_in(commune.leader), CALENDAR, nam="2026")
    for words in ("Tết Nguyên đán (mùng 1)", "Công văn 12729/VPCP-KGVX", "đổi với ngày 10/01/2026", "Chưa đối chiếu"):
        assert words in shown, words
    assert "Thêm hoặc sửa một ngày" not in shown
    assert "chưa đối chiếu với thông báo chính thức" in page(signed_in(commune.leader), CALENDAR, nam="2027")
    assert "chưa có ngày lễ của năm này" in page(signed_in(commune.leader), CALENDAR, nam="2031")


@pytest.mark.parametrize("year", ["", "x", "1999", "99999999999", "20２6", "2101"])
def test_a_year_the_page_cannot_show_is_this_year(commune, year):
    assert "Lịch làm việc năm 2026" in page(signed_in(commune.clerk), CALENDAR, nam=year)


def test_a_day_is_added_seen_and_taken_back(commune, stranger):
    client, add = signed_in(commune.administrator), reverse("regulation:set_day")
    answer = client.post(add, DAY)
    assert answer.status_code == 302 and answer.url == f"{CALENDAR}?nam=2026"
    assert "Nghỉ của xã" in page(signed_in(commune.collector), CALENDAR)
    assert "Nghỉ của xã" not in page(signed_in(stranger.coordinator), CALENDAR)
    again = signed_in(commune.coordinator).post(add, DAY | {"name": "Tên khác", "works": "1"})
    assert again.status_code == 422
    assert "đã được đặt: Nghỉ của xã" in again.content.decode() and "Tên khác" in again.content.decode()
    gone = reverse("regulation:unset_day", args=[CalendarDay.objects.get().pk])
    assert signed_in(stranger.coordinator).post(gone).status_code == 404
    assert signed_in(commune.leader).post(gone).status_code == 404
    assert client.post(gone).status_code == 302 and client.post(gone).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"day": ""},
        {"day": "30/02/2026"},
        {"works": "2"},
        {"works": ""},
        {"name": " "},
        {"basis": ""},
        {"name": "x" * 201},
        {"day": "26/12/2026"},
    ],
)
def test_a_wrong_day_is_refused_and_kept_on_the_page(commune, change):
    answer = signed_in(commune.coordinator).post(reverse("regulation:set_day"), DAY | change)
    assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert not CalendarDay.objects.exists()


def test_a_day_of_the_whole_installation_is_not_a_communes_to_take_back(commune, now):
    made = services.set_day(None, date(2026, 12, 28), works=False, name="Nghỉ chung", basis="x", by=OPERATOR, now=now)
    client = signed_in(commune.coordinator)
    assert "Nghỉ chung" in page(client, CALENDAR) and "mọi đơn vị" in page(client, CALENDAR)
    assert client.post(reverse("regulation:unset_day", args=[made.pk])).status_code == 404

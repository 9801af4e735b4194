"""The list of matters and the case page with its acts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from doithoai.process.assignment import queries, services
from doithoai.process.assignment.models import Assignment, Promise, Referral
from doithoai.process.intake import services as intake
from doithoai.process.regulation import services as regulation
from doithoai.process.triage import services as triage
from doithoai.process.triage.models import Matter
from doithoai.process.triage.services import Part
from tests.client import signed_in

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"assignment:{name}", args=args)


def matter_of(commune, now, title="Đường liên thôn hỏng", **more):
    voice = intake.receive(
        commune.unit,
        f"{title}. Bao giờ sửa?",
        channel="counter",
        by=commune.clerk,
        now=now,
        sender=intake.Sender(name="Bà Nguyễn Thị Kín", phone="0912345678"),
        **more,
    )
    return triage.triage(voice, [Part(voice.text, title=title, field="transport")], by=commune.coordinator, now=now)[0]


def given_to(commune, matter, now, **more):
    return services.assign(
        matter,
        lead=commune.agency,
        due=date.today() + timedelta(days=9),
        basis="Quy chế",
        by=commune.coordinator,
        now=now,
        **more,
    )


def assign_form(commune, **more):
    due = date.today() + timedelta(days=9)
    return {
        "lead": commune.agency.pk,
        "due": due.strftime("%d/%m/%Y"),
        "basis": "Quy chế",
        "product": "written_answer",
        **more,
    }


@pytest.fixture(autouse=True)
def _today(now):
    import time_machine

    with time_machine.travel(now, tick=False):
        yield


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_four_queries(commune, now, django_assert_num_queries, count):
    for i in range(count):
        given_to(commune, matter_of(commune, now + timedelta(minutes=i), f"Việc {i}"), now)
    for seat in (commune.coordinator, commune.officer):
        client = signed_in(seat)
        with django_assert_num_queries(4):
            body = client.get(page("matters") + "?muc=da-giao").content.decode()
        assert "Phòng Kinh tế" in body and ("Trang sau" in body) == (count == 30)


def test_who_wrote_is_never_on_the_case_page(commune, now):
    matter = matter_of(commune, now)
    given_to(commune, matter, now, supporting=[commune.other_agency])
    for seat in (
        commune.coordinator,
        commune.officer,
        commune.other_officer,
        commune.approver,
        commune.chair,
        commune.supervisor,
    ):
        answer = signed_in(seat).get(page("matter", matter.code))
        assert answer.status_code == 200
        body = answer.content.decode()
        assert "Bao giờ sửa?" in body
        assert "Kín" not in body and "0912345678" not in body


def test_the_words_of_other_units_do_not_exist(commune, stranger, now):
    matter = matter_of(commune, now)
    for seat in (commune.officer, commune.collector, commune.administrator, stranger.coordinator, stranger.officer):
        assert signed_in(seat).get(page("matter", matter.code)).status_code == 404
    given = given_to(commune, matter, now)
    for seat in (commune.other_officer, stranger.officer):
        assert signed_in(seat).post(page("accept", matter.code)).status_code == 404
    services.give_back(given, reason="Không phải", proposed_owner="Khác", by=commune.officer, now=now)
    assert signed_in(commune.officer).get(page("matter", matter.code)).status_code == 404


def test_assign_accept_and_give_back(commune, now):
    matter = matter_of(commune, now)
    desk, office = signed_in(commune.coordinator), signed_in(commune.officer)
    body = desk.get(page("matter", matter.code)).content.decode()
    assert "06/12/2026" in body and "không phải thời hạn luật định" in body
    assert (
        desk.post(page("assign", matter.code), assign_form(commune, supporting=[commune.other_agency.pk])).status_code
        == 302
    )
    assert office.post(page("accept", matter.code)).status_code == 302
    assert Assignment.objects.get().state == "accepted"
    late = office.post(page("give_back", matter.code), {"reason": "Lời tôi gõ", "proposed_owner": "Phòng khác"})
    assert late.status_code == 409 and "Lời tôi gõ" in late.content.decode()


def test_returned_work_shows_reason_and_goes_to_another(commune, now):
    matter = matter_of(commune, now)
    given_to(commune, matter, now)
    sent = signed_in(commune.officer).post(
        page("give_back", matter.code), {"reason": "Không thuộc lĩnh vực", "proposed_owner": "Phòng Văn hóa"}
    )
    assert (sent.status_code, sent.url) == (302, page("matters"))
    desk = signed_in(commune.coordinator)
    body = desk.get(page("matter", matter.code)).content.decode()
    assert "Không thuộc lĩnh vực" in body and "Phòng Văn hóa" in body
    later = (date.today() + timedelta(days=30)).strftime("%d/%m/%Y")
    refused = desk.post(page("assign", matter.code), assign_form(commune, due=later, note="Ghi chú còn nguyên"))
    assert refused.status_code == 422 and "Ghi chú còn nguyên" in refused.content.decode()
    assert desk.post(page("assign", matter.code), assign_form(commune, lead=commune.other_agency.pk)).status_code == 302


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lead": ""}, "Chọn đơn vị chủ trì."),
        ({"lead": "9" * 40}, "Chọn một đơn vị"),
        ({"lead": "abc\x00"}, "Chọn một đơn vị"),
        ({"supporting": ["x", "1" * 30]}, "Chọn các đơn vị"),
        ({"due": ""}, "Xin ghi thời hạn."),
        ({"due": "31/02/2026"}, "ngày/tháng/năm"),
        ({"due": "01/01/9999"}, "2100"),
        ({"due": "20/11/2026"}, "quá khứ"),
        ({"basis": ""}, "căn cứ"),
        ({"basis": "x" * 5000}, "300"),
        ({"product": "bậy"}, "bậy"),
        ({"note": "\x00"}, "ull"),
        ({"note": "x" * 3000}, "2000"),
    ],
)
def test_bad_assignments_come_back_as_typed(commune, now, change, says):
    matter = matter_of(commune, now)
    answer = signed_in(commune.coordinator).post(page("assign", matter.code), assign_form(commune, **change))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Assignment.objects.exists()


def test_extension_is_shown_with_both_dates(commune, now):
    matter = matter_of(commune, now)
    given_to(commune, matter, now)
    desk = signed_in(commune.coordinator)
    assert desk.post(page("extend", matter.code), {"new_due": "01/11/2026", "reason": "Chờ đo đạc"}).status_code == 422
    assert desk.post(page("extend", matter.code), {"new_due": "20/12/2026", "reason": "Chờ đo đạc"}).status_code == 302
    body = desk.get(page("matter", matter.code)).content.decode()
    assert "30/11/2026" in body and "20/12/2026" in body and "Chờ đo đạc" in body
    assert desk.post(page("withdraw", matter.code), {"reason": "Giao nhầm"}).status_code == 302
    assert "Đã rút lại từ Phòng Kinh tế" in desk.get(page("matter", matter.code)).content.decode()


def test_referral_is_owed_until_the_receipt(commune, now):
    matter = matter_of(commune, now)
    desk = signed_in(commune.coordinator)
    assert desk.post(page("refer", matter.code), {"body": "Sở Xây dựng", "reason": "Quốc lộ"}).status_code == 302
    assert "vẫn còn nợ trả lời" in desk.get(page("matter", matter.code)).content.decode()
    assert (
        desk.post(page("confirm_receipt", matter.code), {"received_on": "01/01/2030", "receipt": "CV 12"}).status_code
        == 422
    )
    assert (
        desk.post(page("confirm_receipt", matter.code), {"received_on": "20/11/2026", "receipt": "CV 12"}).status_code
        == 302
    )
    assert Referral.objects.get().receipt == "CV 12"
    assert desk.post(page("take_back_referral", matter.code), {"reason": "Nhầm"}).status_code == 422


def test_promises_are_done_with_evidence_or_moved_with_a_reason(commune, now):
    matter = matter_of(commune, now)
    given_to(commune, matter, now)
    made = services.promise(
        matter,
        unit=commune.agency,
        made_by="Chủ tịch",
        text="Sửa đường",
        due=date(2026, 12, 1),
        by=commune.officer,
        now=now,
    )
    office = signed_in(commune.officer)
    assert (
        office.post(page("move_promise", matter.code, made.pk), {"new_due": "15/12/2026", "reason": "Mưa"}).status_code
        == 302
    )
    kept = office.post(page("report_done", matter.code, made.pk), {"evidence": ""})
    assert kept.status_code == 422
    assert office.post(page("report_done", matter.code, made.pk), {"evidence": "Biên bản 12"}).status_code == 302
    assert Promise.objects.get().moved == 1
    assert office.post(page("report_done", matter.code, 10**30), {"evidence": "x"}).status_code == 404
    assert signed_in(commune.other_officer).post(page("report_done", matter.code, made.pk)).status_code == 404


def test_wrong_roles_find_no_act(commune, now):
    matter = matter_of(commune, now)
    given_to(commune, matter, now)
    acts = ("assign", "accept", "give_back", "extend", "withdraw", "refer", "confirm_receipt", "take_back_referral")
    for role in ("clerk", "leader", "supervisor", "collector", "administrator"):
        client = signed_in(getattr(commune, role))
        for act in acts:
            assert client.post(page(act, matter.code)).status_code == 404
    assert signed_in(commune.coordinator).get(page("assign", matter.code)).status_code == 405


def test_only_the_chair_gives_what_three_units_returned(commune, now):
    matter = matter_of(commune, now)
    for _time in range(3):
        given = given_to(commune, matter, now)
        services.give_back(given, reason="Không", proposed_owner="Khác", by=commune.officer, now=now)
        matter.refresh_from_db()
    desk = signed_in(commune.coordinator)
    assert "Chờ người chủ trì quyết định" in desk.get(page("matter", matter.code)).content.decode()
    assert desk.post(page("assign", matter.code), assign_form(commune)).status_code == 403
    assert signed_in(commune.chair).post(page("assign", matter.code), assign_form(commune)).status_code == 302
    assert Matter.objects.get().state == "assigned"


def test_the_proposed_date_is_the_places_own_rule_and_says_that_it_is_no_law(commune, stranger, now):
    found = matter_of(commune, now)
    client = signed_in(commune.coordinator)
    before = client.get(page("matter", found.code)).content.decode()
    assert "Quy định của đơn vị: 15 ngày kể từ ngày giao (không phải thời hạn luật định)" in before
    regulation.override(
        commune.unit,
        "LOC-ANSWER",
        value=8,
        basis="Quy chế số 05",
        valid_from=date.today(),
        by=commune.coordinator,
        now=now,
    )
    after = client.get(page("matter", found.code)).content.decode()
    assert "Quy chế số 05: 8 ngày kể từ ngày giao (không phải thời hạn luật định)" in after
    assert (date.today() + timedelta(days=8)).strftime("%d/%m/%Y") in after
    assert queries.due_for(stranger.unit, date.today()).on == date.today() + timedelta(days=15)


def test_the_working_days_left_are_said_where_the_years_holidays_are_established(commune, now):
    found = matter_of(commune, now)
    given_to(commune, found, now)
    client = signed_in(commune.officer)
    # Saturday 21 November to Monday 30: five weekdays and Monday, less the new holiday of 24 November.
    assert "5 ngày làm việc, không tính hôm nay" in client.get(page("matter", found.code)).content.decode()
    Assignment.objects.update(due=date(2027, 1, 20))
    assert "ngày làm việc" not in client.get(page("matter", found.code)).content.decode()

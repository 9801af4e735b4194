"""Editor, conflict, approval, publication, correction and reopening through the pages."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from doithoai.ground.core.errors import Refused
from doithoai.process.answer import services, verdicts
from doithoai.process.answer.changes import changes
from doithoai.process.answer.models import Answer, Reopening
from doithoai.process.assignment import queries as assignments
from doithoai.process.assignment import services as assignment
from doithoai.process.assignment.models import Promise
from doithoai.process.intake import services as intake
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part
from tests.client import signed_in
from tests.people import seat

pytestmark = pytest.mark.django_db
GOOD = {
    "result": "resolved",
    "reply": "Đoạn đường đã được vá xong toàn bộ ổ gà trong tháng 10.",
    "basis": "Biên bản kiểm tra hiện trường ngày 20/11/2026",
    "evidence": "Biên bản nghiệm thu số 12",
}
TEXT = "Đường liên thôn nhiều ổ gà, bao giờ sửa?"


@pytest.fixture(autouse=True)
def _today(now):
    with time_machine.travel(now, tick=False):
        yield


def page(name, *args):
    return reverse(f"answer:{name}", args=args)


def matter_given(commune, now, **more):
    sender = intake.Sender(name="Bà Nguyễn Thị Kín", phone="0912345678")
    voice = intake.receive(commune.unit, TEXT, channel="counter", by=commune.clerk, now=now, sender=sender)
    (matter,) = triage.triage(voice, [Part(TEXT, field="transport")], by=commune.coordinator, now=now)
    assignment.assign(
        matter, lead=commune.agency, due=date(2026, 12, 6), basis="Quy chế", by=commune.coordinator, now=now, **more
    )
    return matter


def submitted(commune, now, **more):
    answer = services.draft(matter_given(commune, now, **more), GOOD, by=commune.officer, now=now)
    services.submit(answer, by=commune.officer, now=now)
    return answer


def published(commune, now):
    answer = submitted(commune, now)
    services.approve(answer, version=answer.version, by=commune.approver, now=now, override_reason="Đủ")
    services.publish(answer, by=commune.approver, now=now)
    return answer


def test_from_draft_to_publication_through_the_pages(commune, now):
    matter = matter_given(commune, now)
    office, boss = signed_in(commune.officer), signed_in(commune.approver)
    assert "Trả lời trực tiếp câu hỏi" in office.get(page("edit", matter.code)).content.decode()
    saved = office.post(page("edit", matter.code), {**GOOD, "version": 0, "do": "draft"})
    assert (saved.status_code, saved.url) == (302, page("edit", matter.code))
    assert "có vẻ chưa được trả lời" not in office.get(page("edit", matter.code)).content.decode()
    sent = office.post(page("edit", matter.code), {**GOOD, "version": 1, "do": "submit"})
    answer = Answer.objects.get()
    assert (sent.status_code, sent.url, answer.state) == (302, page("review", answer.pk), "in_review")
    assert office.get(page("edit", matter.code)).url == page("review", answer.pk)
    assert matter.code in boss.get(page("reviews")).content.decode()
    body = boss.get(page("review", answer.pk)).content.decode()
    assert "Duyệt và công khai" in body and "Kín" not in body and "0912345678" not in body
    act = {"version": answer.version, "do": "publish", "override_reason": "Đã đủ"}
    assert boss.post(page("approve", answer.pk), act).url == page("reviews")
    answer.refresh_from_db()
    assert answer.state == "published"
    assert (
        "Đã công khai"
        in signed_in(commune.coordinator).get(reverse("assignment:matter", args=[matter.code])).content.decode()
    )


def test_the_second_writer_sees_both_texts_and_saves_on_top(commune, now):
    matter = matter_given(commune, now)
    other = seat("officer-two", commune.agency, "officer", now=now)
    mine, yours = {**GOOD, "reply": "Lời người thứ nhất viết rất rõ."}, {**GOOD, "reply": "Lời người thứ hai viết sau."}
    assert signed_in(commune.officer).post(page("edit", matter.code), {**mine, "version": 0}).status_code == 302
    late = signed_in(other).post(page("edit", matter.code), {**yours, "version": 0})
    body = late.content.decode()
    assert late.status_code == 409
    assert mine["reply"] in body and yours["reply"] in body and 'name="version" value="1"' in body
    assert Answer.objects.get().reply == mine["reply"]
    assert signed_in(other).post(page("edit", matter.code), {**yours, "version": 1}).status_code == 302
    assert Answer.objects.get().reply == yours["reply"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50, "²", "0"])
def test_an_unreadable_version_never_overwrites(commune, now, version):
    matter = matter_given(commune, now)
    services.draft(matter, GOOD, by=commune.officer, now=now)
    assert signed_in(commune.officer).post(page("edit", matter.code), {**GOOD, "version": version}).status_code == 409


def test_bad_input_after_somebody_elses_save_stays_a_conflict(commune, now):
    matter = matter_given(commune, now)
    services.draft(matter, GOOD, by=commune.approver, now=now)
    office = signed_in(commune.officer)
    wrong = office.post(page("edit", matter.code), {**GOOD, "action_due": "31/02/2026", "version": 0})
    assert wrong.status_code == 422 and 'name="version" value="0"' in wrong.content.decode()
    assert office.post(page("edit", matter.code), {**GOOD, "version": 0}).status_code == 409


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"result": "bậy"}, "bậy"),
        ({"reply": "x" * 10_001}, "10000"),
        ({"reply": "\x00"}, "ull"),
        ({"action_due": "31/02/2026"}, "ngày/tháng/năm"),
        ({"action_due": "1/1/9999"}, "2100"),
        ({"document": "x" * 300}, "200"),
    ],
)
def test_bad_drafts_come_back_as_typed(commune, now, change, says):
    matter = matter_given(commune, now)
    answer = signed_in(commune.officer).post(page("edit", matter.code), {**GOOD, "basis": "Chữ tôi gõ", **change})
    body = answer.content.decode()
    assert answer.status_code == 422 and says in body and "Chữ tôi gõ" in body
    assert not Answer.objects.exists()


def test_a_gap_keeps_the_draft_and_names_the_gap(commune, now):
    matter = matter_given(commune, now)
    office = signed_in(commune.officer)
    gap = office.post(page("edit", matter.code), {"reply": "Ngắn", "version": 0, "do": "submit"})
    body = gap.content.decode()
    assert gap.status_code == 422
    assert "Chưa chọn kết quả." in body and 'name="version" value="1"' in body
    assert Answer.objects.get().state == "draft"
    assert office.post(page("edit", matter.code), {**GOOD, "version": 1, "do": "submit"}).status_code == 302


def test_return_shows_the_reason_and_the_next_review_shows_what_changed(commune, now):
    answer = submitted(commune, now)
    boss, office = signed_in(commune.approver), signed_in(commune.officer)
    kept = boss.post(page("return", answer.pk), {"reason": ""})
    assert kept.status_code == 422
    assert boss.post(page("return", answer.pk), {"reason": "Nêu rõ đoạn nào"}).status_code == 302
    assert "Nêu rõ đoạn nào" in office.get(page("edit", answer.matter.code)).content.decode()
    better = {**GOOD, "reply": GOOD["reply"] + " Đoạn từ nhà văn hóa đến cầu.", "version": 1, "do": "submit"}
    assert office.post(page("edit", answer.matter.code), better).status_code == 302
    body = boss.get(page("review", answer.pk)).content.decode()
    assert "Thay đổi so với bản trình trước" in body
    assert "<ins>" in body and "nhà văn hóa đến cầu" in body


def test_findings_need_a_reason_and_a_changed_text_must_be_read_again(commune, now):
    matter = matter_given(commune, now)
    answer = services.draft(matter, {**GOOD, "basis": ""}, by=commune.officer, now=now)
    services.submit(answer, by=commune.officer, now=now)
    boss = signed_in(commune.approver)
    act = {"version": answer.version, "do": "approve"}
    assert boss.post(page("approve", answer.pk), act).status_code == 422
    stale = boss.post(page("approve", answer.pk), {**act, "version": 99, "override_reason": "Lý do tôi gõ"})
    assert stale.status_code == 409 and "Lý do tôi gõ" in stale.content.decode()
    assert boss.post(page("approve", answer.pk), {**act, "override_reason": "x" * 3000}).status_code == 422
    assert boss.post(page("approve", answer.pk), {**act, "override_reason": "Căn cứ hiển nhiên"}).status_code == 302
    assert signed_in(commune.coordinator).post(page("publish", answer.pk)).status_code == 302


def test_nobody_approves_the_own_draft_and_is_told_why(commune, now):
    matter = matter_given(commune, now)
    answer = services.draft(matter, GOOD, by=commune.approver, now=now)
    services.submit(answer, by=commune.approver, now=now)
    boss = signed_in(commune.approver)
    body = boss.get(page("review", answer.pk)).content.decode()
    assert "đã viết trong bản này" in body and "Duyệt và công khai" not in body
    assert boss.post(page("approve", answer.pk), {"version": 1, "do": "approve"}).status_code == 403


def test_next_and_previous_follow_the_queue(commune, now):
    first, second, third = (submitted(commune, now + timedelta(minutes=i)) for i in range(3))
    body = signed_in(commune.approver).get(page("review", second.pk)).content.decode()
    assert page("review", first.pk) in body and page("review", third.pk) in body
    after = signed_in(commune.approver).post(page("return", second.pk), {"reason": "Sửa lại"})
    assert after.url == page("review", third.pk)


@pytest.mark.parametrize("count", [1, 30])
def test_queue_costs_three_queries(commune, now, django_assert_num_queries, count):
    for i in range(count):
        submitted(commune, now + timedelta(minutes=i))
    client = signed_in(commune.approver)
    with django_assert_num_queries(3):
        body = client.get(page("reviews")).content.decode()
    assert ("Trang sau" in body) == (count == 30)


def test_other_roles_and_units_find_nothing(commune, stranger, now):
    answer = submitted(commune, now)
    edit, review = page("edit", answer.matter.code), page("review", answer.pk)
    for role in ("collector", "administrator", "clerk", "coordinator", "chair", "leader", "supervisor"):
        assert signed_in(getattr(commune, role)).get(edit).status_code == 404
    for who in (commune.other_officer, commune.supervisor, commune.leader, stranger.approver, stranger.coordinator):
        client = signed_in(who)
        assert client.get(review).status_code == 404
        for act in ("approve", "return", "publish"):
            assert client.post(page(act, answer.pk)).status_code == 404
    assert signed_in(commune.officer).post(page("approve", answer.pk)).status_code == 404
    assert signed_in(commune.approver).get(page("review", 10**30)).status_code == 404


def test_supporting_units_read_but_do_not_write(commune, now):
    answer = submitted(commune, now, supporting=[commune.other_agency])
    helper = signed_in(commune.other_officer)
    assert GOOD["reply"] in helper.get(page("review", answer.pk)).content.decode()
    assert helper.get(page("edit", answer.matter.code)).url == page("review", answer.pk)
    assert helper.post(page("edit", answer.matter.code), {**GOOD, "version": 1}).status_code == 403


def test_correction_goes_the_same_way_and_promises_nothing_twice(commune, now):
    matter = matter_given(commune, now)
    promised = {
        **GOOD,
        "result": "resolving",
        "action": "Vá đoạn còn lại",
        "action_by": "Phòng Kinh tế",
        "action_due": date(2026, 12, 20),
    }
    answer = services.draft(matter, promised, by=commune.officer, now=now)
    services.submit(answer, by=commune.officer, now=now)
    services.approve(answer, version=1, by=commune.approver, now=now, override_reason="Đủ")
    services.publish(answer, by=commune.approver, now=now)
    office = signed_in(commune.officer)
    assert office.post(page("correct", answer.pk), {"reason": ""}).status_code == 422
    assert office.post(page("correct", answer.pk), {"reason": "Sai số biên bản"}).status_code == 302
    body = office.get(page("edit", matter.code)).content.decode()
    assert "Sai số biên bản" in body and GOOD["reply"] in body
    correction = Answer.objects.get(corrects=answer)
    services.submit(correction, by=commune.officer, now=now)
    services.approve(correction, version=1, by=commune.approver, now=now, override_reason="Đủ")
    services.publish(correction, by=commune.approver, now=now)
    assert Promise.objects.count() == 1
    assert "Bản trước" in office.get(reverse("assignment:matter", args=[matter.code])).content.decode()


def test_work_given_to_another_unit_takes_the_draft_along(commune, now):
    answer = submitted(commune, now)
    matter = answer.matter
    assignment.withdraw(assignments.current(matter), reason="Giao nhầm", by=commune.coordinator, now=now)
    with pytest.raises(Refused):
        services.approve(answer, version=1, by=commune.approver, now=now, override_reason="Đủ")
    matter.refresh_from_db()
    assignment.assign(
        matter, lead=commune.other_agency, due=date(2026, 12, 6), basis="Quy chế", by=commune.coordinator, now=now
    )
    client = signed_in(commune.other_officer)
    assert GOOD["reply"] in client.get(page("edit", matter.code)).content.decode()
    assert client.post(page("edit", matter.code), {**GOOD, "version": 1}).status_code == 302
    answer.refresh_from_db()
    assert (answer.unit, answer.state, answer.version) == (commune.other_agency, "draft", 2)
    assert signed_in(commune.officer).get(page("review", answer.pk)).status_code == 404


def test_a_reopening_is_decided_with_a_reason(commune, now):
    answer = published(commune, now)
    voice = answer.matter.raisings.get().opinion
    verdicts.rate(voice, answer.matter, score=1, solved=False, comment="Vẫn còn hố", now=now)
    asked = Reopening.objects.get()
    desk = signed_in(commune.coordinator)
    assert "Vẫn còn hố" in desk.get(reverse("assignment:matter", args=[answer.matter.code])).content.decode()
    kept = desk.post(page("reopening", asked.pk), {"reason": "Lời tôi gõ"})
    assert kept.status_code == 422 and "Lời tôi gõ" in kept.content.decode()
    assert signed_in(commune.officer).get(page("reopening", asked.pk)).status_code == 404
    assert desk.post(page("reopening", asked.pk), {"reopen": "yes", "reason": "Kiểm tra lại"}).status_code == 302
    answer.matter.refresh_from_db()
    assert (answer.matter.state, answer.matter.round) == ("open", 2)


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("Sửa đường", "Sửa cầu"), ("a b c " * 2000, "a b d " * 2000), ("", "Mới"), ("Cũ", "")]
)
def test_changes_hold_both_texts(old, new):
    found = changes(old, new)
    assert "".join(text for op, text in found if op != "-") == new
    assert "".join(text for op, text in found if op != "+") == old

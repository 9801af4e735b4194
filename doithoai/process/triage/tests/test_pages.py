"""The coordinator's pages: queue, one opinion, undo, set aside, hand over, seal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from doithoai.process.assignment import services as assignment
from doithoai.process.intake import services as intake
from doithoai.process.intake.models import Opinion
from doithoai.process.triage import rows, services
from doithoai.process.triage.models import Matter, SealOpening
from doithoai.process.triage.services import Part
from tests.client import signed_in
from tests.people import seat

pytestmark = pytest.mark.django_db
TWO = "1. Đường liên thôn  nhiều ổ gà, bao giờ sửa?\n2. Trạm y tế thiếu thuốc, ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG."


def voice(commune, now, text=TWO, **more):
    return intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now, **more)


def page(name, *args):
    return reverse(f"triage:{name}", args=args)


def post_rows(*parts, do="save"):
    data = {"n": str(len(parts)), "do": do}
    for i, part in enumerate(parts):
        for name, value in {"kind": "petition", **part}.items():
            data[f"p{i}-{name}"] = value
    return data


GOOD = {"excerpt": "Đường liên thôn nhiều ổ gà", "title": "Đường liên thôn", "field": "transport"}


@pytest.mark.parametrize("count", [1, 30])
def test_queue_is_oldest_first_and_costs_three_queries(commune, now, django_assert_num_queries, count):
    for i in range(count):
        voice(commune, now + timedelta(minutes=i), f"Ý kiến số {i} về đường làng")
    client = signed_in(commune.coordinator)
    with django_assert_num_queries(3):
        body = client.get(page("queue")).content.decode()
    assert "Ý kiến số 0 " in body
    assert ("Trang sau" in body) == (count == 30)


def test_words_stand_verbatim_and_rows_are_proposed(commune, now):
    one = voice(commune, now)
    body = signed_in(commune.coordinator).get(page("opinion", one.code)).content.decode()
    assert "liên thôn  nhiều ổ gà, bao giờ sửa?\n2." in body
    assert 'name="p1-excerpt"' in body and 'name="p2-excerpt"' not in body


def test_save_makes_matters_and_goes_to_the_next(commune, now):
    first, second = voice(commune, now), voice(commune, now + timedelta(hours=1), "Xin thêm đèn đường.")
    answer = signed_in(commune.coordinator).post(page("opinion", first.code), post_rows(GOOD, GOOD, do="save_next"))
    assert (answer.status_code, answer.url) == (302, page("opinion", second.code))
    assert Matter.objects.count() == 2
    assert first.raisings.count() == 2


def test_raising_a_matter_that_stands(commune, now):
    first, second = voice(commune, now), voice(commune, now, "Đường hỏng quá, xin sửa đường.")
    (matter,) = services.triage(
        first, [Part("Đường liên thôn nhiều ổ gà", field="transport")], by=commune.coordinator, now=now
    )
    client = signed_in(commune.coordinator)
    typed = {"excerpt": "Đường hỏng quá", "find": "duong lien thon", "title": "Lời tôi gõ dở"}
    body = client.post(page("opinion", second.code), post_rows(typed, do="find")).content.decode()
    assert matter.code in body and "Lời tôi gõ dở" in body and "Đường hỏng quá" in body
    assert client.post(page("opinion", second.code), post_rows({**typed, "into": matter.code})).status_code == 302
    assert matter.raisings.count() == 2


def test_rows_are_added_removed_and_split_without_script(commune, now):
    one = voice(commune, now)
    client = signed_in(commune.coordinator)
    split = post_rows({"excerpt": "Sửa đường//Thêm đèn", "title": ""}, do="split-0")
    body = client.post(page("opinion", one.code), split).content.decode()
    assert "Sửa đường</textarea>" in body and "Thêm đèn</textarea>" in body
    body = client.post(page("opinion", one.code), post_rows(GOOD, do="add")).content.decode()
    assert 'name="p1-excerpt"' in body
    body = client.post(
        page("opinion", one.code), post_rows(GOOD, {"excerpt": "Bỏ tôi đi"}, do="remove-1")
    ).content.decode()
    assert "Bỏ tôi đi" not in body
    one.refresh_from_db()
    assert one.state == Opinion.State.RECEIVED


@pytest.mark.parametrize(
    ("rows_typed", "says"),
    [
        ([{"excerpt": "Có lời"}], "Chọn lĩnh vực"),
        ([{"excerpt": "", "field": "land"}], "cần phần lời"),
        ([{"excerpt": "x" * 20_001, "field": "land"}], "20000"),
        ([{"excerpt": "Có lời", "field": "không có"}], "không có"),
        ([{"excerpt": "Có lời", "into": "VD-2026-999999"}], "không còn nhận"),
        ([{"excerpt": "Có lời", "into": "VD-2026-" + "9" * 25}], "không còn nhận"),
        ([{"excerpt": "Có lời", "field": "land", "kind": "bậy"}], "bậy"),
        ([{"excerpt": "\x00", "field": "land"}], "cần phần lời"),
    ],
)
def test_bad_rows_come_back_as_typed(commune, now, rows_typed, says):
    one = voice(commune, now)
    answer = signed_in(commune.coordinator).post(page("opinion", one.code), post_rows(*rows_typed))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Matter.objects.count() == 0


@pytest.mark.parametrize("n", ["", "-1", "0", "x", "9" * 400, "1e9", "²"])
def test_absurd_counts_of_rows(commune, now, n):
    one = voice(commune, now)
    assert signed_in(commune.coordinator).post(page("opinion", one.code), {"n": n, "do": "save"}).status_code == 422
    assert (
        signed_in(commune.coordinator).post(page("opinion", one.code), {"n": n, "do": f"split-{n}"}).status_code == 200
    )


def test_two_coordinators_at_once_the_second_sees_what_the_first_did(commune, now):
    one = voice(commune, now)
    other = seat("second-coordinator", commune.unit, "coordinator", now=now)
    assert signed_in(commune.coordinator).post(page("opinion", one.code), post_rows(GOOD)).status_code == 302
    late = {**GOOD, "title": "Tiêu đề của người sau"}
    answer = signed_in(other).post(page("opinion", one.code), post_rows(late))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Tiêu đề của người sau" in body and "Đường liên thôn" in body and "Điều phối viên" in body
    assert Matter.objects.count() == 1


def test_undo_says_what_will_happen_and_does_it(commune, now):
    one = voice(commune, now)
    (matter,) = services.triage(
        one, [Part(one.text, title="Đường hỏng", field="transport")], by=commune.coordinator, now=now
    )
    client = signed_in(commune.coordinator)
    assert "Sẽ không còn" in client.get(page("undo", one.code)).content.decode()
    assert client.post(page("undo", one.code)).status_code == 302
    one.refresh_from_db()
    assert one.state == Opinion.State.RECEIVED and not Matter.objects.exists()


def test_undo_is_refused_for_given_work(commune, now):
    one = voice(commune, now)
    (matter,) = services.triage(
        one, [Part(one.text, title="Đường hỏng", field="transport")], by=commune.coordinator, now=now
    )
    due = (now + timedelta(days=9)).date()
    assignment.assign(matter, lead=commune.agency, due=due, basis="Quy chế", by=commune.coordinator, now=now)
    client = signed_in(commune.coordinator)
    assert "Không hoàn tác được" in client.get(page("undo", one.code)).content.decode()
    assert client.post(page("undo", one.code)).status_code == 422


def test_set_aside_and_back(commune, now):
    one = voice(commune, now)
    client = signed_in(commune.coordinator)
    bad = client.post(page("set_aside", one.code), {"ready": "own", "own": " "})
    assert bad.status_code == 422 and "Xin ghi lý do." in bad.content.decode()
    assert client.post(page("set_aside", one.code), {"ready": "own", "own": "Không rõ việc gì"}).status_code == 302
    one.refresh_from_db()
    assert one.public_reason == "Không rõ việc gì"
    assert "Không rõ việc gì" in client.get(page("queue") + "?muc=khong-xu-ly").content.decode()
    assert client.post(page("take_back", one.code), {"reason": "Đã rõ"}).status_code == 302
    one.refresh_from_db()
    assert one.state == Opinion.State.RECEIVED


def test_a_denunciation_is_guided_sealed_and_printed_once_by_two(commune, now):
    one = voice(commune, now, "Tôi tố cáo ông X nhận tiền.", sender=intake.Sender(name="Bà Ba"))
    client = signed_in(commune.coordinator)
    assert "Luật Tố cáo 2018" in client.get(page("hand_over", one.code)).content.decode()
    act = {"kind": "denunciation", "to": "Thanh tra tỉnh"}
    kept = client.post(page("hand_over", one.code), act)
    assert kept.status_code == 422 and "Thanh tra tỉnh" in kept.content.decode()
    assert client.post(page("hand_over", one.code), {**act, "read": "on"}).status_code == 302
    body = client.get(page("opinion", one.code)).content.decode()
    assert "nhận tiền" not in body and "niêm phong" in body
    assert client.post(page("ask_open", one.code), {"reason": "In phiếu chuyển"}).status_code == 302
    slip = page("open_seal", SealOpening.objects.get().pk)
    assert client.post(slip).status_code == 403
    second = signed_in(commune.clerk)
    shown = second.post(slip)
    assert "nhận tiền" in shown.content.decode() and "Bà Ba" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = second.post(slip)
    assert again.status_code == 422 and "nhận tiền" not in again.content.decode()


@pytest.mark.parametrize("role", ["officer", "approver", "collector", "supervisor", "leader", "administrator"])
def test_other_roles_find_nothing(commune, now, role):
    one = voice(commune, now)
    client = signed_in(getattr(commune, role))
    for name in ("opinion", "undo", "set_aside", "take_back", "hand_over", "ask_open"):
        assert client.get(page(name, one.code)).status_code == 404
    assert client.get(page("queue")).status_code == 404


def test_other_places_find_nothing(commune, stranger, now):
    one = voice(commune, now)
    client = signed_in(stranger.coordinator)
    for name in ("opinion", "undo", "set_aside", "take_back", "hand_over", "ask_open"):
        assert client.get(page(name, one.code)).status_code == 404
        assert client.post(page(name, one.code)).status_code == 404
    assert one.code not in client.get(page("queue")).content.decode()


def test_join_separate_split_off_and_reword(commune, now):
    first, second = voice(commune, now), voice(commune, now, "Đường hỏng quá, xin sửa đường.")
    one, other = (
        services.triage(
            o, [Part(o.text, title="Đường liên thôn hỏng", field="transport")], by=commune.coordinator, now=now
        )[0]
        for o in (first, second)
    )
    client = signed_in(commune.coordinator)
    assert other.code in client.get(page("join", one.code), {"tim": "DUONG hong"}).content.decode()
    assert client.post(page("join", one.code), {"into": other.code}).status_code == 302
    twice = client.post(page("join", one.code), {"into": other.code})
    assert twice.status_code == 422 and "đã được gộp" in twice.content.decode()
    assert client.post(page("separate", one.code)).status_code == 302
    assert client.post(page("separate", one.code)).status_code == 422
    kept = client.post(page("reword", one.code), {"title": "", "text": "Lời mới", "field": "land", "kind": "report"})
    assert kept.status_code == 422 and "Lời mới" in kept.content.decode()
    good = {"title": "Tiêu đề", "text": "Lời mới", "field": "land", "kind": "report"}
    assert client.post(page("reword", one.code), good).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.field) == ("Tiêu đề", "land")


def test_split_off_gives_a_voice_its_own_matter(commune, now):
    first, second = voice(commune, now), voice(commune, now, "Đèn đường hỏng cả.")
    (shared,) = services.triage(first, [Part(first.text, field="transport")], by=commune.coordinator, now=now)
    services.triage(second, [Part("Đèn đường hỏng cả.", matter=shared)], by=commune.coordinator, now=now)
    raising = second.raisings.get()
    client = signed_in(commune.coordinator)
    assert client.post(page("split_off", shared.code, raising.pk)).status_code == 302
    raising.refresh_from_db()
    assert raising.matter.title == "Đèn đường hỏng cả."
    assert client.post(page("split_off", shared.code, raising.pk)).status_code == 404


def test_many_matters_fold_into_the_last_row():
    assert len(rows.proposed("\n".join(f"{i}. Đề nghị sửa đường số {i}" for i in range(1, 60)))) <= 30


def test_a_search_that_cannot_be_read_is_told(commune, now):
    one = voice(commune, now)
    (matter,) = services.triage(one, [Part(one.text, field="transport")], by=commune.coordinator, now=now)
    client = signed_in(commune.coordinator)
    assert client.get(page("join", matter.code), {"tim": "x" * 300}).status_code == 422


def test_a_reason_typed_too_late_stays_readable(commune, now):
    one = voice(commune, now)
    client = signed_in(commune.coordinator)
    services.set_aside(one, reason="Người kia đã ghi", by=commune.coordinator, now=now)
    late = client.post(page("set_aside", one.code), {"ready": "own", "own": "Lý do tôi gõ dở"})
    assert late.status_code == 409 and "Lý do tôi gõ dở" in late.content.decode()
    moved = client.get(page("set_aside", one.code))
    assert moved.url == page("opinion", one.code)
    assert "Người kia đã ghi" in client.get(moved.url).content.decode()

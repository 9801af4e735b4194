"""Each figure against a small history told by hand, also as it looked from an earlier day."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.core.errors import Refused
from doithoai.process.answer import services as answers
from doithoai.process.answer import verdicts
from doithoai.process.assignment import services as work
from doithoai.process.assignment.models import Promise, Referral
from doithoai.process.intake import services as intake
from doithoai.process.people import services as people
from doithoai.process.programme import services as programme
from doithoai.process.reports import cases, figures, xlsx
from doithoai.process.reports.scope import Scope
from doithoai.process.triage import joining
from doithoai.process.triage import services as triage
from doithoai.process.triage.services import Part

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 31)
EXPLAINED = {"result": "explained", "reply": "Thuốc đã có từ hôm qua, bà con đến nhận.", "basis": "Sổ kho"}
RESOLVED = {**EXPLAINED, "result": "resolved", "evidence": "Biên bản nghiệm thu số 12"}


def scope(unit, *, start=date(2026, 11, 1), end=TODAY, as_of=TODAY):
    return Scope(unit, start, end, as_of, TODAY)


def held(commune, now, kind="periodic", day=date(2026, 11, 21), unit=None, **more):
    by = commune.coordinator
    meeting = programme.plan(unit or commune.unit, kind=kind, title="Cuộc", held_on=day, by=by, now=now, **more)
    programme.announce(meeting, where="Loa", published_on=date(2026, 11, 20), by=by, now=now)
    programme.collect(meeting, by=by, now=now)
    programme.make_ready(meeting, by=by, now=now)
    programme.start(meeting, by=by, now=now)
    return meeting


def matter_of(commune, now, text="Đường liên thôn nhiều ổ gà, xin sửa.", **more):
    voice = intake.receive(commune.unit, text, channel="counter", by=commune.clerk, now=now)
    (matter,) = triage.triage(voice, [Part(text, field="transport", **more)], by=commune.coordinator, now=now)
    return voice, matter


def answered(commune, matter, now, parts=EXPLAINED):
    draft = answers.draft(matter, parts, by=commune.officer, now=now)
    answers.submit(draft, by=commune.officer, now=now)
    answers.approve(draft, version=draft.version, by=commune.approver, now=now, override_reason="Đủ")
    answers.publish(draft, by=commune.approver, now=now)
    matter.refresh_from_db()
    return draft


def given(commune, matter, now, due):
    return work.assign(matter, lead=commune.agency, due=due, basis="Kết luận", by=commune.coordinator, now=now)


def test_meetings_by_kind_level_and_audience(commune, stranger, now):
    held(commune, now)
    held(commune, now, kind="ad_hoc", audience="enterprises")
    held(commune, now, kind="thematic", audience="youth")
    held(stranger, now)
    reception = held(commune, now, kind="reception")
    intake.record_turn(reception, persons=3, by=commune.clerk, now=now)
    intake.record_turn(reception, persons=2, by=commune.clerk, now=now)
    programme.plan(
        commune.unit, kind="periodic", title="Chưa họp", held_on=date(2026, 12, 1), by=commune.coordinator, now=now
    )
    found = figures.values(scope(commune.unit))
    names = ("total", "periodic", "periodic_commune", "periodic_district", "ad_hoc", "thematic", "people", "youth")
    assert [found[f"meetings_{name}"] for name in names] == [3, 1, 1, 0, 1, 1, 1, 1]
    assert found["meetings_enterprises"] == 1
    assert [found[f"reception_{name}"] for name in ("sessions", "turns", "persons")] == [1, 2, 5]
    assert figures.values(scope(commune.unit, start=date(2026, 11, 22)))["meetings_total"] == 0
    assert figures.values(scope(commune.unit, as_of=date(2026, 11, 20)))["meetings_total"] == 0


def test_a_place_counts_what_is_below_it(commune, now):
    above = people.found_unit("Tỉnh Trên", "province", by=SYSTEM, now=now)
    commune.unit.parent, commune.unit.path = above, f"{above.path}{commune.unit.pk}/"
    commune.unit.save()
    held(commune, now)
    assert figures.values(scope(above))["meetings_total"] == 1


def test_answered_is_not_resolved_and_the_two_sums_hold(commune, now):
    _voice, road = matter_of(commune, now)
    _voice, clinic = matter_of(commune, now, "Trạm y tế thiếu thuốc.")
    _voice, twin = matter_of(commune, now, "Trạm y tế không có thuốc.")
    _voice, late = matter_of(commune, now, "Xin điện cho xóm Đoài.")
    matter_of(commune, now, "Xin nước sạch cho xóm Đông.")
    joining.join(twin, clinic, by=commune.coordinator, now=now)
    given(commune, road, now, date(2026, 11, 25))
    given(commune, clinic, now, date(2026, 11, 30))
    given(commune, late, now, date(2026, 11, 25))
    answered(commune, road, now + timedelta(days=10), RESOLVED)
    answered(commune, clinic, now + timedelta(days=2))
    found = figures.values(scope(commune.unit))
    assert (found["opinions"], found["matters"], found["answered"], found["unanswered"]) == (5, 4, 2, 2)
    assert (found["resolved"], found["explained"], found["on_time"], found["overdue"]) == (1, 1, 1, 2)
    before = figures.values(scope(commune.unit, as_of=date(2026, 11, 24)))
    assert (before["matters"], before["answered"], before["explained"], before["overdue"]) == (4, 1, 1, 0)
    assert (before["resolved"], before["on_time"]) == (0, 1)


def test_an_earlier_day_shows_what_stood_then(commune, now):
    voice, road = matter_of(commune, now)
    one = given(commune, road, now, date(2026, 11, 23))
    work.extend(one, new_due=date(2026, 12, 5), reason="Chờ vốn", by=commune.coordinator, now=now + timedelta(days=3))
    answered(commune, road, now + timedelta(days=5), RESOLVED)
    verdicts.rate(voice, road, score=1, solved=False, comment="Còn hố", now=now + timedelta(days=7))
    verdicts.decide_reopening(
        road.reopenings.get(), reopen=True, reason="Kiểm tra lại", by=commune.coordinator, now=now + timedelta(days=8)
    )
    _voice, twin = matter_of(commune, now, "Đường thôn lầy lội quá.")
    road.refresh_from_db()
    joining.join(twin, road, by=commune.coordinator, now=now + timedelta(days=9))

    def seen(day):
        found = figures.values(scope(commune.unit, as_of=date(2026, 11, day)))
        return found["matters"], found["answered"], found["resolved"], found["on_time"], found["overdue"]

    assert seen(20) == (0, 0, 0, 0, 0)
    assert seen(23) == (2, 0, 0, 0, 0)
    assert seen(25) == (2, 0, 0, 0, 0)
    assert seen(27) == (2, 1, 1, 1, 0)
    assert seen(29) == (2, 0, 0, 0, 0)
    assert seen(30) == (1, 0, 0, 0, 0)


def test_an_unextended_date_was_overdue_at_that_time(commune, now):
    _voice, road = matter_of(commune, now)
    one = given(commune, road, now, date(2026, 11, 23))
    work.extend(one, new_due=date(2026, 12, 5), reason="Chờ vốn", by=commune.coordinator, now=now + timedelta(days=9))
    assert figures.values(scope(commune.unit, as_of=date(2026, 11, 25)))["overdue"] == 1
    assert figures.values(scope(commune.unit, as_of=date(2026, 12, 1)))["overdue"] == 0


def test_a_referral_counts_once_the_other_body_took_it(commune, now):
    _voice, road = matter_of(commune, now)
    work.refer(road, body="Sở Xây dựng", reason="Quốc lộ", document="12/CV", by=commune.coordinator, now=now)
    assert figures.values(scope(commune.unit))["unanswered"] == 1
    later = now + timedelta(days=4)
    taken = Referral.objects.get(matter=road)
    work.confirm_receipt(taken, received_on=date(2026, 11, 23), receipt="Giấy 7", by=commune.coordinator, now=later)
    assert figures.values(scope(commune.unit))["answered"] == 1
    assert figures.values(scope(commune.unit, as_of=date(2026, 11, 24)))["answered"] == 0
    assert figures.values(scope(commune.unit, as_of=date(2026, 11, 25)))["answered"] == 1


def test_promises_kept_by_their_day(commune, now):
    for text, done_after in (("Sửa đường thôn Đông.", 3), ("Sửa đường thôn Đoài.", 20), ("Sửa cầu Treo xã.", None)):
        _voice, matter = matter_of(commune, now, text)
        given(commune, matter, now, date(2026, 11, 30))
        action = {"action": text, "action_by": "Phòng Kinh tế", "action_due": date(2026, 12, 1)}
        answered(commune, matter, now, {**EXPLAINED, "result": "resolving", **action})
        if done_after:
            promised = Promise.objects.get(matter=matter)
            work.report_done(promised, evidence="Ảnh", by=commune.officer, now=now + timedelta(days=done_after))
    found = figures.values(scope(commune.unit))
    assert (found["promises"], found["promises_kept"], found["resolved"]) == (3, 1, 0)
    assert figures.values(scope(commune.unit, as_of=date(2026, 11, 22)))["promises_kept"] == 0


def test_every_value_is_the_number_of_its_cases(commune, now):
    held(commune, now)
    _voice, road = matter_of(commune, now)
    given(commune, road, now, date(2026, 11, 25))
    answered(commune, road, now)
    for as_of in (TODAY, date(2026, 11, 21)):
        report = figures.summary(scope(commune.unit, as_of=as_of))
        assert list(report) == ["unit", "from", "to", "as_of", "figures", "channels"]
        for name, figure in report["figures"].items():
            assert name == "reception_persons" or figure["value"] == len(figure["cases"])
        assert all(channel["value"] == len(channel["cases"]) for channel in report["channels"].values())
        assert (
            sum(channel["value"] for channel in report["channels"].values()) == report["figures"]["opinions"]["value"]
        )
        assert report["figures"]["answered"] == {"value": 1, "cases": [road.pk]}


def test_the_number_of_queries_does_not_grow(commune, now, django_assert_num_queries):
    for rows in (1, 12):
        for n in range(rows):
            matter_of(commune, now, f"Xin sửa đoạn đường số {rows}-{n}.")
        for as_of in (TODAY, date(2026, 12, 1)):
            with django_assert_num_queries(5):
                figures.values(scope(commune.unit, as_of=as_of))


@pytest.mark.parametrize(
    ("start", "end", "as_of"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), TODAY),
        (date.min, TODAY, TODAY),
        (TODAY, date.max, TODAY),
        (date(2026, 1, 1), TODAY, date.max),
    ],
)
def test_a_period_that_cannot_be(commune, start, end, as_of):
    with pytest.raises(Refused):
        Scope(commune.unit, start, end, as_of, TODAY)


def test_the_workbook_holds_words_never_formulas(commune, now):
    matter_of(commune, now, "=1+1 là lời của người dân")
    matter_of(commune, now, "@SUM(A1) cũng vậy http://example.vn")
    book = openpyxl.load_workbook(BytesIO(xlsx.workbook(scope(commune.unit))))
    assert book.sheetnames == ["Số liệu", "Các trường hợp"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "=1+1 là lời của người dân" in {cell.value for cell in cells}
    figures_sheet = {row[3].value: row[1].value for row in book["Số liệu"].iter_rows(min_row=7)}
    assert (figures_sheet["opinions"], figures_sheet["matters"]) == (2, 2)


def test_a_sealed_denunciation_shows_no_words(commune, now):
    voice = intake.receive(commune.unit, "Tôi tố cáo ông X nhận tiền.", channel="letter", by=commune.clerk, now=now)
    triage.hand_over(voice, kind="denunciation", to="Thanh tra tỉnh", by=commune.coordinator, now=now)
    (case,) = cases.described(figures.BY_NAME["opinions"].cases(scope(commune.unit)))
    assert "ông X" not in case.words

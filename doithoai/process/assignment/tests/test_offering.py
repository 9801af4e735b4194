"""Which bodies are offered, why, on which day; nobody is given anything by it."""

from datetime import date, timedelta

import pytest
import time_machine

from doithoai.ground.core.actors import SYSTEM
from doithoai.ground.language.fold import fold
from doithoai.process.assignment import offering
from doithoai.process.assignment.forms import AssignForm
from doithoai.process.assignment.models import Assignment, Competence
from doithoai.process.assignment.offering import HELP, LEAD, Offering
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Succession, Unit
from doithoai.process.triage.models import Matter
from tests.people import make_commune

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
MERGER = date(2025, 7, 1)


def matter(commune, now, field="transport", text="Đường liên thôn đầy ổ gà"):
    return Matter.objects.create(unit=commune.unit, title=text[:90], text=text, field=field, opened_at=now)


def given(commune, now, lead, *, field="transport", state=Assignment.State.DONE, text="Đường liên thôn đầy ổ gà"):
    return Assignment.objects.create(
        matter=matter(commune, now, field, text),
        round=1,
        lead=lead,
        due=TODAY,
        basis="quy chế",
        state=state,
        given_by=commune.coordinator,
        given_at=now,
    )


def named(commune, field, lead, since=MERGER, until=None):
    return Competence.objects.create(place=commune.unit, field=field, lead=lead, valid_from=since, valid_to=until)


def test_who_is_named_for_the_field_leads_and_who_is_for_the_second_helps(commune):
    named(commune, "transport", commune.agency)
    named(commune, "water_power", commune.other_agency)
    first, second = Offering(commune.unit, TODAY).offers([("transport", 0.6), ("water_power", 0.35)])
    assert (first.unit, first.part, first.why) == (
        commune.agency,
        LEAD,
        "theo bảng Cơ quan và lĩnh vực từ 01/07/2025",
    )
    assert (second.unit, second.part) == (commune.other_agency, HELP)
    assert 1 >= first.confidence > second.confidence > 0


def test_competence_holds_for_its_days_only(commune):
    named(commune, "transport", commune.agency, until=date(2026, 3, 31))
    named(commune, "transport", commune.other_agency, since=date(2026, 4, 1))
    for day, lead in ((date(2026, 3, 31), commune.agency), (date(2026, 4, 1), commune.other_agency)):
        assert Offering(commune.unit, day).offers([("transport", 1.0)])[0].unit == lead
    assert Offering(commune.unit, MERGER - timedelta(days=1)).offers([("transport", 1.0)]) == []


def test_who_led_the_like_before_is_offered_with_how_often(commune, now):
    for _ in range(3):
        given(commune, now, commune.agency)
    given(commune, now, commune.other_agency, state=Assignment.State.RETURNED)
    (only,) = Offering(commune.unit, TODAY).offers([("transport", 1.0)])
    assert only.unit == commune.agency and "3 vụ việc cùng lĩnh vực" in only.why
    assert only.confidence < 0.95
    assert Offering(commune.unit, TODAY).offers([("health", 1.0)]) == []


def test_after_a_merger_the_heir_is_offered_and_of_two_heirs_none(commune, now):
    old, two_ways = (
        Unit.objects.create(
            name=name,
            name_fold=fold(name),
            level=Level.AGENCY,
            parent=commune.unit,
            territory=commune.unit,
            valid_to=MERGER,
        )
        for name in ("Phòng cũ", "Phòng tách đôi")
    )
    given(commune, now, old)
    given(commune, now, two_ways, field="health")
    Succession.objects.create(old=old, new=commune.agency, on=MERGER)
    for heir in (commune.agency, commune.other_agency):
        Succession.objects.create(old=two_ways, new=heir, on=MERGER)
    tables = Offering(commune.unit, TODAY)
    assert [one.unit for one in tables.offers([("transport", 1.0)])] == [commune.agency]
    assert tables.offers([("health", 1.0)]) == []


def test_a_neighbour_s_habits_are_its_own(commune, now):
    other = make_commune("Xã Hòa Bình", now=now)
    given(other, now, other.agency)
    assert Offering(commune.unit, TODAY).offers([("transport", 1.0)]) == []


def test_who_answered_a_similar_matter_is_named_with_its_code(commune, now):
    past = given(commune, now, commune.other_agency, field="health")
    one = Offering(commune.unit, TODAY).offers([("transport", 1.0)], [past])[0]
    assert one.unit == commune.other_agency
    assert one.why == f"vụ việc tương tự trước đây ({past.matter.code}) do Phòng Văn hóa - Xã hội trả lời"


@pytest.mark.parametrize("many", [1, 60])
def test_tables_are_read_with_four_queries_whatever_their_size(commune, now, django_assert_max_num_queries, many):
    named(commune, "transport", commune.agency)
    for _ in range(many):
        given(commune, now, commune.agency)
    with django_assert_max_num_queries(4):
        tables = Offering(commune.unit, TODAY)
        for _ in range(50):
            tables.offers([("transport", 0.5), ("land", 0.3)])


def test_the_form_lists_offered_bodies_first_with_why_and_chooses_only_who_is_named(commune, now):
    with time_machine.travel(now, tick=False):
        for _ in range(2):
            given(commune, now, commune.agency)
        form = AssignForm(matter=matter(commune, now), auto_id="x_%s")
        groups = [group for group in form.fields["lead"].choices if isinstance(group[1], list)]
        assert [str(name) for name, _bodies in groups] == ["Đề xuất", "Các cơ quan khác"]
        assert groups[0][1][0][0] == commune.agency.pk
        assert "2 vụ việc cùng lĩnh vực" in form.fields["lead"].help_text and "lead" not in form.initial
        named(commune, "transport", commune.other_agency)
        form = AssignForm(matter=matter(commune, now), auto_id="x_%s")
        assert form.initial["lead"] == commune.other_agency.pk
        assert "theo bảng Cơ quan và lĩnh vực" in form.fields["lead"].help_text


def test_a_place_in_words_is_found_below_and_otherwise_the_own_one_stands(commune, now):
    assert offering.place_named("xa binh minh, huyện Cũ", commune.unit, TODAY) == commune.unit
    assert offering.place_named("", commune.unit, TODAY) == commune.unit
    assert offering.place_named(",,," * 900, commune.unit, TODAY) == commune.unit
    assert not Assignment.objects.exists()


def body(place, name):
    return Unit.objects.create(name=name, name_fold=fold(name), level=Level.AGENCY, parent=place, territory=place)


def test_before_anybody_is_named_the_usual_body_of_such_a_place_is_offered(commune):
    usual = body(commune.unit, "Phòng Kinh tế xã Bình Minh")
    (offer,) = Offering(commune.unit, TODAY).offers([("transport", 0.9)])
    assert (offer.unit, offer.part, offer.sure) == (usual, LEAD, True) and "nơi cùng loại" in offer.why
    (unsure,) = Offering(commune.unit, TODAY).offers([("transport", 0.5)])
    assert not unsure.sure
    named(commune, "health", commune.agency)
    assert Offering(commune.unit, TODAY).offers([("transport", 0.9)]) == [], (
        "who writes a table means what it leaves out"
    )


def province_of(now):
    """Found a province with a commune in it."""
    province = people.found_unit("Tỉnh Hưng Yên", Level.PROVINCE, by=SYSTEM, now=now, valid_from=date(2025, 1, 1))
    return province, make_commune("Xã Hòa Bình", now=now, parent=province)


def test_a_national_road_brings_in_the_province_and_the_commune_helps(now):
    province, commune = province_of(now)
    department = body(province, "Sở Xây dựng của tỉnh")
    Competence.objects.create(place=province, field="transport", lead=department, valid_from=MERGER)
    named(commune, "transport", commune.agency)
    first, second = Offering(commune.unit, TODAY).offers([("transport", 1.0)], text="Quốc lộ 1 hư nặng")
    assert (first.unit, first.part, first.sure) == (department, LEAD, True)
    assert "“Quốc lộ” thường do cấp tỉnh" in first.why
    assert (second.unit, second.part, second.sure) == (commune.agency, HELP, False)
    (own,) = Offering(commune.unit, TODAY).offers([("transport", 1.0)], text="Đường liên thôn hư nặng")
    assert own.unit == commune.agency and own.sure


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Điện yếu, xin thêm trạm biến áp", "doanh nghiệp cung cấp"),
        ("Đề nghị Quốc hội sửa luật", "cấp trung ương quyết định"),
        ("Bản án có hiệu lực mà chưa thi hành", "cơ quan tư pháp giải quyết"),
        ("Quốc lộ 1 hư nặng", "cấp tỉnh quản lý"),
    ],
)
def test_what_is_another_s_leaves_the_own_body_unsure_and_says_why(commune, text, whose):
    named(commune, "transport", commune.agency)
    (offer,) = Offering(commune.unit, TODAY).offers([("transport", 1.0)], text=text)
    assert not offer.sure and whose in offer.why


def test_a_province_is_not_told_that_a_road_is_the_province_s(now):
    province, _commune = province_of(now)
    department = body(province, "Sở Xây dựng của tỉnh")
    Competence.objects.create(place=province, field="transport", lead=department)
    (offer,) = Offering(province, TODAY).offers([("transport", 1.0)], text="Quốc lộ 1 hư nặng")
    assert offer.sure and "thường do" not in offer.why

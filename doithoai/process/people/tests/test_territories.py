"""The national catalogue: counts, codes, what became of what; loading it again adds nothing, every path leads up."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from doithoai.ground.core import events
from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.core.errors import NotAllowed, Refused
from doithoai.process.people import services as people
from doithoai.process.people import territories, territory
from doithoai.process.people.models import Level, Succession, Unit
from doithoai.process.people.queries import below, find_unit

# domain.md section 3.2: the successors of the five places.
VINH_BAO = {"11824", "11911", "11887", "11875", "11848", "11836", "11842"}
BAC_TU_LIEM = {"00613", "00619", "00611", "00602", "00598"}
HAM_YEN = {"02374", "02380", "02392", "02398", "02404", "02407", "02419", "02425"}
# The list of the Statistics Office, where the package that follows the draft has another code.
OF_THE_LIST = {
    "00082": "Phường Cửa Nam",
    "00229": "Phường Kim Liên",
    "00331": "Phường Hoàng Mai",
    "01558": "Xã Hạ Lang",
}


def test_the_catalogue_counts_34_provinces_and_3321_communes():
    communes = [place for province in territory.provinces() for place in territory.communes_of(province.code)]
    assert (len(territory.provinces()), len(communes)) == (34, 3321)
    assert len({place.code for place in communes}) == 3321
    kinds = [place.kind for place in communes]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert all(len(place.code) == 5 and place.name.lower().startswith(place.kind) for place in communes)
    assert {p.code: len(territory.communes_of(p.code)) for p in territory.provinces() if p.code in {"01", "31", "33"}} == {
        "01": 126, "31": 114, "33": 104,
    }  # fmt: skip
    assert {code: territory.commune(code).name for code in OF_THE_LIST} == OF_THE_LIST
    assert [territory.commune(code).name for code in ("13225", "13075", "13192")] == [
        "Phường Thái Bình", "Xã Kiến Xương", "Xã Vũ Thư",
    ]  # fmt: skip


def test_every_place_of_before_became_something():
    olds = territory.past_provinces()
    districts = [one for old in olds for one in territory.districts_of(old.code)]
    communes = [one for district in districts for one in territory.past_communes_of(district.code)]
    assert (len(olds), len(districts), len(communes)) == (63, 696, 10035)
    assert sum(not territory.goes_on(old) for old in olds) == 29
    assert all(territory.heirs_of_district(district.code) for district in districts)
    heirs = [heir for one in communes for heir in territory.heirs_of(one.code)]
    assert all(territory.heirs_of(one.code) for one in communes)
    assert all(territory.commune(heir.code) for heir in heirs)
    # A commune that went over whole went to one place only.
    assert all(
        len(found) == 1 or not any(h.whole for h in found) for c in communes if (found := territory.heirs_of(c.code))
    )


@pytest.mark.parametrize(
    ("old", "today"),
    [
        (("Thành phố Hải Phòng", "Huyện Vĩnh Bảo"), VINH_BAO),
        (("thanh pho ha noi", "quan bac tu liem"), BAC_TU_LIEM),
        (("Tỉnh Tuyên Quang", "Huyện Hàm Yên"), HAM_YEN),
        (("Tỉnh Thái Bình",), {"33"}),
        (("Tỉnh Bình Thuận",), {"68"}),
        (("Tỉnh Quảng Ngãi", "Huyện Lý Sơn"), {"21548"}),
        (("Thành phố Hà Nội", "Quận Bắc Từ Liêm", "Phường Đức Thắng"), {"00602"}),
        (("Thành phố Hà Nội", "Quận Bắc Từ Liêm", "Phường Cổ Nhuế 1"), {"00619", "00160", "00611"}),
        (("Thành phố Hà Nội", "Quận Không Có"), set()),
        (("Tỉnh Không Có",), set()),
    ],
)
def test_successors_are_found_by_the_old_names(old, today):
    assert {place.code for place in territory.successors_of(*old)} == today


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("xuan dinh", "00611"),
        ("Phường Xuân Đỉnh", "00611"),
        ("00611", "00611"),
        ("hung yen", "33"),
        ("ea h'leo", "24184"),
    ],
)
def test_a_place_is_found_by_code_or_name(text, first):
    assert territory.search(text)[0].code == first


@pytest.mark.parametrize("text", ["", "  ", "99999", "không có nơi này", "\x00", "1" * 5000])
def test_nothing_is_found_by_nonsense(text):
    assert territory.search(text) == []


def test_the_whole_country_is_loaded_once(db, now):
    added = territories.load_country(by=OPERATOR, now=now)
    assert (added.provinces, added.communes, added.past_provinces) == (34, 3321, 29)
    assert (added.past_districts, added.past_communes) == (696, 10035)
    communes = Unit.objects.filter(level=Level.COMMUNE, valid_to=None)
    assert communes.exclude(valid_from=date(2025, 7, 1)).count() == 0
    for unit in Unit.objects.select_related("parent").iterator():
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
        assert unit.territory_id == unit.pk
        assert unit.name_fold
    ended = Unit.objects.filter(valid_to=date(2025, 6, 30))
    assert ended.filter(successors=None).count() == 0
    assert Succession.objects.exclude(on=date(2025, 7, 1)).count() == 0
    assert communes.filter(predecessors=None).count() == 0
    ha_noi = find_unit("01")
    assert below(ha_noi).filter(level=Level.COMMUNE, valid_to=None).count() == 126
    assert [event.verb for event in events.of(ha_noi)] == ["load"]
    units, links = Unit.objects.count(), Succession.objects.count()
    again = territories.load_country(by=OPERATOR, now=now)
    assert not again.anything
    assert (Unit.objects.count(), Succession.objects.count()) == (units, links)


def test_one_district_brings_its_wards_and_their_heirs(db, now):
    district = territories.load_past_district("021", by=OPERATOR, now=now)
    assert (district.name, district.valid_to, district.parent.name) == (
        "Quận Bắc Từ Liêm", date(2025, 6, 30), "Thành phố Hà Nội",
    )  # fmt: skip
    assert {one.new.code for one in district.successors.select_related("new")} == BAC_TU_LIEM
    wards = Unit.objects.filter(parent=district)
    assert wards.count() == 13 and wards.filter(successors=None).count() == 0
    split = wards.get(name="Phường Cổ Nhuế 1")
    assert {one.new.name for one in split.successors.select_related("new")} == {
        "Phường Phú Diễn", "Phường Nghĩa Đô", "Phường Xuân Đỉnh",
    }  # fmt: skip
    before = Unit.objects.count()
    assert territories.load_past_district("021", by=OPERATOR, now=now) == district
    assert Unit.objects.count() == before


def test_a_code_of_today_is_meant_before_one_of_the_past(db, now):
    territories.load_past_district("021", by=OPERATOR, now=now)
    assert find_unit("00613").valid_to is None
    assert find_unit("00613", date(2022, 1, 1)).valid_to == date(2025, 6, 30)


def test_a_merged_province_is_followed_by_todays(db, now):
    old = territories.load_past_province("34", by=OPERATOR, now=now)
    assert (old.name, old.valid_to, old.parent) == ("Tỉnh Thái Bình", date(2025, 6, 30), None)
    assert [one.new.name for one in old.successors.select_related("new")] == ["Tỉnh Hưng Yên"]
    assert territories.load_past_province("33", by=OPERATOR, now=now) == find_unit("33"), "it goes on under its name"


def test_what_was_founded_by_hand_is_found_by_its_code(db, now):
    mine = people.found_unit("Hà Nội", Level.PROVINCE, code="01", by=OPERATOR, now=now)
    ward = territories.load_commune("00611", by=OPERATOR, now=now)
    assert (ward.parent, ward.valid_from, ward.path) == (mine, date(2025, 7, 1), f"{mine.path}{ward.pk}/")
    assert territories.load_commune("00611", by=OPERATOR, now=now) == ward
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(name="Hai lần", name_fold="hai lan", level=Level.COMMUNE, code="00611")


@pytest.mark.parametrize(
    ("verb", "code"),
    [(territories.load_commune, "99999"), (territories.load_province, "02"), (territories.load_past_district, "000"),
     (territories.load_past_province, "99"), (territories.load_commune, "\x00" * 500)],
)  # fmt: skip
def test_an_unknown_code_is_refused(db, now, verb, code):
    with pytest.raises(Refused, match="mang mã"):
        verb(code, by=OPERATOR, now=now)
    assert Unit.objects.count() == 0


def test_only_the_machine_loads_the_country(commune, now):
    for load in (territories.load_country, territories.load_provinces):
        with pytest.raises(NotAllowed):
            load(by=commune.administrator, now=now)


def test_the_home_is_meant_among_namesakes(commune, now):
    territories.load_commune("10126", by=OPERATOR, now=now)
    assert find_unit("xa binh minh") == commune.unit

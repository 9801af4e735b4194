"""The shipped rules: what each file says, and that a wrong file is named, not guessed."""

from datetime import UTC, date, datetime

import pytest

from doithoai.ground.core.actors import SYSTEM
from doithoai.process.people import services as people
from doithoai.process.people.models import Level, Succession
from doithoai.process.regulation import profiles, queries
from doithoai.process.regulation.profiles import BadProfile, Limit

AT = datetime(2026, 1, 5, tzinfo=UTC)
RULES = {rule.id: rule for profile in profiles.load() for rule in profile.rules}


def test_an_id_names_one_rule():
    assert sum(len(profile.rules) for profile in profiles.load()) == len(RULES) >= 140


# (rule, value, unit, op, evidence, from, to, check): the rows of domain.md 1.1 by which the program judges.
JUDGED = [
    ("DLG-01", 1, "per_year", "at_least", "V", date(2025, 6, 16), None, "yearly_dialogue"),
    ("DLG-08", 1, "per_year", "at_least", "V", date(2025, 3, 1), date(2025, 6, 15), "yearly_dialogue"),
    ("DLG-09", 1, "per_year", "at_least", "V", date(2016, 1, 1), date(2025, 2, 28), "yearly_dialogue"),
    ("DLG-02", 10, "percent", "at_least", "V", date(2025, 6, 16), None, "requested_dialogue"),
    ("DLG-06", 7, "calendar_day", "at_least", "V", date(2025, 6, 16), None, "notice_period"),
    ("DLG-07", 10, "calendar_day", "at_most", "V", date(2025, 6, 16), None, "results_published"),
    ("DLG-12", 5, "calendar_day", "at_least", "V", date(2023, 8, 14), None, "village_notice"),
    ("PTY-01", 1, "per_month", "at_least", "V", date(2019, 2, 18), None, "party_reception"),
    ("PTY-02", 2, "per_month", "at_least", "V", date(2019, 2, 18), None, "party_reception"),
    ("PTY-03", 1, "per_month", "at_least", "V", date(2019, 2, 18), date(2025, 6, 30), "party_reception"),
    ("REC-01", 2, "per_month", "at_least", "V", date(2026, 7, 1), None, "state_reception"),
    ("REC-02", 1, "per_week", "at_least", "V", date(2014, 7, 1), date(2026, 6, 30), "state_reception"),
    ("REC-03", 1, "per_month", "at_least", "V", date(2014, 7, 1), None, "state_reception"),
    ("REC-17", 1, "working_day", "at_most", "P", None, None, "moved_day"),
    ("VOT-05", 3, "working_day", "at_least", "V", date(2025, 2, 20), None, "voter_meeting_programme"),
    ("LOC-PLAN", 131, "month_day", "at_most", "local", None, None, "plan_issued"),
    ("LOC-LEAD", 15, "calendar_day", "between", "local", None, None, "plan_to_meeting"),
    ("LOC-COLLECT", 10, "calendar_day", "at_least", "local", None, None, "collection_closes"),
    ("LOC-CONCLUSION", 7, "working_day", "at_most", "local", None, None, "conclusion_notice"),
]


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row[0])
def test_a_judged_rule_says_what_the_domain_says(row):
    rule = RULES[row[0]]
    limit = rule.limit
    found = (rule.id, limit.value, limit.unit, limit.op, rule.evidence, rule.valid_from, rule.valid_to, rule.check)
    assert found == row


def test_every_judged_rule_is_in_the_table_above_or_has_no_number():
    others = {rule.id for rule in RULES.values() if rule.check} - {row[0] for row in JUDGED}
    assert others == {"DLG-05", "DLG-08b", "PTY-04", "BT-01", "BT-03"}


def test_only_what_was_read_in_a_law_is_called_established():
    assert RULES["DLG-06"].binding and not RULES["DLG-06"].local
    assert not RULES["REC-15"].established, "from memory"
    assert not RULES["DLG-10"].established, "a draft"
    assert RULES["REC-17"].practice and not RULES["REC-17"].established
    assert RULES["LOC-ANSWER"].local and not RULES["LOC-ANSWER"].established
    assert all("không phải luật" in rule.basis for rule in RULES.values() if rule.local)
    assert not RULES["KN-03"].binding, "guidance binds nothing here"
    routed = [rule for rule in RULES.values() if rule.group in {"KN", "TC", "DON", "SLA"}]
    assert len(routed) == 28 and all(rule.guidance and not rule.check for rule in routed)


def test_no_rule_for_a_district_outlives_the_districts():
    stray = [r.id for r in RULES.values() if r.level == ("district",) and (r.valid_to or date.max) > date(2025, 6, 30)]
    assert stray == []


def test_the_last_day_for_the_plan_is_read_in_any_year():
    assert RULES["LOC-PLAN"].limit.day_in(2026) == date(2026, 1, 31)
    leap = Limit(229, "month_day")
    assert (leap.day_in(2024), leap.day_in(2026)) == (date(2024, 2, 29), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("limit", "other", "stricter"),
    [
        (Limit(10, "calendar_day"), Limit(7, "calendar_day"), True),
        (Limit(6, "calendar_day"), Limit(7, "calendar_day"), False),
        (Limit(9, "calendar_day", "at_most"), Limit(10, "calendar_day", "at_most"), True),
        (Limit(11, "calendar_day", "at_most"), Limit(10, "calendar_day", "at_most"), False),
        (Limit(20, "calendar_day", "between", 100), Limit(15, "calendar_day", "between", 120), True),
        (Limit(20, "calendar_day", "between", 130), Limit(15, "calendar_day", "between", 120), False),
        (Limit(1, "times", "exactly"), Limit(2, "times", "exactly"), False),
    ],
)
def test_stricter_follows_the_sense_of_the_limit(limit, other, stricter):
    assert limit.stricter(other) is stricter


WRONG = """
profile: x
title: X
rules:
  - {id: A-1, level: [commune], actor: a, title: t, must: m, basis: b, evidence: V, LINE}
"""


@pytest.mark.parametrize(
    "line",
    [
        "limit: {value: 7, unit: fortnight}",
        "limit: {value: many, unit: calendar_day}",
        "limit: {value: 7, unit: calendar_day, op: between}",
        "limit: {value: 7, unit: calendar_day, before: x}",
        "check: whatever",
        "from: soon",
        "from: 2026-02-01, to: 2026-01-01",
        "colour: red",
        "level: [hamlet]",
        "evidence: X",
    ],
)
def test_a_wrong_file_is_refused_with_its_rule(line):
    with pytest.raises(BadProfile, match="A-1"):
        profiles.read(WRONG.replace("LINE", line))


def test_a_file_without_its_fields_is_refused():
    for text in ("", "- 1", "profile: x\ntitle: y\nrules: [{id: A}]"):
        with pytest.raises(BadProfile):
            profiles.read(text)


@pytest.fixture
def thai_binh(db):
    """The province of Thái Bình and Hưng Yên, which took it over."""
    old = people.found_unit("Tỉnh Thái Bình", Level.PROVINCE, by=SYSTEM, now=AT)
    new = people.found_unit("Tỉnh Hưng Yên", Level.PROVINCE, by=SYSTEM, now=AT, code="33")
    Succession.objects.create(old=old, new=new, on=date(2025, 7, 1))
    return old, new


def ids(place, on):
    return {applied.id for applied in queries.rules_for(place, on)}


def test_the_rules_of_a_merged_province_are_found_through_its_heir_and_end_with_it(thai_binh):
    old, new = thai_binh
    for place in (old, new):
        assert {"TB-01", "MTT-06"} <= ids(place, date(2025, 6, 30))
        assert not {"TB-01", "MTT-06"} & ids(place, date(2025, 7, 1))
    assert not {"BT-01", "HN-01", "HP-01"} & ids(old, date(2025, 6, 30))


def test_each_of_the_five_places_finds_its_own_regulation(db):
    def place(name, level, code=""):
        return people.found_unit(name, level, by=SYSTEM, now=AT, code=code, **ENDED.get(level, {}))

    ENDED = {Level.DISTRICT: {"valid_to": date(2025, 6, 30)}}
    day = date(2024, 5, 6)
    assert {"VB-01", "VB-02", "VB-03"} <= ids(place("Huyện Vĩnh Bảo", Level.DISTRICT), day)
    assert {"BT-01", "BT-02", "BT-03"} <= ids(place("Tỉnh Bình Thuận", Level.PROVINCE), day)
    assert "BTL-01" in ids(place("Quận Bắc Từ Liêm", Level.DISTRICT), day)
    assert {"HN-01", "HN-02"} <= ids(place("Phường Tây Tựu", Level.COMMUNE, "00613"), date(2026, 5, 6))
    assert "HY-01" in ids(place("Huyện Hàm Yên", Level.DISTRICT), date(2017, 5, 6))
    assert "HP-01" in ids(place("Xã Vĩnh Bảo", Level.COMMUNE, "11824"), date(2025, 8, 6))
    assert "HP-01" not in ids(place("Xã Vĩnh Am", Level.COMMUNE, "11887"), date(2025, 8, 5))


def test_a_commune_below_a_named_province_follows_it(db):
    city = people.found_unit("Thành phố Hà Nội", Level.PROVINCE, by=SYSTEM, now=AT, code="01")
    ward = people.found_unit("Phường Ba Đình", Level.COMMUNE, by=SYSTEM, now=AT, parent=city)
    assert "HN-01" in ids(ward, date(2026, 5, 6))

"""What people type finds what was said; what a seat may not see is not found, counted or hinted at."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doithoai.ground.core.actors import OPERATOR
from doithoai.ground.index import bulk, ranking, vocabulary
from doithoai.ground.index.likely import similar, with_texts
from doithoai.ground.index.searching import public_search, search
from doithoai.ground.index.tests.archive import fill, index, say
from doithoai.process.assignment.services import assign
from doithoai.process.people.models import Role
from doithoai.process.triage.joining import join
from doithoai.process.triage.models import Field, Matter
from doithoai.process.triage.services import Part, triage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    vocabulary.forget_counts()


def found(text, seat=OPERATOR, **asked):
    return [hit.shown.code for hit in search(text, seat=seat, **asked).hits]


def test_another_commune_finds_nothing_of_ours(commune, stranger, now):
    ours = say(commune.unit, "Cống No Buôl gãy nắp, nước tràn ruộng tôm.", now=now)
    theirs = say(stranger.unit, "Cống No Buôl gãy nắp, nước tràn ruộng tôm.", now=now)
    index(now)
    assert found("cong no buol", commune.coordinator) == [ours.code]
    assert found("cong no buol", stranger.coordinator) == [theirs.code]
    assert search("cong no buol", seat=commune.coordinator).total == 1
    for role in (Role.OFFICER, Role.APPROVER, Role.ADMINISTRATOR):
        assert search("cong no buol", seat=commune.seats[role]).hits == []
    assert similar("Cống No Buôl gãy nắp", seat=commune.officer) == []


def test_a_collector_finds_only_the_own_village(commune, now):
    mine = say(commune.unit, "Mương Nà Luông cạn nước.", now=now, village="Thôn Đông", village_unit=commune.village)
    say(commune.unit, "Mương Nà Luông lở bờ.", now=now, village="Thôn Đoài", village_unit=commune.other_village)
    index(now)
    assert found("muong na luong", commune.collector) == [mine.code]


def test_a_hidden_word_is_not_hinted_at(commune, stranger, now):
    say(stranger.unit, "Nhà máy Vukalina xả khói.", now=now)
    say(commune.unit, "Nhà máy gạch xả khói đen.", now=now)
    index(now)
    answer = search("vukalin xa khoi", seat=commune.coordinator)
    assert "vukalina" not in answer.corrected
    assert "vukalina" not in str([hit.why for hit in answer.hits])
    assert "vukalina" in search("vukalin", seat=stranger.coordinator).corrected


def test_an_officer_finds_the_matter_given_to_the_unit(commune, now):
    said = say(commune.unit, "Bờ kè suối Chả lở, nguy hiểm mùa mưa.", now=now)
    (matter,) = triage(
        said, [Part(said.text, title="Kè suối Chả", field=Field.AGRICULTURE)], by=commune.coordinator, now=now
    )
    index(now)
    assert found("ke suoi cha", commune.officer) == []
    assign(
        matter, lead=commune.agency, due=(now + timedelta(days=10)).date(), basis="LOC", by=commune.coordinator, now=now
    )
    index(now)
    assert found("ke suoi cha", commune.officer) == [matter.code]
    assert found("ke suoi cha", commune.other_officer) == []


def test_twenty_voices_of_one_matter_are_one_hit(commune, now):
    voices = [say(commune.unit, f"Đường Nam Cao ổ gà quá nhiều, lần {n}.", now=now) for n in range(20)]
    other = say(commune.unit, "Trạm bơm Nam Hà hỏng.", now=now)
    (head,) = triage(
        voices[0], [Part(voices[0].text, title="Đường Nam Cao", field=Field.TRANSPORT)], by=commune.coordinator, now=now
    )
    for voice in voices[1:]:
        triage(voice, [Part(voice.text, matter=head)], by=commune.coordinator, now=now)
    index(now)
    hits = search("nam cao o ga", seat=commune.coordinator).hits
    assert [(hit.kind, hit.ref) for hit in hits] == [("matter", head.pk)]
    assert hits[0].voices == 20
    assert found("tram bom nam ha", commune.coordinator)[0] == other.code


def test_a_joined_matter_is_shown_as_its_head(commune, now):
    first, second = (
        say(commune.unit, text, now=now) for text in ("Cầu Mây gãy lan can.", "Lan can cầu Mây gãy lâu rồi.")
    )
    heads = [
        triage(one, [Part(one.text, title=one.text, field=Field.TRANSPORT)], by=commune.coordinator, now=now)[0]
        for one in (first, second)
    ]
    join(heads[1], heads[0], by=commune.coordinator, now=now)
    index(now)
    assert found("lan can cau may", commune.coordinator) == [heads[0].code]


def test_a_code_finds_its_thing_for_who_may_see_it(commune, stranger, now):
    said = fill(commune.unit, [("Đèn đường hỏng.", "")], now=now)[0]
    assert found(f"yk {said.received_at.year} {said.pk}", commune.clerk) == [said.code]
    assert found(said.code, stranger.clerk) == []
    (hit,) = search(said.code, seat=OPERATOR).hits
    assert hit.why[0].code == ranking.CODE


def test_a_quoted_phrase_must_stand_word_beside_word(commune, now):
    beside, apart = fill(
        commune.unit, [("Xin làm nhà văn hóa bản Bước.", ""), ("Nhà tôi ở gần khu văn hóa.", "")], now=now
    )
    assert set(found("nhà văn hóa")) == {beside.code, apart.code}
    assert found('"nhà văn hóa"') == [beside.code]


def test_an_old_place_name_finds_what_is_now_in_its_heir_and_the_other_way_round(commune, now):
    old, new, elsewhere = fill(
        commune.unit,
        [
            ("Trạm biến áp quá tải.", "Bình Phước, huyện Hớn Quản, xã An Khương"),
            ("Trạm biến áp hay nổ.", "Đồng Nai, xã Tân Hưng"),
            ("Trạm biến áp thiếu điện.", "Tuyên Quang, huyện Na Hang, xã Khâu Tinh"),
        ],
        now=now,
    )
    everything = {old.code, new.code, elsewhere.code}
    assert set(found("tram bien ap")) == everything
    assert found("tram bien ap", place="xã Khâu Tinh, huyện Na Hang, Tuyên Quang") == [elsewhere.code]
    assert elsewhere.code not in found("tram bien ap", place="xã An Khương, huyện Hớn Quản, Bình Phước")
    assert old.code in found("tram bien ap", place="xã An Khương, huyện Hớn Quản, Bình Phước")


def test_filters_narrow(commune, now):
    old = say(commune.unit, "Loa truyền thanh hỏng.", now=now - timedelta(days=40))
    new = say(commune.unit, "Loa truyền thanh rè.", now=now)
    index(now)
    assert found("loa truyen thanh", since=now - timedelta(days=1)) == [new.code]
    assert found("loa truyen thanh", until=now - timedelta(days=1)) == [old.code]
    assert found("loa truyen thanh", kinds=["matter"]) == []
    assert found("loa truyen thanh", state="triaged") == []
    assert set(found("loa truyen thanh", unit=commune.unit.pk)) == {old.code, new.code}
    assert found("loa truyen thanh", unit=commune.unit.pk + 999) == []


def test_the_public_finds_only_what_is_published(commune, now):
    said = say(commune.unit, "Chợ Phước Chỉ dột mái.", now=now)
    (matter,) = triage(
        said, [Part(said.text, title="Chợ Phước Chỉ", field=Field.INDUSTRY_TRADE)], by=commune.coordinator, now=now
    )
    index(now)
    assert public_search("cho phuoc chi").hits == []
    Matter.objects.filter(pk=matter.pk).update(published_at=now)
    build_anew(now)
    (hit,) = public_search("cho phuoc chi").hits
    assert (hit.kind, hit.shown.code) == ("matter", matter.code)


def build_anew(now):
    bulk.rebuild(now=now, workers=2)
    vocabulary.forget_counts()


def test_similar_leaves_out_the_text_itself_and_says_why(commune, now):
    first, second, _third = fill(
        commune.unit,
        [
            ("Đường Nam Cao toàn ổ gà với ổ voi, đề nghị cho sửa.", "phường Thủy Vân"),
            ("Tôi đi qua đường Nam Cao, ổ gà khắp nơi, bao giờ mới vá?", "phường Thủy Vân"),
            ("Trạm y tế thiếu bác sĩ.", "phường Thủy Vân"),
        ],
        now=now,
    )
    hits = with_texts(similar(first.text, place=first.place, seat=commune.coordinator, exclude=[("opinion", first.pk)]))
    assert hits[0].shown.code == second.code
    assert hits[0].why
    assert first.code not in [hit.shown.code for hit in hits]
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_search_asks_the_database_a_bounded_number_of_times(commune, now):
    fill(commune.unit, [(f"Đường Nam Cao ổ gà số {n}, đề nghị sửa.", "phường Thủy Vân") for n in range(60)], now=now)
    vocabulary.counts()
    with CaptureQueriesContext(
        connection,
    ) as few:
        search("đường Nam Cao ổ gà", seat=commune.coordinator)
    with CaptureQueriesContext(connection) as more:
        search("đường Nam Cao ổ gà sửa đề nghị mặt đường hỏng nắp cống bẩn rác bốc mùi " * 3, seat=commune.coordinator)
    assert len(few) <= 30
    assert len(more) <= 60


def test_words_typed_with_marks_prefer_the_same_marks(commune, now):
    meant = say(commune.unit, "Mương Nà Lọc cạn nước.", now=now)
    other = say(commune.unit, "Mương Nà Lóc cạn nước.", now=now + timedelta(minutes=1))
    index(now + timedelta(minutes=2))
    assert found("mương Nà Lọc") == [meant.code, other.code]
    assert found("mương Nà Lóc") == [other.code, meant.code]


def test_words_side_by_side_come_before_the_same_words_far_apart(commune, now):
    filler = "Bà con trong thôn đã họp nhiều lần, ghi biên bản, gửi lên trên và vẫn chờ xem bao giờ có người về. "
    near = say(commune.unit, "Kè Vàm Tân sạt lở. " + filler * 2, now=now)
    say(commune.unit, f"Lở đất ở Vàm Tân. {filler}{filler}Kè thì chưa có, tường sạt.", now=now + timedelta(minutes=1))
    index(now + timedelta(minutes=2))
    assert found("kè sạt lở")[0] == near.code


def test_another_matter_comes_before_the_third_text_that_says_the_same(commune, now):
    for number in range(4):
        say(commune.unit, f"Thôn {number + 1} chưa có điện lưới quốc gia.", now=now + timedelta(minutes=number))
    other = say(commune.unit, "Trạm bơm chưa có điện lưới, lúa chết khô.", now=now - timedelta(minutes=1))
    index(now + timedelta(minutes=9))
    codes = found("chưa có điện lưới")
    assert len(codes) == 5
    assert codes.index(other.code) <= 2

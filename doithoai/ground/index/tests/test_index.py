"""The index follows the book, forgets what is sealed, and holds the same on both databases."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection, transaction

from doithoai.ground.core.actors import CITIZEN, OPERATOR
from doithoai.ground.core.errors import Refused
from doithoai.ground.core.events import Event
from doithoai.ground.index import engine as words_of
from doithoai.ground.index import entries, following, vocabulary
from doithoai.ground.index.engine import Asked, engine
from doithoai.ground.index.models import Entry, Mark, Word
from doithoai.ground.index.registry import Document
from doithoai.ground.index.searching import search
from doithoai.ground.index.tests.archive import fill, index, say
from doithoai.process.intake.models import Opinion
from doithoai.process.people.models import Unit
from doithoai.process.triage import rights
from doithoai.process.triage.models import Field, Matter
from doithoai.process.triage.services import Part, hand_over, triage, undo_triage

pytestmark = pytest.mark.django_db

TEXTS = [
    ("Đường Nam Cao toàn ổ gà, đề nghị cho sửa.", "xã Tân Hiệp, huyện Hớn Quản"),
    ("Trại heo ấp 10 hôi thối không chịu được.", "xã Tân Hiệp, huyện Hớn Quản"),
    ("Cầu treo Đồng Thắng gãy ván, học sinh đi lại nguy hiểm.", "xã Đồng Thắng"),
]


@pytest.fixture(autouse=True)
def _fresh():
    vocabulary.forget_counts()


def codes(text, **asked):
    return [hit.shown.code for hit in search(text, seat=OPERATOR, **asked).hits]


def newest(term, limit=10):
    return engine().newest([Asked([[term]], limit)])[0]


def test_what_was_said_is_found_after_catching_up(commune, now):
    road, _pigs, bridge = fill(commune.unit, TEXTS, now=now)
    assert codes("duong nam cao") == [road.code]
    assert codes("cau treo dong thang")[0] == bridge.code
    assert Entry.objects.count() == 3


def test_catching_up_twice_changes_nothing(commune, now):
    fill(commune.unit, TEXTS, now=now)
    before = list(Entry.objects.order_by("id").values())
    assert following.catch_up(now=now).read == 0
    # The book read again from the start: everything is asked for, nothing is read or written anew.
    Mark.objects.filter(name=entries.FOLLOWS).update(position=0)
    following.catch_up(now=now)
    assert list(Entry.objects.order_by("id").values()) == before
    assert newest("nam_cao") == [before[0]["id"]]


def test_killed_in_the_middle_it_goes_on_from_there(commune, now, monkeypatch):
    for text, place in TEXTS:
        say(commune.unit, text, now=now, place=place)
    monkeypatch.setattr(following, "BATCH", 1)
    real, calls = entries.put_locked, []

    def dies(documents, prepared):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        real(documents, prepared)

    monkeypatch.setattr(entries, "put_locked", dies)
    # One catch_up a transaction of its own here, as in life; the test's own transaction needs savepoints instead.
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        following.catch_up(now=now)
    monkeypatch.setattr(entries, "put_locked", real)
    index(now)
    assert sorted(Entry.objects.values_list("ref", flat=True)) == sorted(Opinion.objects.values_list("pk", flat=True))
    assert len(newest("k:opinion")) == 3


def test_a_line_that_is_committed_late_is_read_all_the_same(commune, now):
    fill(commune.unit, TEXTS[:1], now=now)
    following.catch_up(now=now)
    mark = Mark.objects.get(name=entries.FOLLOWS)
    late = Opinion.objects.get()
    # Number +1 is taken by somebody whose transaction is still open; +2 is committed before it.
    Event.objects.create(
        id=mark.position + 2, at=now, verb="x", subject="intake.opinion", subject_id=late.pk, actor="x"
    )
    following.catch_up(now=now)
    mark.refresh_from_db()
    assert [gap[:2] for gap in mark.gaps] == [[mark.position - 1, mark.position - 1]]
    Entry.objects.all().delete()
    Event.objects.create(
        id=mark.position - 1, at=now, verb="x", subject="intake.opinion", subject_id=late.pk, actor="x"
    )
    assert following.is_behind()
    following.catch_up(now=now)
    assert Entry.objects.filter(ref=late.pk).exists()
    mark.refresh_from_db()
    assert mark.gaps == []


def test_a_number_that_never_comes_is_given_up_after_an_hour(now):
    gaps = following.gaps_after([], 10, [11, 14], now)
    assert gaps == [[12, 13, now.isoformat()]]
    assert following.gaps_after(gaps, 14, [], now + timedelta(minutes=59)) == gaps
    assert following.gaps_after(gaps, 14, [], now + timedelta(minutes=61)) == []


def test_a_denunciation_leaves_the_index_with_the_verb_that_seals_it(commune, now):
    said = say(commune.unit, "Ông Zưởng thôn trưởng ăn chặn tiền cứu trợ.", now=now)
    fill(commune.unit, TEXTS, now=now)
    assert codes("zuong an chan tien cuu tro") == [said.code]
    hand_over(said, kind=Opinion.Handed.DENUNCIATION, to="Ủy ban kiểm tra", by=commune.coordinator, now=now)
    assert not Entry.objects.filter(kind="opinion", ref=said.pk).exists()
    assert engine().has(["duong", "cuu_tro"]) == {"duong"}
    assert not Word.objects.filter(term__in=["zuong", "cuu"]).exists()
    assert codes("ăn chặn tiền cứu trợ") == []
    index(now)
    assert codes("ăn chặn tiền cứu trợ") == []


def test_a_denunciation_that_was_a_matter_first_leaves_nothing(commune, now):
    said = say(commune.unit, "Ông Zưởng thôn trưởng ăn chặn tiền cứu trợ.", now=now)
    part = Part(said.text, title="Tiền cứu trợ", field=Field.SOCIAL_POLICY)
    triage(said, [part], by=commune.coordinator, now=now)
    index(now)
    assert Entry.objects.filter(kind="matter").exists()
    said.refresh_from_db()
    undo_triage(said, by=commune.coordinator, now=now)
    said.refresh_from_db()
    hand_over(said, kind=Opinion.Handed.DENUNCIATION, to="Ủy ban kiểm tra", by=commune.coordinator, now=now)
    assert not Entry.objects.exists()
    assert engine().has(["cuu_tro", "tien"]) == set()


def test_a_verb_that_fails_forgets_nothing(commune, now):
    said = fill(commune.unit, TEXTS[:1], now=now)[0]
    with pytest.raises(Refused):
        hand_over(said, kind=Opinion.Handed.DENUNCIATION, to="", by=commune.coordinator, now=now)
    assert codes("duong nam cao") == [said.code]


def test_a_withdrawn_opinion_is_not_found(commune, now):
    said = fill(commune.unit, TEXTS, now=now)[0]
    rights.withdraw(said, text="", by=CITIZEN, now=now)
    assert not Entry.objects.filter(ref=said.pk).exists()
    index(now)
    assert codes("duong nam cao o ga") == []


def test_a_matter_that_changes_is_found_by_its_new_words_only(commune, now):
    said = fill(commune.unit, TEXTS[:1], now=now)[0]
    triage(said, [Part(said.text, title="Sửa đường Nam Cao", field=Field.TRANSPORT)], by=commune.coordinator, now=now)
    index(now)
    matter = Matter.objects.get()
    assert codes("sua duong nam cao") == [matter.code]
    assert codes("duong nam cao", field="transport") == [matter.code]
    assert codes("duong nam cao", field="land") == []


def test_another_version_of_the_terms_builds_anew(commune, now):
    fill(commune.unit, TEXTS, now=now)
    Mark.objects.filter(name=entries.FOLLOWS).update(version="old")
    assert following.is_behind()
    index(now)
    assert Entry.objects.count() == 3
    assert len(newest("k:opinion")) == 3


def test_rows_loaded_without_a_line_in_the_book_are_found(commune, now):
    fill(commune.unit, TEXTS[:1], now=now)
    copy = Opinion.objects.get()
    copy.pk, copy.key, copy.secret_index, copy.text = None, "k2", "s2", "Bãi rác Khuổi Mật bốc mùi"
    copy.save()
    index(now)
    assert codes("bai rac khuoi mat") == [copy.code]


@pytest.mark.parametrize("hostile", ['"', "' OR 1=1 --", "a" * 5000, "\x00\u200b\u202e", "(((((", "NEAR(a b)", "* : -"])
def test_no_query_breaks_the_engine(commune, now, hostile):
    fill(commune.unit, TEXTS, now=now)
    assert search(hostile, seat=OPERATOR).hits == []


def test_the_engine_answers_the_same_on_both_databases(now):
    """One table of questions and answers; the run on the other database has to give the same."""
    words = engine()
    words.add([(1, ["a", "b", "a_b"]), (2, ["a", "c"]), (3, ["b", "c", "c:x"]), (4, ["a", "b", "u:7"])])
    asked = [
        ([["a"]], 10, [4, 2, 1]),
        ([["a"], ["b"]], 10, [4, 1]),
        ([["a", "c:x"], ["b"]], 10, [4, 3, 1]),
        ([["a"]], 2, [4, 2]),
        ([["u:7", "a_b"]], 10, [4, 1]),
        ([["nowhere"]], 10, []),
    ]
    for share in (0.0, 1.0):
        assert words.newest([Asked(groups, limit, share) for groups, limit, _ids in asked]) == [
            ids for *_q, ids in asked
        ]
    assert words.newest([]) == []
    words.drop([(1, ["a", "b", "a_b"])])
    assert newest("a") == [4, 2]
    assert words.has(["a", "a_b", "c:x"]) == {"a", "c:x"}
    words.clear()
    assert newest("a") == []


@pytest.mark.django_db(transaction=True)
def test_tidying_leaves_what_stands_and_the_file_without_what_does_not(now):
    notes = [Document("note", n, text, "", 7, "/7/", now) for n, (text, _place) in enumerate(TEXTS)]
    entries.put_all(notes)
    entries.remove("note", [0])
    following.tidy(now)
    assert newest("nam_cao") == []
    assert len(newest("k:note")) == 2
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM index_terms_data WHERE instr(block, CAST('nam_cao' AS BLOB)) > 0")
            assert cursor.fetchone()[0] == 0
    engine().clear()


@pytest.mark.django_db(transaction=True)
def test_with_an_index_of_the_newest_the_lists_are_the_same(now, monkeypatch):
    monkeypatch.setattr(words_of, "RECENT", 8)
    words = engine()
    words.clear()
    words.add([(n, ["all", f"m{n % 3}", f"early{n // 20}", *(["last"] if n == 60 else [])]) for n in range(1, 61)])
    groups = [[["all"]], [["m0"], ["all"]], [["m1", "m2"]], [["early0"], ["m1"]], [["last"]], [["early2"], ["m0"]]]
    asked = [Asked(group, limit, share) for group in groups for limit in (1, 3, 40) for share in (0.0, 1.0)]
    before = words.newest(asked)
    assert _pending() == 0
    assert before[:2] == [[60], [60]] and before[4][:2] == [60, 59] and before[18] == [19]
    words.tidy()
    assert words.newest(asked) == before
    assert _newest_begin() == 52
    # A little more changes nothing; much more, and what a killed call left goes too.
    words.add([(n, ["all"]) for n in range(61, 66)])
    words.tidy()
    assert _newest_begin() == 52
    assert newest("all", 3) == [65, 64, 63]
    words.add([(n, ["all"]) for n in range(66, 72)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX index_terms_next ON index_terms (id)")
    words.tidy()
    assert _newest_begin() == 63
    words.drop([(71, ["all"])])
    assert words.newest([Asked([["all"]], 2, 1.0), Asked([["m0"], ["all"]], 2, 1.0)]) == [[70, 69], [60, 57]]
    words.clear()
    assert words.newest(asked) == [[] for _one in asked]


def _newest_begin():
    """Return from which number on entries have an index of their own, as the catalogue says; SQLite needs none."""
    if connection.vendor == "sqlite":
        return mock.ANY
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'index_terms_%' AND indexdef LIKE '%>=%'")
        ((definition,),) = cursor.fetchall()
        return int(definition.rpartition(">= ")[2].strip("()"))


def _pending():
    """Return how many pages of words PostgreSQL has not put into their lists yet."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('index_terms_gin')")
        return cursor.fetchone()[0]


def test_an_empty_installation_answers(db):
    assert search("đường hỏng", seat=OPERATOR).hits == []
    assert Unit.objects.count() == 0

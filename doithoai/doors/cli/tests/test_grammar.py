"""The generated voices: the same for the same seed, each with its truth, as untidy as people write."""

from collections import Counter
from itertools import islice

from doithoai.doors.cli.bench.grammar import gathering, voices
from doithoai.doors.cli.bench.grammar.lists import issues
from doithoai.ground.language.fold import fold, nfc
from doithoai.process.intake.rules import LONGEST, SHORTEST
from doithoai.process.triage.models import Field


def test_the_same_seed_gives_the_same_voices_and_another_seed_others():
    assert list(islice(voices(7), 500)) == list(islice(voices(7), 500))
    assert list(islice(voices(7), 500)) != list(islice(voices(8), 500))


def test_every_field_is_spoken_of_in_a_text_that_the_register_takes():
    said = list(islice(voices(1), 4000))
    assert {voice.field for voice in said} == set(Field.values) == {issue.field for issue in issues()}
    assert all(SHORTEST <= len(nfc(voice.text)) <= LONGEST and "{" not in voice.text for voice in said)


def test_a_label_is_one_thing_at_one_place_and_few_share_it():
    said = gathering(3, 4000)
    places = {}
    for voice in said:
        assert places.setdefault(voice.label, (voice.field, voice.commune)) == (voice.field, voice.commune)
    sizes = Counter(voice.label for voice in said)
    assert 300 < len(sizes) < 1500
    assert max(sizes.values()) < 400


def test_people_write_as_people_write():
    said = list(islice(voices(2), 4000))
    bare = sum(voice.text == fold(voice.text) for voice in said) / len(said)
    apart = sum(voice.text != nfc(voice.text) for voice in said) / len(said)
    assert 0.1 < bare < 0.25
    assert 0.01 < apart < 0.06
    assert len({voice.text for voice in said}) > 3900

"""The agenda beats counting on generated gatherings: in voices and villages every time against single matters."""

from doithoai.doors.cli.bench import agenda


def test_it_beats_the_largest_groups_in_voices_and_in_villages():
    rows = [agenda.compare(seed) for seed in range(4)]
    for row in rows:
        ours, matters, topics = row["agenda"], row["largest_matters"], row["largest_topics"]
        assert ours.voices > matters.voices
        assert ours.villages > matters.villages
        assert 100 * ours.voices >= 97 * topics.voices
    assert sum(row["agenda"].villages for row in rows) > sum(row["largest_topics"].villages for row in rows)
    assert sum(row["agenda"].promises for row in rows) >= sum(row["largest_topics"].promises for row in rows)

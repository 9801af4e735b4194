"""A whole gathering: everybody in exactly one group, what is one matter together, what is not apart."""

from collections import Counter
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doithoai.ground.language.fold import fold
from doithoai.ground.language.grouping import group
from doithoai.ground.language.joining import joined
from doithoai.ground.language.latent import LEAST_TEXTS, directions
from doithoai.ground.language.reading import read
from doithoai.ground.language.weights import Weights

# Our own small world: a kind of thing, what is wrong with it in several wordings, what is asked for.
ISSUES = (
    ("đường", ("{} toàn ổ gà", "mặt {} vỡ nát", "{} lồi lõm, té xe hoài"), ("sửa lại", "vá lại cho dân đi")),
    ("cầu", ("{} thi công ì ạch", "{} làm dở rồi bỏ đó", "{} mãi chưa xong"), ("đẩy nhanh tiến độ", "làm cho xong")),
    (
        "trường tiểu học",
        ("{} thiếu phòng học", "lớp ở {} vẫn tạm bợ", "{} dột nát, mưa là nghỉ"),
        ("xây phòng mới", "xây thêm lớp"),
    ),
    (
        "bãi rác",
        ("{} bốc mùi hôi thối", "khói từ {} bay vào nhà", "{} ngập ngụa, ruồi đầy nhà"),
        ("di dời bãi", "xử lý mùi"),
    ),
    (
        "chợ",
        ("{} cháy nổ lúc nào không hay", "dây điện ở {} chằng chịt", "{} không có bình chữa cháy"),
        ("kiểm tra phòng cháy", "lắp bình chữa cháy"),
    ),
)
FIRST, SECOND = (
    ["Tân", "Bình", "Phú", "Long", "Mỹ", "Hòa", "An", "Vĩnh", "Thạnh", "Đông"],
    ["Lợi", "Thành", "Sơn", "Hưng", "Phước", "Khánh", "Điền", "Giang"],
)


def world(opinions: int, seed: int) -> tuple[list[int], list[str]]:
    chance = Random(seed)
    cases = [
        (i, f"{issue[0]} {first} {second}") for i, issue in enumerate(ISSUES) for first in FIRST for second in SECOND
    ]
    chance.shuffle(cases)
    cases = cases[: opinions // 6]
    labels, texts = [], []
    for _ in range(opinions):
        label = min(int(chance.expovariate(1 / (len(cases) / 3))), len(cases) - 1)
        issue, thing = cases[label]
        said = chance.choice(ISSUES[issue][1]).format(thing)
        text = f"{said[0].upper()}{said[1:]}. Đề nghị {chance.choice(ISSUES[issue][2])}."
        labels.append(label)
        texts.append(fold(text) if chance.random() < 0.2 else text)
    return labels, texts


def quality(groups: list[list[int]], labels: list[int]) -> tuple[float, float]:
    def couples(counts):
        return sum(n * (n - 1) // 2 for n in counts)

    right = sum(couples(Counter(labels[at] for at in members).values()) for members in groups)
    return right / couples(map(len, groups)), right / couples(Counter(labels).values())


def test_matters_of_a_gathering_are_put_together_and_kept_apart():
    labels, texts = world(900, 7)
    groups = group([read(text, "xã Trung Hòa") for text in texts])
    assert sorted(at for members in groups for at in members) == list(range(len(texts)))
    precision, recall = quality(groups, labels)
    assert precision >= 0.95
    assert recall >= 0.8


def test_the_order_of_arrival_changes_next_to_nothing():
    _labels, texts = world(400, 8)
    readings = [read(text) for text in texts]
    order = list(range(len(texts)))
    Random(1).shuffle(order)
    first = {frozenset(members) for members in group(readings)}
    second = {frozenset(order[at] for at in members) for members in group([readings[at] for at in order])}
    together = sum(len(members) for members in first & second)
    assert together / len(texts) >= 0.9


def test_groups_do_not_chain():
    a = read("Đường Tân Lợi toàn ổ gà, đề nghị sửa.")
    between = read("Đường hư, đề nghị sửa.")
    b = read("Đường Phú Sơn toàn ổ gà, đề nghị sửa.")
    groups = group([a, between, b])
    assert not any({0, 2} <= set(members) for members in groups)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_everybody_stands_in_exactly_one_group_whatever_was_written(texts):
    groups = group([read(text) for text in texts])
    assert sorted(at for members in groups for at in members) == list(range(len(texts)))
    assert [len(members) for members in groups] == sorted(map(len, groups), reverse=True)


def test_the_same_words_are_one_group():
    assert group([read("Đường Nam Cao toàn ổ gà, xin sửa.", "xã Trung Hòa")] * 5) == [[0, 1, 2, 3, 4]]


def test_too_few_texts_teach_no_directions():
    assert directions([{"a", "b"}] * (LEAST_TEXTS - 1)) is None


def test_words_said_with_the_same_words_point_the_same_way():
    said = [{"thung", "xay", f"x{n}"} for n in range(80)] + [{"tam", "xay", f"y{n}"} for n in range(80)]
    said += [{"rac", "gom", f"z{n}"} for n in range(400)] + [{"den", "toi", f"t{n}"} for n in range(400)]
    found = directions(said)
    assert found is not None
    assert found[0] @ found[100] > 0.5
    assert abs(found[0] @ found[200]) < 0.3


def laid_together(*groups: list[str]) -> list[list[int]]:
    """Join groups whose members all point the same way, so that only what they name can tell them apart."""
    texts = [text for group in groups for text in group]
    readings = [read(text, "thôn Đông, xã Trung Hòa") for text in texts]
    starts = [sum(map(len, groups[:number])) for number in range(len(groups))]
    members = [list(range(start, start + len(group))) for start, group in zip(starts, groups, strict=True)]
    pointing = np.ones((len(texts), 4), dtype=np.float32) / 2
    return sorted(joined(members, readings, pointing, Weights.default()))


def test_groups_that_name_other_things_of_one_hamlet_stay_apart():
    one = ["Khu tái định cư Ngọc Chánh chưa có nước sạch, đề nghị làm."] * 4
    other = ["Khu tái định cư Bình Trung chưa có nước sạch, đề nghị làm."] * 4
    assert laid_together(one, other) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_groups_that_name_one_thing_and_speak_of_the_same_are_joined():
    one = ["Khu tái định cư Ngọc Chánh chưa có nước sạch, đề nghị làm."] * 4
    other = ["Dân ở khu tái định cư Ngọc Chánh không có nước sạch để dùng."] * 2
    assert laid_together(one, other) == [[0, 1, 2, 3, 4, 5]]

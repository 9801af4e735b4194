"""An abbreviation and its long form must become the same words, whatever stands around them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doithoai.ground.language import abbrev
from doithoai.ground.language.abbrev import expand
from doithoai.ground.language.fold import fold

LINES = [
    (*line.split("\t"), "")[:3]
    for line in files(abbrev.__package__).joinpath("data/abbreviations.tsv").read_text("utf-8").splitlines()
]


def words(text: str) -> list[str]:
    return expand(re.findall(r"[a-z0-9]+", fold(text)))


SAME = [
    ("UBND xã chậm GPMB", "Ủy ban nhân dân xã chậm giải phóng mặt bằng"),
    ("mở rộng QL62", "mở rộng quốc lộ 62"),
    ("QL.22B xấu", "quốc lộ 22B xấu"),
    ("tiến độ ĐT746", "tiến độ đường tỉnh 746"),
    ("tiến độ ĐT.746", "tiến độ tỉnh lộ 746"),
    ("TL 16 hỏng", "đường tỉnh lộ 16 hỏng"),
    ("đường ĐT 746", "tỉnh lộ 746"),
    ("đường QL1A", "quốc lộ 1A"),
    ("ĐH 05 sạt", "đường huyện 05 sạt"),
    ("trường THCS Hưng Thành", "trường trung học cơ sở Hưng Thành"),
    ("trường TH Lê Lợi", "trường tiểu học Lê Lợi"),
    ("trường MN Hoa Sen", "trường mầm non Hoa Sen"),
    ("thẻ BHYT", "thẻ bảo hiểm y tế"),
    ("the bao hiem yt", "thẻ bảo hiểm y tế"),
    ("CSGT tiêu cực ở VSIP1", "cảnh sát giao thông tiêu cực ở VSIP 1"),
    ("TP.HCM", "thành phố Hồ Chí Minh"),
    ("tphcm", "TP Hồ Chí Minh"),
    ("TT. Na Hang", "thị trấn Na Hang"),
    ("TT Huế", "Thừa Thiên Huế"),
    ("TT 02/2023", "thông tư 02/2023"),
    ("NĐ 30/2020", "nghị định 30/2020"),
    ("WC công cộng cv Hoa Phượng", "nhà vệ sinh công cộng công viên Hoa Phượng"),
    ("P.5, Q.1", "phường 5, quận 1"),
    ("p5 q1", "phường 5 quận 1"),
    ("X. Tân Phú, H. Na Hang", "xã Tân Phú, huyện Na Hang"),
    ("22h30 còn hát", "22 giờ 30 còn hát"),
    ("ko ai lam", "không ai làm"),
    ("k dc giai quyet", "không được giải quyết"),
    ("Sở TN&MT", "Sở Tài nguyên và Môi trường"),
    ("Sở GD-ĐT", "Sở Giáo dục và Đào tạo"),
    ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("ngã 3 Bà Lài", "ngã ba Bà Lài"),
    ("KP3", "khu phố 3"),
    ("TĐC thủy điện", "tái định cư thuỷ điện"),
    ("sđt lãnh đạo", "số điện thoại lãnh đạo"),
    ("đường BT vỡ", "đường bê tông vỡ"),
    ("GCN QSDĐ", "giấy chứng nhận quyền sử dụng đất"),
    ("UBMTTQ xã", "Ủy ban Mặt trận Tổ quốc xã"),
]
KEPT = ["đường hỏng nặng", "dài 22 km", "đường C7", "quốc lộ 22B", "cấp phường xem lại", "mười hộ bịt cống", "thả cá"]


@pytest.mark.parametrize(("short", "long"), SAME)
def test_short_and_long_meet(short: str, long: str) -> None:
    assert words(short) == words(long)


@pytest.mark.parametrize("text", KEPT)
def test_words_that_only_look_short_stay(text: str) -> None:
    assert words(text) == re.findall(r"[a-z0-9]+", fold(text))


@pytest.mark.parametrize(("short", "long", "context"), LINES, ids=[f"{s}:{c}" for s, _l, c in LINES])
def test_each_line_is_reached_and_both_directions_meet(short: str, long: str, context: str) -> None:
    before, after = _neighbours(context)
    given_short = [*before, *short.split(), *after]
    given_long = [*before, *fold(long).split(), *after]
    assert expand(given_short) == expand(given_long)


def _neighbours(context: str) -> tuple[list[str], list[str]]:
    """Words that the line asks for beside it; a word that no line knows where it asks for none."""
    before, after = ["zzz"], ["zzz"]
    for need in context.split():
        if need.startswith("!"):
            continue
        word = need[1:].split("|")[0].replace("#", "99")
        if need[0] == "<":
            before = [word]
        else:
            after = [word]
    return before, after


@given(st.lists(st.sampled_from(sorted({w for s, _l, _c in LINES for w in s.split()} | {"62", "duong", "xa"}))))
def test_twice_is_once(some: list[str]) -> None:
    assert expand(expand(some)) == expand(some)


def test_the_table_is_clean() -> None:
    assert all(s and long and s == fold(s) for s, long, _c in LINES)
    assert len({(s, c) for s, _l, c in LINES}) == len(LINES)

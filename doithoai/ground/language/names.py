"""Proper names in a text: what they are called and what kind of thing bears them ("duong:nam cao")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from doithoai.ground.language import terms
from doithoai.ground.language.fold import canon, fold
from doithoai.ground.language.terms import Token

LONGEST_HEAD = 6
LONGEST_NAME = 6
# What a place as given with a text is made of, wide to small.
STATE = ("tinh", "huyen", "xa", "thon", "to")
# A name of a person is read over: it says who, not what or where.
PERSON = "nguoi"
# Bridges and roads may be called like what is otherwise no name: "cầu Công An".
_BEARS_ANY = frozenset({"cau", "cho", "duong", "hem", "thon", "khu", "nuoc", "nga"})
_NUMBERED_KINDS = frozenset({"duong", "hem", "thon", "to", "khu", "xa", "huyen", "so"})
_SOMETIMES_NUMBERED = frozenset({"cong", "truong", "tram", "nga", "doi", "kcn", "kdc", "cau", "ke", "congty", "bai"})
# A number before one of these counts it and belongs to no name.
_COUNTED = frozenset(["ho", "nha", "met", "km", "cay", "nguoi", "hecta", "trieu", "ty", "chau"])
# Kinds whose heads, without their marks, are mostly other words.
_LIKE_WORDS = frozenset({"tinh", "huyen", "chua", "doi", "bai", "ben"})
_SEVERAL = frozenset(["cac", "hai", "ba", "bon", "nam", "may", "2", "3", "4", "5", "nhung"])
# Papers of the state are numbered, but are no places and no things.
PAPER = "so"
_PART = re.compile(r"[,;–]| - | và ")
_ODD_MARKS = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"\d{1,5}[a-z]{0,2}|[a-z]{1,2}\d{1,4}[a-z]?")


@dataclass(frozen=True, slots=True)
class Named:
    """What was found: names with their kinds, which words belong to them, and which tell their kinds."""

    names: frozenset[str]
    covered: frozenset[int]
    heads: frozenset[int]


@dataclass(slots=True)
class _Search:
    """The way through one text."""

    tokens: Sequence[Token]
    words: list[str]
    marked: bool
    cased: bool
    is_name: Callable[[str], bool]
    heads: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]]
    names: set[str] = field(default_factory=set)
    covered: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)

    def add(self, kind: str, first: int, last: int, head: int) -> None:
        name = " ".join(self.words[first:last])
        if kind not in (PERSON, PAPER):
            self.names.add(f"{kind}:{_plain(kind, name)}" if kind else name)
        self.covered.update(range(first, last))
        self.before.update(range(head, first))


@lru_cache(maxsize=1)
def _heads() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]]:
    """Return what kinds of things are called, by the first word: folded words, with marks, the kind; longer ones first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...], str]]] = {}
    for line in _lines("heads.tsv"):
        kind, _tab, listed = line.partition("\t")
        for phrase in listed.split("|"):
            marked = tuple(canon(word) for word in phrase.split())
            words = tuple(fold(word) for word in marked)
            found.setdefault(words[0], []).append((words, marked, kind))
    return {first: tuple(sorted(heads, key=lambda head: -len(head[0]))) for first, heads in found.items()}


@lru_cache(maxsize=1)
def _headlike() -> frozenset[str]:
    """Return names that begin like a head ("chợ đồn", "hồ chí minh"): the head is part of the name."""
    return frozenset(_lines("headlike.txt"))


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """Return words that open a sentence with a capital and are no part of the name that follows."""
    return frozenset(" ".join(_lines("openers.txt")).split())


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    """Return what is written with capitals and names no place and no thing."""
    return frozenset(_lines("not_names.txt"))


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(" ".join(_lines("surnames.txt")).split())


def _lines(name: str) -> list[str]:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8").splitlines()


def _plain(kind: str, name: str) -> str:
    """Return one spelling of a name: quốc lộ 1A is quốc lộ 1, ấp 05 is ấp 5."""
    if name[:1].isdigit() and " " not in name:
        name = name.lstrip("0") or "0"
        if kind == "duong" and name == "1a":
            name = "1"
    return name


def is_marked(tokens: Sequence[Token]) -> bool:
    """Say whether the text is written with its marks."""
    return sum(not token.raw.isascii() for token in tokens) * 5 >= len(tokens)


def is_cased(tokens: Sequence[Token]) -> bool:
    """Say whether capitals tell names in this text: some words have one, most have none."""
    capital = sum(_capital(token) for token in tokens)
    shouted = sum(len(token.raw) > 1 and token.raw.isupper() and token.raw.isalpha() for token in tokens)
    begins = sum(_capital(token) and token.starts for token in tokens)
    return capital > 0 and capital * 2 <= len(tokens) + 4 and shouted * 2 <= len(tokens) and (begins > 0 or capital > 1)


def _capital(token: Token) -> bool:
    raw = token.raw
    return raw[:1].isupper() and (len(raw) == 1 or raw[1:].islower())


def _never(_name: str) -> bool:
    return False


def find(tokens: Sequence[Token], *, marked: bool, cased: bool, is_name: Callable[[str], bool] = _never) -> Named:
    """Return the names in a text; where capitals do not tell, `is_name` says of two folded words whether they may be one."""
    search = _Search(tokens, [token.word for token in tokens], marked, cased, is_name, _heads())
    at = 0
    while at < len(tokens):
        kind, length = _head_at(search, at)
        if length and (end := _after_head(search, kind, at, at + length)):
            at = end
        elif length:
            at += length
        elif cased and _opens_run(search, at):
            at = _lone_run(search, at)
        else:
            at += 1
    return Named(frozenset(search.names), frozenset(search.covered), frozenset(search.before))


def _head_at(search: _Search, at: int) -> tuple[str, int]:
    """Return the kind and the length of the head that stands here, or ("", 0)."""
    for words, marked, kind in search.heads.get(search.words[at], ()):
        length = len(words)
        here = search.tokens[at : at + length]
        if tuple(token.word for token in here) != words:
            continue
        if search.marked and any(token.raw and token.marked != mark for token, mark in zip(here, marked, strict=True)):
            continue
        if any(token.gap for token in here[1:]):
            continue
        # "Chợ Đồn" is a place: what looks like a head is the beginning of the name.
        if (
            _capital(here[0])
            and _next_capital(search, at)
            and " ".join(t.marked for t in search.tokens[at : at + 2]) in _headlike()
        ):
            return "", 0
        if kind == PERSON and (not search.cased or (_capital(here[0]) and not here[0].starts)):
            return "", 0
        return kind, length
    return "", 0


def _after_head(search: _Search, kind: str, head: int, at: int) -> int:
    """Take the name or number after a head; return where it ends, 0 when there is none."""
    words, tokens = search.words, search.tokens
    if at < len(words) and words[at] == "so" and tokens[at].follows:
        at += 1
    if at >= len(words) or tokens[at].gap == 2 or (tokens[at].gap and not words[at][:1].isdigit()):
        return 0
    if _NUMBERED.fullmatch(words[at]) and (kind in _NUMBERED_KINDS or (search.marked and kind in _SOMETIMES_NUMBERED)):
        return _numbers(search, kind, head, at)
    if not search.cased:
        return _unmarked_name(search, kind, head, at)
    end = _run_end(search, at)
    if end == at or (kind not in _BEARS_ANY and " ".join(words[at:end]) in _not_names()):
        return 0
    if kind != "duong":
        end = _with_number(search, end)
    search.add(kind, at, end, head)
    return _listed(search, kind, head, end)


def _with_number(search: _Search, end: int) -> int:
    """Take a number into the name before it ("xã Đồi 61"), unless it counts something ("bản Nậm Là 75 hộ")."""
    words = search.words
    if end >= len(words) or not search.tokens[end].follows or not words[end].isdigit() or len(words[end]) > 3:
        return end
    return end if words[end + 1 : end + 2] and words[end + 1] in _COUNTED else end + 1


def _listed(search: _Search, kind: str, head: int, end: int) -> int:
    """Give the names of a list the kind of the first: "ba xã Phú Lương, Đông Lợi, Tú Thịnh"."""
    if head == 0 or search.words[head - 1] not in _SEVERAL or kind not in STATE:
        return end
    while end < len(search.words):
        first = end + 1 if search.words[end] in ("va", "voi") else end
        last = (
            _run_end(search, first)
            if first < len(search.words) and (first > end or search.tokens[end].gap == 1)
            else end
        )
        if last <= first:
            break
        search.add(kind, first, last, first)
        end = last
    return end


def _numbers(search: _Search, kind: str, head: int, at: int) -> int:
    """Take one number after a head, or several: "tổ 6, 7 và 8"."""
    words = search.words
    search.add(kind, at, at + 1, head)
    at += 1
    while at + 1 < len(words):
        step = 1 if words[at] == "va" else 0
        if not (step or search.tokens[at].gap == 1) or not words[at + step].isdigit() or len(words[at + step]) > 2:
            break
        search.add(kind, at + step, at + step + 1, at)
        at += step + 1
    return at


def _run_end(search: _Search, at: int) -> int:
    """Return where the words with capitals that begin here end; a head inside begins another name."""
    end = at
    tokens = search.tokens
    while end < len(tokens) and end < at + LONGEST_NAME and _capital(tokens[end]):
        if end > at and (
            tokens[end].gap or (end - at >= 2 and _head_at(search, end)[1] and _next_capital(search, end))
        ):
            break
        end += 1
    return end


def _next_capital(search: _Search, at: int) -> bool:
    return at + 1 < len(search.tokens) and _capital(search.tokens[at + 1])


def _opens_run(search: _Search, at: int) -> bool:
    return _capital(search.tokens[at]) and (_next_capital(search, at) and search.tokens[at + 1].follows)


def _lone_run(search: _Search, at: int) -> int:
    """Take a name that no head stands before, without the word that only opens the sentence; return where it ends."""
    end = _run_end(search, at)
    first = at
    while search.tokens[at].starts and first < end and (search.words[first] in _openers() and end - first > 1):
        first += 1
    while end - first >= 2 and _no_name_from(search.words, first):
        first += 2
    if end - first >= 2:
        end = _with_number(search, end)
        search.add("", first, end, first)
    return max(end, at + 1)


def _no_name_from(words: Sequence[str], first: int) -> bool:
    """Say whether what begins here is an office or a law, written with capitals and no name: "Bộ Y tế", "Nhà nước"."""
    return any(" ".join(words[first : first + length]) in _not_names() for length in (2, 3, 4))


def _unmarked_name(search: _Search, kind: str, head: int, at: int) -> int:
    """Take the words after a head in a text without capitals, when they may be a name: two, of a person three, or one."""
    words, stop = search.words, terms.stop_words()
    free = at
    while free < min(at + 3, len(words)) and not words[free].isdigit() and words[free] not in stop:
        if free > at and search.tokens[free].gap:
            break
        free += 1
    if free == at or kind in (PERSON, PAPER, "congty", "duan"):
        return 0
    if kind in _LIKE_WORDS and head + 1 == at and not search.is_name(f"{words[head]} {words[at]}"):
        # "quan nhau", "den duong": a pub and a street lamp, no district and no temple.
        return 0
    if free == at + 1:
        # "ban bung chua co…": a hamlet of one syllable before a word that belongs to no name.
        if kind != "thon" or head + 1 != at or not search.is_name(f"{words[head]} {words[at]}") or len(words[at]) < 2:
            return 0
    elif not search.is_name(" ".join(words[at : at + 2])):
        return 0
    long = free == at + 3 and words[at] in _surnames() and kind in ("duong", "truong", "hem", "vien_cx")
    end = at + 3 if long else min(free, at + 2)
    search.add(kind, at, end, head)
    return end


def parts_of(place: str) -> tuple[str, ...]:
    """Return the typed parts of a place in the order written: ("tinh:lai chau", "huyen:phong tho", "xa:si lo lau", …)."""
    parts: list[str] = []
    last = "tinh"
    for piece in _PART.split(place[:400]):
        words = [word for word in _ODD_MARKS.sub(" ", fold(piece)).split() if word not in ("va", "cac")]
        whole = canon(" ".join(piece.split())) in _headlike()
        for heads, _marked, kind in _heads().get(words[0], ()) if words and not whole else ():
            if tuple(words[: len(heads)]) == heads and len(words) > len(heads) and kind in STATE:
                words, last = words[len(heads) :], kind
                break
        if words:
            parts.append(f"{'tinh' if last == 'huyen' and not parts else last}:{_plain(last, ' '.join(words))}")
    return tuple(dict.fromkeys(parts))

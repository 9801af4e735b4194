"""Likely the same matter, as a page shows it: found by the index, with the reasons in words."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doithoai.ground.index.likely import model_in_use, similar, with_texts
from doithoai.ground.language import grouping
from doithoai.ground.language.fold import fold, nfc
from doithoai.ground.language.reading import read

# More of a text than this adds time and no likeness.
READ = 4_000
SHOWN = 3
REASONS = 4
# How the kinds of named things are said where the text itself does not say it.
KINDS = {
    "duong": "đường",
    "hem": "hẻm",
    "thon": "thôn",
    "to": "tổ",
    "khu": "khu",
    "xa": "xã",
    "phuong": "phường",
    "huyen": "huyện",
    "tinh": "tỉnh",
    "cau": "cầu",
    "cong": "cống",
    "cho": "chợ",
    "truong": "trường",
    "tram": "trạm",
    "kenh": "kênh",
    "nuoc": "",
}
HEADS = frozenset(
    [
        *(
            "to dan pho",
            "khu pho",
            "khu dan cu",
            "ap",
            "ban",
            "buon",
            "lang",
            "thon",
            "xom",
            "to",
            "khom",
            "xa",
            "phuong",
        ),
        *(
            "hem",
            "ngo",
            "duong",
            "cau",
            "cong",
            "cho",
            "truong",
            "tram",
            "kenh",
            "song",
            "ho",
            "nha van hoa",
            "thi tran",
        ),
        *("thi xa", "huyen", "quan", "tinh", "quoc lo", "tinh lo", "den", "chua", "dinh", "san bong"),
    ]
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Same:
    """One thing that is likely about the same: `ref` in its kind's table, how likely in thousandths, and why."""

    kind: str
    ref: int
    score: int
    why: tuple[str, ...]
    code: str
    title: str
    place: str
    note: str
    url: str
    # Whether it still takes voices, where the page asked for that.
    open: bool = True

    @property
    def percent(self) -> int:
        """How likely, as a page says it."""
        return self.score // 10


def like(
    text: str,
    *,
    seat: Any,
    place: str = "",
    kinds: Collection[str] = ("matter",),
    limit: int = SHOWN,
    exclude: Collection[tuple[str, int]] = (),
) -> list[Same]:
    """Return what is likely the same matter and worth proposing to this seat, likeliest first. Empty text finds nothing."""
    asked = nfc(text)[:READ]
    if not asked:
        return []
    hits = similar(asked, seat=seat, place=place, kinds=kinds, limit=2 * limit, exclude=exclude)
    found = []
    for hit in with_texts([hit for hit in hits if hit.proposed][:limit]):
        shown = hit.shown
        if shown is None:
            continue
        words = shown.title or shown.text
        why = said(hit.why, asked, f"{shown.title} {shown.text}")
        url = reverse(shown.url_name, args=[shown.code]) if shown.url_name else ""
        title = words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + "…"
        found.append(
            Same(hit.kind, hit.ref, round(hit.score * 1000), why, shown.code, title, shown.place, shown.note, url)
        )
    return found


def alike(texts: Sequence[tuple[str, str]], where: str) -> list[list[int]]:
    """Return which of these (text, village) of one file say the same, as groups of their positions, the largest first."""
    readings = [read(text[:READ], ", ".join(filter(None, [where, village]))) for text, village in texts]
    return [sorted(found) for found in grouping.group(readings, model=model_in_use()) if len(found) > 1]


def bare(one: Same) -> Same:
    """Return the same without anybody's words, as it may be remembered outside the database."""
    return replace(one, title="", place="", why=())


def said(reasons: Iterable[Any], *texts: str) -> tuple[str, ...]:
    """Return reasons as short phrases ("cùng đường Nam Cao", "4 từ hiếm trùng"); names are spelled as the texts spell them."""
    phrases = []
    for reason in reasons:
        code, words, count = _parts(reason)
        phrase = _phrase(code, words, count, texts)
        if phrase and phrase not in phrases:
            phrases.append(phrase)
    return tuple(phrases[:REASONS])


def _parts(reason: Any) -> tuple[str, str, int]:
    if isinstance(reason, (list, tuple)):
        code, words, count = reason
        return str(code), str(words), int(count)
    return reason.code, reason.words, getattr(reason, "count", 0)


def _phrase(code: str, words: str, count: int, texts: Sequence[str]) -> str:
    name = as_written(words, texts)
    return {
        "same_name": _("cùng %(name)s") % {"name": name},
        "same_number": _("cùng %(name)s") % {"name": name},
        "same_place": _("cùng %(name)s") % {"name": name},
        "same_concept": _("cùng loại việc"),
        "shared_terms": _("%(n)d từ hiếm trùng") % {"n": count},
        "other_name": _("khác: %(name)s") % {"name": name},
        "other_place": _("nơi khác: %(name)s") % {"name": name},
        "other_concept": _("khác loại việc"),
    }.get(code, "")


def _before(words: Sequence[str], folded: Sequence[str], at: int) -> str:
    """Return the kind of thing as the text itself says it before a name ("tổ dân phố", "ấp"), or ''."""
    for length in (3, 2, 1):
        if at >= length and " ".join(folded[at - length : at]) in HEADS:
            return " ".join(words[at - length : at]).lower()
    return ""


def as_written(name: str, texts: Sequence[str]) -> str:
    """Return a folded name ("duong:nam cao") as one of the texts writes it ("đường Nam Cao"), else as well as it can be."""
    kind, _colon, bare = name.rpartition(":")
    head = KINDS.get(kind, "")
    wanted = bare.split()
    for text in texts:
        words = _WORD.findall(text[:READ])
        folded = [fold(word) for word in words]
        for at in range(len(words) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted:
                found = " ".join(words[at : at + len(wanted)])
                return f"{_before(words, folded, at) or head} {found}".strip()
    return f"{head} {bare.title()}".strip()

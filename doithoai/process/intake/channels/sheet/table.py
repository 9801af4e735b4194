"""From a table to opinions: which rows are opinions, which are lines of the paper around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from doithoai.process.intake.channels.sheet import words
from doithoai.process.intake.channels.sheet.grid import Grid
from doithoai.process.intake.channels.sheet.header import Header, find_headers, infer
from doithoai.process.intake.channels.sheet.records import Found, Record, finish

_NUMBER = re.compile(r"^\(?\d{1,5}\s*[.)]?$")
_OUTLINE = re.compile(r"^(?:[IVXivx]+|[A-Ha-h])\s*[.)]?$")


@dataclass
class Place:
    """What the surroundings of a table say about every row in it."""

    village: str = ""
    said_on: date | None = None
    strict: bool = False
    head: list[str] = field(default_factory=list)


def read_table(grid: Grid, place: Place, inherited: Header | None = None) -> tuple[Found, Header | None]:
    """The opinions of one table, and the header that another table may go on with.

    `place.head` receives the lines above the first header. Where `place.strict` is set (tables of
    a Word file, which also lay out letterheads), a table without a header must number its rows.
    """
    headers = find_headers(grid)
    if not headers:
        header = _continued(grid, inherited) or infer(grid)
        if header is None or (place.strict and "number" not in header.roles.values()):
            place.head += _lines(grid, 0, len(grid.clean))
            return Found(), inherited
        headers = [header]
    place.head += _lines(grid, 0, max(headers[0].at, 0))
    starts = [*sorted({h.at for h in headers}), len(grid.clean)]
    found = Found()
    for header in headers:
        end = starts[starts.index(header.at) + 1]
        walk = _Walk(grid, header, place)
        # Between two tables of a sheet stands what belongs to the second.
        for row in range(header.below, end):
            walk.take(row)
        place.village = walk.village or place.village
        finish(grid, header, walk.records, place.said_on, found)
    return found, headers[-1]


def _continued(grid: Grid, inherited: Header | None) -> Header | None:
    """The header of the table before, where this one has the same columns and no header."""
    if inherited is None or grid.width <= max(inherited.roles):
        return None
    own = infer(grid)
    same = own is not None and set(own.columns("text")) <= set(inherited.columns("text"))
    return Header(-1, 0, inherited.roles, inherited.titles) if same else None


def _lines(grid: Grid, start: int, end: int) -> list[str]:
    return [line for row in grid.clean[start:end] for text in row if text for line in text.split("\n")]


class _Walk:
    """Goes down one table and remembers where it is: village, field, and whether it has ended."""

    def __init__(self, grid: Grid, header: Header, place: Place) -> None:
        self.grid = grid
        self.header = header
        self.records: list[Record] = []
        self.village = place.village
        if header.at >= 0:
            for line in _lines(grid, 0, header.at):
                self.village = words.village_line(line) or words.village_in(line) or self.village
        self._field = ""
        self._ended = ""
        self._open = False
        self._texts = header.columns("text")
        self._number = next(iter(header.columns("number")), None)
        self._numbered = self._mostly_numbered()
        low, high = min(header.roles), max(header.roles)
        alone = low == 0 or header.at < 0
        self._range = range(0 if alone else low, max(high + 1, grid.width if alone else 0))

    def _mostly_numbered(self) -> bool:
        if self._number is None:
            return False
        rows = range(self.header.below, len(self.grid.clean))
        full = [r for r in rows if any(self.grid.text(r, c) for c in self._texts)]
        return 2 * sum(self._own_number(r) for r in full) >= len(full) > 0

    def _own_number(self, row: int) -> bool:
        return (
            self._number is not None
            and (row, self._number) not in self.grid.copied
            and bool(_NUMBER.match(self.grid.text(row, self._number)))
        )

    def take(self, row: int) -> None:
        """Decide what one row is."""
        own = {c: t for c in self._range if (t := self.grid.text(row, c)) and (row, c) not in self.grid.copied}
        formula = any((row, c) in self.grid.formulas for c in self._texts)
        if not own and not formula:
            return
        numbered = self._own_number(row)
        if not formula and self._is_around(row, own, numbered):
            return
        if self._ended and not self._reopens(own, numbered):
            return
        self._ended = ""
        text = any(c in own for c in self._texts)
        if self._open and text and not numbered and self._goes_on(own):
            self.records[-1].rows.append(row)
            return
        self.records.append(Record([row], self.village, self._field, formula))
        self._open = self._numbered

    def _goes_on(self, own: dict[int, str]) -> bool:
        """Without a number, a speaker or a place of its own, a row belongs to the one above."""
        roles = {self.header.roles.get(c) for c in own}
        return not roles & {"sender", "village", "address", "place", "phone"}

    def _reopens(self, own: dict[int, str], numbered: bool) -> bool:
        text = " ".join(own[c] for c in self._texts if c in own)
        if numbered and text:
            return True
        if self._ended == "signed":
            return len(text) > 40 and not words.is_name(text) and len(own) > 1
        return len(own) > 1

    def _is_around(self, row: int, own: dict[int, str], numbered: bool) -> bool:
        """Whether a row is a section, a total, a signature or the letterhead: no opinion."""
        rest = {c: t for c, t in own.items() if c != self._number or not (_NUMBER.match(t) or _OUTLINE.match(t))}
        single = next(iter(rest.values())) if len(set(rest.values())) == 1 else ""
        if single and (village := words.village_line(single)):
            self.village, self._open, self._ended = village, False, ""
            return True
        if numbered:
            return False
        if not rest:
            return True
        texts = list(rest.values())
        if words.is_total(texts[0]) and max(map(len, texts)) < 100:
            self._end("total")
        elif any(words.is_signature(t) for c, t in rest.items() if not self._answers(c)) and not self._says(own):
            self._end("signed")
        elif all(words.is_date_line(t) or words.is_letterhead(t) for t in texts) or (
            single and self._opens_field(single, next(iter(rest)), self._outlined(own))
        ):
            self._open = False
        else:
            return bool(single) and self._is_head(single)
        return True

    def _answers(self, column: int) -> bool:
        """Whether a heading says that a column is not about who speaks: "Chủ tịch UBND xã" there has signed nothing."""
        return self.header.at >= 0 and self.header.roles.get(column) == "other"

    def _says(self, own: dict[int, str]) -> bool:
        """Whether somebody says a sentence here, be it one that begins with "Chủ tịch xã"."""
        text = " ".join(own[c] for c in self._texts if c in own)
        who = [own[c] for c in self.header.columns("sender") if c in own]
        named = bool(who) and not words.is_signature(who[0]) and not text.isupper()
        return len(text) >= 90 or (named and len(text.split()) > 4)

    def _end(self, how: str) -> None:
        self._ended, self._open = how, False

    def _outlined(self, own: dict[int, str]) -> bool:
        number = own.get(self._number, "") if self._number is not None else ""
        return number.isupper() and bool(_OUTLINE.match(number))

    def _opens_field(self, text: str, column: int, outlined: bool) -> bool:
        """Whether a lone line names a field; beside a Roman number any short title does."""
        name = words.field_line(text)
        if outlined and len(text) < 80 and not text.endswith((".", "?", ";")):
            self._field = name or text.rstrip(" :")
            return True
        if not name or (column in self._texts and not text.endswith(":") and text[:1].islower()):
            return False
        if column in self._texts and words.strip_marker(text) == text and not text.endswith(":"):
            return False
        self._field = name
        return True

    def _is_head(self, text: str) -> bool:
        """The title and the opening lines above a list that has no header."""
        opening = self.header.at < 0 and not self.records
        return opening and (words.is_title(text) or words.is_head_line(text) or text.endswith(":"))

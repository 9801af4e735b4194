"""The rows of the triage page: proposed by the splitter, then added, removed and split by plain submit buttons."""

from collections.abc import Callable, Mapping, Sequence

from doithoai.ground.language import personal
from doithoai.ground.language.fold import nfc
from doithoai.ground.language.split import split_matters
from doithoai.process.triage.models import Field, GroupMember, GroupProposal, MatterKind
from doithoai.process.triage.parting import LARGEST_NUMBER_OF_PARTS, parts_of
from doithoai.process.triage.services import title_of
from doithoai.process.triage.suggesting import Suggestion

NAMES = ("excerpt", "title", "field", "kind", "find", "into")
CUT = "//"
CONFIRMED = GroupProposal.State.CONFIRMED
Row = dict[str, str]
# What the machine would say about one part of a statement.
Ask = Callable[[str], Suggestion]


def blank(excerpt: str = "", ask: Ask | None = None) -> Row:
    """Return a new row; field and kind are chosen beforehand where the machine is sure enough."""
    offer = ask(excerpt) if ask and excerpt.strip() else None
    return {
        **dict.fromkeys(NAMES, ""),
        "excerpt": excerpt,
        "title": public_title(excerpt),
        "field": offer.field if offer else "",
        "kind": offer.kind if offer else MatterKind.PETITION.value,
    }


def public_title(excerpt: str) -> str:
    """Return the title offered for some words: titles are public, so it ends before the first personal data."""
    found = personal.find(excerpt)
    return title_of(excerpt[: found[0].start] if found else excerpt)


def proposed(text: str, ask: Ask | None = None) -> list[Row]:
    """Return one row for each matter the splitter finds; what is beyond the largest number stays in the last row."""
    return [blank(part, ask) for part in parts_of(text)]


def decided(text: str, members: Sequence[GroupMember], ask: Ask | None = None) -> list[Row]:
    """Return the rows of a voice whose parts were grouped: what was confirmed about a part is filled in already."""
    confirmed = [member for member in members if not member.taken_out and member.proposal.state == CONFIRMED]
    if not confirmed or len(members) != len(parts_of(text)):
        return proposed(text, ask)
    rows = []
    for member in members:
        row = blank(member.excerpt or text, ask)
        if member in confirmed:
            matter, group = member.proposal.matter, member.proposal
            row |= {"field": group.field, "kind": group.kind, "title": group.title or row["title"]}
            row["into"] = matter.head.code if matter is not None else ""
        rows.append(row)
    return rows


def typed(post: Mapping[str, str]) -> list[Row]:
    """Return the rows as typed, whatever was typed."""
    count = post.get("n", "")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1
    number = max(1, min(number, LARGEST_NUMBER_OF_PARTS))
    return [{name: post.get(f"p{i}-{name}", "").replace("\x00", "") for name in NAMES} for i in range(number)]


def edited(rows: list[Row], act: str, ask: Ask | None = None) -> tuple[list[Row], str]:
    """Apply 'add', 'remove-2', 'split-2' or 'field-2-land'; return the rows and what could not be done ('': all went well)."""
    verb, _dash, which = act.partition("-")
    which, _dash, chosen = which.partition("-")
    at = int(which) if which.isascii() and which.isdigit() and len(which) < 4 else -1
    if verb == "add":
        return ([*rows, blank()], "") if len(rows) < LARGEST_NUMBER_OF_PARTS else (rows, "full")
    if not 0 <= at < len(rows):
        return rows, ""
    if verb == "remove":
        return (rows[:at] + rows[at + 1 :], "") if len(rows) > 1 else (rows, "last")
    if verb == "field" and chosen in Field.values:
        return [*rows[:at], {**rows[at], "field": chosen}, *rows[at + 1 :]], ""
    if verb != "split":
        return rows, ""
    parts = _split(rows[at]["excerpt"])
    if len(parts) < 2:
        return rows, "no_cut"
    if len(rows) - 1 + len(parts) > LARGEST_NUMBER_OF_PARTS:
        return rows, "full"
    first = {**rows[at], "excerpt": parts[0], "title": public_title(parts[0])}
    return [*rows[:at], first, *(blank(part, ask) for part in parts[1:]), *rows[at + 1 :]], ""


def _split(text: str) -> list[str]:
    """Cut where the person put '//', otherwise where the splitter would, otherwise at empty lines."""
    text = nfc(text)
    for parts in (text.split(CUT), split_matters(text), text.split("\n\n")):
        whole = [part.strip() for part in parts if part.strip()]
        if len(whole) > 1:
            return whole
    return [text]

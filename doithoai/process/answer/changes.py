"""What changed between two texts, word by word. Pure."""

import re
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing words costs their product: beyond this, lines are compared instead.
MOST_WORDS = 1500

Segment = tuple[str, str]


def changes(old: str, new: str) -> list[Segment]:
    """Return segments ('=', '-' or '+', text); joined without '-' they are the new text, without '+' the old one."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = _LINE.findall(old), _LINE.findall(new)
    segments: list[Segment] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(("=", "".join(before[a1:a2])))
            continue
        if a2 > a1:
            segments.append(("-", "".join(before[a1:a2])))
        if b2 > b1:
            segments.append(("+", "".join(after[b1:b2])))
    return segments

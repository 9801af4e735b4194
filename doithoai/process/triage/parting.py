"""The matters in one statement, as the desk begins to sort it. Reads nothing, writes nothing."""

from doithoai.ground.language.fold import nfc
from doithoai.ground.language.split import split_matters

LARGEST_NUMBER_OF_PARTS = 30


def parts_of(text: str) -> list[str]:
    """Return the words of each matter a statement holds, in order; what is beyond the largest number stays in the last.

    Each part is the sender's own words as they stand together; a text that the splitter rearranged stays whole.
    """
    found = split_matters(text)
    most = LARGEST_NUMBER_OF_PARTS
    if len(found) > most:
        found = [*found[: most - 1], "\n".join(found[most - 1 :])]
    whole = " ".join(nfc(text).split())
    if len(found) < 2 or any(" ".join(nfc(part).split()) not in whole for part in found):
        return [text]
    return found

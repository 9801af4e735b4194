"""Say in words why something was found."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doithoai.ground.index import ranking
from doithoai.ground.index.searching import Hit

# Codes of the ranking and of the likeness (language/likeness.py) -> a sentence with the words in it.
SAID: dict[str, str | Promise] = {
    ranking.WORDS: _("có từ: %(words)s"),
    ranking.PHRASE: _("đúng nguyên cụm từ"),
    ranking.ISSUE: _("cùng loại việc"),
    ranking.PLACE: _("đúng nơi: %(words)s"),
    ranking.CORRECTED: _("hiểu là: %(words)s"),
    ranking.CODE: _("đúng mã %(words)s"),
}


def reasons(hit: Hit) -> list[str]:
    """Return why, as short phrases in the reader's language."""
    said = []
    for why in hit.why:
        sentence = SAID.get(why.code)
        if sentence is not None:
            said.append(str(sentence) % {"words": why.words})
        else:
            said.append(f"{why.code}: {why.words}".strip(": "))
    return said

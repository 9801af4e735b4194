"""Say in words why something was found."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doithoai.ground.index import ranking
from doithoai.ground.index.searching import Hit
from doithoai.ground.language.fold import fold
from doithoai.ground.language.reading import as_written

# Codes of the ranking and of the likeness (language/likeness.py) -> a sentence with the words in it.
SAID: dict[str, str | Promise] = {
    ranking.WORDS: _("có từ: %(words)s"),
    ranking.PHRASE: _("đúng nguyên cụm từ"),
    ranking.ISSUE: _("cùng loại việc"),
    ranking.PLACE: _("đúng nơi: %(words)s"),
    ranking.MEANT: _("nói bằng từ khác: %(words)s"),
    ranking.CORRECTED: _("hiểu là: %(words)s"),
    ranking.CODE: _("đúng mã %(words)s"),
}


# Codes of the likeness of two texts (language/likeness.py) -> what they say of a name, or of how many words.
LIKENESS: dict[str, str | Promise] = {
    "same_name": _("cùng %(name)s"),
    "same_number": _("cùng %(name)s"),
    "same_place": _("cùng %(name)s"),
    "same_concept": _("cùng loại việc"),
    "shared_terms": _("%(n)d từ hiếm trùng"),
    "other_name": _("khác: %(name)s"),
    "other_place": _("nơi khác: %(name)s"),
    "other_concept": _("khác loại việc"),
}


def reasons(hit: Hit, typed: str = "") -> list[str]:
    """Return why, as short phrases in the reader's language; never a code. Found words stand as they were `typed`."""
    said: list[str] = []
    written = {fold(word): word for word in typed.replace('"', " ").split()}
    for why in hit.why:
        if sentence := SAID.get(why.code):
            words = " ".join(written.get(word, word) for word in why.words.split())
            phrase = str(sentence) % {"words": words}
        elif sentence := LIKENESS.get(why.code):
            phrase = str(sentence) % {"name": _named(hit, why.words), "n": getattr(why, "count", 0)}
        else:
            phrase = why.words
        if phrase and phrase not in said:
            said.append(phrase)
    return said


def _named(hit: Hit, name: str) -> str:
    """Return a folded name ("duong:nam cao") as the found text writes it, else its bare words."""
    written = as_written(hit.shown.text, name) if hit.shown else ""
    return written or name.rpartition(":")[2]

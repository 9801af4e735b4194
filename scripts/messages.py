"""The English catalogue: every sentence of the code stands in it once, and every answer it gives fits its sentence.

Vietnamese is the source: a msgid is the Vietnamese sentence itself, and one without English is shown in Vietnamese.
`--write` brings doithoai/locale up to date with the code and compiles it; `--check` says what has fallen behind.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "doithoai/locale/en/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
READERS = ROOT / "doithoai/process/intake/channels"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop", "noop", "later"), None),
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
ASIDE = re.compile(r"/(?:tests|migrations|doors/cli)/|/look/gallery\w*\.html$|/look/parts/specimens\.html$")
# As config/jinja.py and config/settings.py set the environment; a page that does not parse must be seen here.
JINJA = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
# Fixed words, so that two machines and two days write the same file.
HEADER = """\
# English for Đối Thoại. The Vietnamese sentence is the key; written by scripts/messages.py --write,
# which keeps the translations and drops those whose sentence is gone.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_VIETNAMESE = re.compile(r"[\u00c0-\u1ef9]")
_HOLE = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-z]|%[a-z%]|\{\w*\}")


def sources() -> list[Path]:
    """Every file a page takes a sentence from; the command line speaks Vietnamese only, the specimens no language."""
    found = [*(ROOT / "config").rglob("*.py"), *(ROOT / "doithoai").rglob("*.py")]
    found += (ROOT / "doithoai").glob("**/templates/**/*.html")
    return sorted(path for path in found if not ASIDE.search(f"/{path.relative_to(ROOT)}"))


def reader_sentences() -> Iterator[str]:
    """The messages of the readers of untrusted files: plain Vietnamese there, because they run without Django.

    A sentence is told from a word of its tables by its full stop.
    """
    for path in sorted(READERS.glob("*/*.py")):
        tree = ast.parse(path.read_text())
        aside = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        aside |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        said = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in aside)
        for node in said:
            if isinstance(node.value, str) and node.value.endswith(".") and _VIETNAMESE.search(node.value):
                yield node.value


def extraction() -> Catalog:
    """What the code says now."""
    catalog = Catalog(fuzzy=False)
    for path in sources():
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        options = JINJA if path.suffix == ".html" else {}
        for _line, message, _comments, context in extract(
            method, io.BytesIO(path.read_bytes()), KEYWORDS, options=options
        ):
            catalog.add(message, context=context)
    for sentence in reader_sentences():
        catalog.add(sentence)
    return catalog


def stored() -> Catalog:
    """What doithoai/locale says now; empty where there is none yet."""
    if not PO.exists():
        return Catalog(locale="en", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def messages(catalog: Catalog) -> dict[object, Message]:
    """The messages of a catalogue by what identifies them, without its header."""
    return {(_fixed(message.id), _context(message)): message for message in catalog if message.id}


def _fixed(texts: object) -> object:
    # A sentence with a plural comes as a list from one file and as a tuple from the other.
    return tuple(texts) if isinstance(texts, list) else texts


def _context(message: Message) -> str | None:
    # Babel leaves the context of a compiled message undecoded.
    return message.context.decode() if isinstance(message.context, bytes) else message.context


def write() -> Catalog:
    """Bring both files up to date; translations of sentences that are still said are kept."""
    catalog = stored()
    catalog.update(extraction(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(HEADER + text.getvalue().decode().lstrip("\n"))
    catalog = stored()
    with MO.open("wb") as file:
        write_mo(file, catalog)
    return catalog


def _texts(value: object) -> list[str]:
    texts = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return [text for text in texts if text]


def holes(text: str) -> list[str]:
    """The places of a sentence that are filled in later."""
    return sorted(_HOLE.findall(text))


def misfits(catalog: Catalog) -> list[str]:
    """Translations that would break a page: other holes than their sentence, or marked as guesses."""
    wrong = []
    for message in messages(catalog).values():
        given, wanted = _texts(message.string), _texts(message.id)
        if message.fuzzy:
            wrong.append(f"only a guess: {wanted[0]}")
        if any(holes(text) != holes(wanted[-1]) for text in given):
            wrong.append(f"other places to fill in: {wanted[0]} -> {given}")
    return wrong


def untranslated(catalog: Catalog) -> list[str]:
    """The sentences that an English page shows in Vietnamese."""
    return [_texts(message.id)[0] for message in messages(catalog).values() if not all(_pieces(message))]


def _pieces(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def compiled() -> dict[object, object]:
    """What the compiled catalogue answers."""
    with MO.open("rb") as file:
        return {key: _fixed(message.string) for key, message in messages(read_mo(file)).items()}


def problems() -> list[str]:
    """Everything in which the files and the code disagree, in words."""
    if not (PO.exists() and MO.exists()):
        return [f"there is no {PO.relative_to(ROOT)}, or it is not compiled"]
    catalog, said = stored(), messages(extraction())
    held = messages(catalog)
    found = [f"not in the catalogue: {key[0]}" for key in sorted(set(said) - set(held), key=str)]  # type: ignore[index]
    found += [f"no longer said: {key[0]}" for key in sorted(set(held) - set(said), key=str)]  # type: ignore[index]
    translated = {key: _fixed(message.string) for key, message in held.items() if all(_pieces(message))}
    if compiled() != translated:
        found.append(f"{MO.name} is not compiled from {PO.name}")
    return found + misfits(catalog)


def main() -> int:
    """Write or check; the exit code is 1 where the check found something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--write", action="store_true", help="extract, keep the translations, compile")
    which.add_argument("--check", action="store_true", help="say what has fallen behind")
    which.add_argument("--missing", action="store_true", help="list what has no English yet")
    asked = parser.parse_args()
    catalog = write() if asked.write else stored()
    missing = untranslated(catalog)
    if asked.missing:
        sys.stdout.write("".join(f"{text}\n" for text in missing))
        return 0
    found = problems()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(messages(catalog))} sentences, {len(missing)} without English\n")
    if found and asked.check:
        sys.stdout.write("run: .venv/bin/python scripts/messages.py --write\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

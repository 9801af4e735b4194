"""Make the shipped models of fields, kinds and hints from our own words; `--check`: are they stale, `--cross`: how they do.

    .venv/bin/python scripts/learn_language.py [--check | --cross]

Nothing else is read: no archive, no decisions, no network. The same files give the same bytes.
"""

import argparse
import sys
from pathlib import Path

from doithoai.ground.language import fields, hints, kind_teaching, teaching
from doithoai.ground.language.kinds import KINDS, SURE
from doithoai.ground.language.learning import Linear, Unreadable, softmax, temperature
from doithoai.ground.language.marks import Marks
from doithoai.ground.language.spoken import Spoken

DATA = Path(fields.__file__).parent / "data"
FIELDS_MODEL, KINDS_MODEL, HINTS_MODEL = (DATA / f"{name}.model" for name in ("fields", "kinds", "hints"))


def stale() -> bool:
    """Say whether a shipped model was made from other files than those that lie there now."""
    try:
        made = [Linear.load(path.read_bytes()).notes.get("made_from") for path in (FIELDS_MODEL, KINDS_MODEL)]
        made.append(Marks.load(HINTS_MODEL.read_bytes()).made_from)
    except (OSError, Unreadable):
        return True
    said, listed = [*hints.examples(), *hints.program()], hints.listed()
    return made != [
        teaching.fingerprint(Spoken.default()),
        kind_teaching.fingerprint(),
        hints.fingerprint(said, listed),
    ]


def make() -> int:
    """Teach and write the models; returns their size in bytes."""
    lexicon = Spoken.default()
    examples = teaching.shipped_texts(lexicon)
    texts = len(teaching.shipped_examples())
    model = teaching.learn(examples, lexicon, made_from=teaching.fingerprint(lexicon), texts=texts)
    of_kinds = kind_teaching.learn(kind_teaching.examples(), made_from=kind_teaching.fingerprint(), texts=texts)
    said, listed = [*hints.examples(), *hints.program()], hints.listed()
    marks = hints.learn(said, listed, hints.fingerprint(said, listed))
    made = ((FIELDS_MODEL, model.linear), (KINDS_MODEL, of_kinds), (HINTS_MODEL, marks))
    return sum(path.write_bytes(each.dump()) for path, each in made)


def cross() -> str:
    """Judge the examples, each by models that had not seen it: five folds, then every issue left out in turn."""
    lexicon = Spoken.default()
    lines = [f"{name}: {figures}" for name, figures in teaching.crossed(lexicon).items()]
    return "\n".join([*lines, *cross_kinds()])


def cross_kinds() -> list[str]:
    """Say of each kind what its examples were taken for by models that had not seen them, and what being sure is worth."""
    scores, labels = kind_teaching.held_out(kind_teaching.rows_of(kind_teaching.examples()))
    chances = softmax(scores / temperature(scores, labels))
    guess, sure = chances.argmax(axis=1), chances.max(axis=1) >= SURE
    lines = [f"kinds: {len(labels)} texts, right {(guess == labels).mean():.3f}"]
    for at, kind in enumerate(KINDS):
        taken = ", ".join(f"{other} {((labels == at) & (guess == n)).sum()}" for n, other in enumerate(KINDS))
        lines.append(f"  {kind} taken for: {taken}")
    return [*lines, f"  sure of {sure.mean():.3f}, of those right {(guess == labels)[sure].mean():.3f}"]


def main() -> int:
    """Run from the shell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="1 when the shipped model is stale")
    parser.add_argument("--cross", action="store_true", help="print held-out figures on the examples")
    args = parser.parse_args()
    if args.check:
        sys.stdout.write("stale\n" if stale() else "fresh\n")
        return 1 if stale() else 0
    sys.stdout.write(f"{cross()}\n" if args.cross else f"{make()} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Make the shipped field model from our concepts and examples; `--check` says whether it is stale, `--cross` how it does.

    .venv/bin/python scripts/learn_language.py [--check | --cross]

Nothing else is read: no archive, no decisions, no network. The same files give the same bytes.
"""

import argparse
import sys
from pathlib import Path

from doithoai.ground.language import fields, teaching
from doithoai.ground.language.learning import Linear, Unreadable
from doithoai.ground.language.spoken import Spoken

TARGET = Path(fields.__file__).parent / "data" / "fields.model"


def stale() -> bool:
    """Say whether the shipped model was made from other files than those that lie there now."""
    try:
        notes = Linear.load(TARGET.read_bytes()).notes
    except (OSError, Unreadable):
        return True
    return notes.get("made_from") != teaching.fingerprint(Spoken.default())


def make() -> int:
    """Teach and write the model; returns its size in bytes."""
    lexicon = Spoken.default()
    examples = teaching.shipped_texts(lexicon)
    texts = len(teaching.shipped_examples())
    model = teaching.learn(examples, lexicon, made_from=teaching.fingerprint(lexicon), texts=texts)
    blob = model.linear.dump()
    TARGET.write_bytes(blob)
    return len(blob)


def cross() -> str:
    """Judge the examples, each by models that had not seen it: five folds, then every issue left out in turn."""
    lexicon = Spoken.default()
    return "\n".join(f"{name}: {figures}" for name, figures in teaching.crossed(lexicon).items())


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

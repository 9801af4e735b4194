"""Make the national catalogue of places in doithoai/process/people/data from the two packages that publish its facts.

    python scripts/territory.py vietnamadminunits-1.0.4-py3-none-any.whl vietnam_provinces-2025.10.1-py3-none-any.whl

Names, codes and what became of each old commune come from the first (MIT; its table follows the list of the Statistics
Office). The second is only compared: its names are the same, but its codes are those of the draft decision of June 2025.
Neither is needed at run time.
"""

import argparse
import csv
import json
import math
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from doithoai.ground.language.fold import canon

DATA = Path(__file__).resolve().parent.parent / "doithoai/process/people/data"
PROVINCES, COMMUNES, ROW_KM, COLUMN_KM = 34, 3321, 111, 104
# A part of a commune that would have gone further than this, where nothing else of its district went, is a namesake.
FAR = 15.0
KINDS = {"Tỉnh": "tỉnh", "Thành phố": "thành phố", "Xã": "xã", "Phường": "phường", "Đặc khu": "đặc khu"}
Rows = list[dict[str, Any]]


def tidy(name: str) -> str:
    """Return a name with single spaces and the plain hyphen and apostrophe."""
    return re.sub(r"\s+", " ", name.replace("’", "'").replace("–", "-")).strip()


def kind_of(name: str) -> str:
    """Return what a place is, by the first word of its name."""
    return next(kind for word, kind in KINDS.items() if name.startswith(f"{word} "))


def tables(wheel: Path) -> tuple[Rows, Rows, dict[str, Any]]:
    """Return the units of today, those until 2025-06-30, and the table of what became of what."""
    with zipfile.ZipFile(wheel) as held, tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(held.extract("vietnamadminunits/data/dataset.db", folder))
        base.row_factory = sqlite3.Row
        today, before = (
            [dict(row) for row in base.execute(f"SELECT * FROM {name}")]  # noqa: S608 - two names of our own
            for name in ("admin_units", "admin_units_legacy")
        )
        base.close()
        return today, before, json.loads(held.read("vietnamadminunits/data/converter_2025.json"))


def links(today: Rows, before: Rows, became: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, Any], str]]:
    """Yield every (old commune, new commune, whole or part)."""
    new = {(row["provinceKey"], row["wardKey"]): row for row in today}
    old = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row for row in before}
    for province, heirs in became["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for heir, whole in heirs.items():
            yield from ((old[key], new[province, heir], "whole") for key in whole)
    for province, divided in became["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            yield from ((old[key], new[province, part["newWardKey"]], "part") for part in parts)


def distance(old: dict[str, Any], new: dict[str, Any]) -> float:
    """Return the kilometres between two centres; 0 where the table knows none."""
    if old["wardLat"] is None or new["wardLat"] is None:
        return 0.0
    return math.hypot((old["wardLat"] - new["wardLat"]) * ROW_KM, (old["wardLon"] - new["wardLon"]) * COLUMN_KM)


def successions(today: Rows, before: Rows, became: dict[str, Any]) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return (old code, new code, whole or part), and in words the parts left out as namesakes."""
    found = list(links(today, before, became))
    together: dict[str, set[str]] = defaultdict(set)
    for old, new, share in found:
        if share == "whole" or old["wardCode"] == new["wardCode"]:
            together[new["wardCode"]].add(old["districtCode"])
    kept, left = set(), []
    for old, new, share in found:
        if not old["wardCode"]:
            # The five island districts had no communes; each became the special zone of its name.
            continue
        strange = share == "part" and old["districtCode"] not in together[new["wardCode"]]
        if strange and distance(old, new) > FAR:
            left.append(f"{old['ward']}, {old['district']}, {old['province']} -> {new['ward']}, {new['province']}")
        else:
            kept.add((old["wardCode"], new["wardCode"], share))
    return sorted(kept), left


def write(name: str, head: str, rows: Iterable[tuple[str, ...]]) -> int:
    """Write one file, sorted by its first column; return how many rows it has."""
    ordered = sorted(set(rows))
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        pen = csv.writer(file, delimiter=";", lineterminator="\n")
        pen.writerow(head.split(";"))
        pen.writerows(ordered)
    return len(ordered)


def compare(wheel: Path, today: Rows) -> tuple[int, int]:
    """Return how many names the other package lacks and for how many its code is another one."""
    with zipfile.ZipFile(wheel) as held:
        nested = json.loads(held.read("vietnam_provinces/data/nested-divisions.json"))
    theirs = {
        (f"{province['code']:02d}", canon(tidy(ward["name"]))): f"{ward['code']:05d}"
        for province in nested
        for ward in province["wards"]
    }
    ours = {(row["provinceCode"], canon(tidy(row["ward"]))): row["wardCode"] for row in today}
    return len(set(ours) ^ set(theirs)), sum(theirs.get(key) != code for key, code in ours.items())


def main() -> int:
    """Write the files and print what they hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", type=Path, help="wheel of vietnamadminunits")
    parser.add_argument("other", type=Path, nargs="?", help="wheel of vietnam-provinces, only compared")
    args = parser.parse_args()
    today, before, became = tables(args.units)
    home = {row["provinceKey"]: row["provinceCode"] for row in today}
    goes = {old: home[new] for new, olds in became["DICT_PROVINCE"].items() for old in olds}
    kept, left = successions(today, before, became)
    counts = {
        "provinces": write(
            "provinces-2025-07-01.csv",
            "code;name;kind",
            ((r["provinceCode"], tidy(r["province"]), kind_of(r["province"])) for r in today),
        ),
        "communes": write(
            "communes-2025-07-01.csv",
            "code;name;kind;province",
            ((r["wardCode"], tidy(r["ward"]), kind_of(r["ward"]), r["provinceCode"]) for r in today),
        ),
        "old provinces": write(
            "provinces-until-2025-06-30.csv",
            "code;name;became",
            ((r["provinceCode"], tidy(r["province"]), goes[r["provinceKey"]]) for r in before),
        ),
        "old districts": write(
            "districts-until-2025-06-30.csv",
            "code;name;province",
            ((r["districtCode"], tidy(r["district"]), r["provinceCode"]) for r in before),
        ),
        "old communes": write(
            "communes-until-2025-06-30.csv",
            "code;name;district",
            ((r["wardCode"], tidy(r["ward"]), r["districtCode"]) for r in before if r["wardCode"]),
        ),
        "successions": write("successions-2025-07-01.csv", "old;new;share", kept),
    }
    said = [f"{what}: {count}" for what, count in counts.items()]
    said += [f"parts left out as namesakes: {len(left)}", *(f"  {line}" for line in left)]
    if args.other:
        names, codes = compare(args.other, today)
        said.append(f"the other package: {names} names differ, {codes} codes differ")
    sys.stdout.write("\n".join(said) + "\n")
    return 0 if (counts["provinces"], counts["communes"]) == (PROVINCES, COMMUNES) else 1


if __name__ == "__main__":
    sys.exit(main())

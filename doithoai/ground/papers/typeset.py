"""Make a PDF of a Typst template. What people wrote goes in as data and is never read as markup."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.template import engines

# Typst would take the machine's own Liberation before ours, with Vietnamese letters missing (measured, tech.md 8).
FONTS = Path(__file__).resolve().parent / "fonts"
# The template may read nothing outside the program's own folder, and no data of this installation lies in there.
ROOT = Path(settings.BASE_DIR) / "doithoai"


@cache
def _fonts() -> typst.Fonts:
    """Read the font files once a process: that was half of the time of a page (measured)."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


@cache
def _found(name: str) -> str:
    """Return the path of a template such as 'intake/receipt.typ', looked for where the pages' templates lie."""
    for folder in engines["jinja2"].template_dirs:
        path = Path(folder) / name
        if path.is_file():
            return str(path)
    raise FileNotFoundError(name)


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """Return the PDF of a template with this data (what JSON can say), which it reads as `json(bytes(sys.inputs.data))`."""
    made = typst.compile(
        _found(name),
        root=str(ROOT),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
    )
    assert isinstance(made, bytes)
    return made

"""How the figures stand on the page: in groups, answering and solving as two axes apart."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doithoai.process.intake.models import Channel
from doithoai.process.reports.figures import BY_NAME, CHANNELS, Figure

HEADLINES = ("meetings_total", "opinions", "matters", "promises")
GROUPS = (
    (
        gettext_lazy("Đối thoại theo loại"),
        (
            "meetings_periodic",
            "meetings_periodic_district",
            "meetings_periodic_commune",
            "meetings_thematic",
            "meetings_ad_hoc",
        ),
    ),
    (gettext_lazy("Đối thoại với ai"), ("meetings_people", "meetings_youth", "meetings_enterprises")),
    (gettext_lazy("Tiếp công dân"), ("reception_sessions", "reception_turns", "reception_persons")),
    (gettext_lazy("Thời hạn và cam kết"), ("on_time", "overdue", "promises_kept")),
)


@dataclass(frozen=True)
class Shown:
    """One figure on the page."""

    figure: Figure
    value: int
    href: str


def headlines(numbers: dict[str, int], links: dict[str, str]) -> list[Shown]:
    """Return the numbers that stand largest."""
    return [Shown(BY_NAME[name], numbers[name], links[name]) for name in HEADLINES]


def groups(numbers: dict[str, int], links: dict[str, str]) -> list[tuple[Any, list[Shown]]]:
    """Return the groups of plain numbers."""
    return [(title, [Shown(BY_NAME[n], numbers[n], links[n]) for n in names]) for title, names in GROUPS]


def channels(numbers: dict[Channel, int], links: dict[str, str]) -> list[Shown]:
    """Return the channels by which something came, the fullest first."""
    came = sorted((pair for pair in numbers.items() if pair[1]), key=lambda pair: -pair[1])
    return [Shown(CHANNELS[channel], number, links[CHANNELS[channel].name]) for channel, number in came]


def answering(numbers: dict[str, int], links: dict[str, str]) -> list[dict[str, Any]]:
    """Return the first axis: did the matters get an answer."""
    return [_part("answered", "good", numbers, links), _part("unanswered", "bad", numbers, links)]


def solving(numbers: dict[str, int], links: dict[str, str]) -> list[dict[str, Any]]:
    """Return the second axis: what came of the matters. Explained and noted are not solved."""
    other = numbers["answered"] - numbers["resolved"] - numbers["explained"]
    return [
        _part("resolved", "good", numbers, links),
        _part("explained", "info", numbers, links),
        {"label": _("Kết quả khác"), "value": other, "tone": "neutral"},
        _part("unanswered", "bad", numbers, links),
    ]


def _part(name: str, tone: str, numbers: dict[str, int], links: dict[str, str]) -> dict[str, Any]:
    href = links[name] if numbers[name] else None
    return {"label": str(BY_NAME[name].label), "value": numbers[name], "tone": tone, "href": href}

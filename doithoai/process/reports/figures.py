"""The figures: each a named query with its meaning, over a scope, that lists its cases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doithoai.process.assignment.models import Promise
from doithoai.process.intake.models import Channel
from doithoai.process.people.models import Level
from doithoai.process.programme.models import DIALOGUES, Audience, Kind
from doithoai.process.reports import facts
from doithoai.process.reports.cases import seen_by
from doithoai.process.reports.scope import Scope
from doithoai.process.triage.models import Result

Rows = Callable[[Scope], QuerySet[Any]]
Condition = Callable[[Scope], Q]


def _all(scope: Scope) -> Q:
    return Q()


@dataclass(frozen=True)
class Figure:
    """One number: what it is called and means, what it counts, and which of those rows are its cases."""

    name: str
    label: Any
    meaning: Any
    of: Rows
    where: Condition = _all
    total: str = ""

    def cases(self, scope: Scope, seat: Any = None) -> QuerySet[Any]:
        """Return the rows behind the number; for a seat, those it may read."""
        rows = self.of(scope).filter(self.where(scope)).order_by("pk")
        return rows if seat is None else seen_by(rows, seat)

    def counted(self, scope: Scope) -> Any:
        """Return the expression that counts this figure among all rows of its kind."""
        chosen = self.where(scope) or None
        return Sum(self.total, filter=chosen, default=0) if self.total else Count("pk", filter=chosen)


def _held(**more: Any) -> Condition:
    return lambda scope: Q(kind__in=DIALOGUES, **more)


def _answered(scope: Scope) -> Q:
    return Q(done_on__isnull=False)


def _unanswered(scope: Scope) -> Q:
    return Q(done_on__isnull=True)


def _on_time(scope: Scope) -> Q:
    return Q(done_on__lte=F("clock"))


def _overdue(scope: Scope) -> Q:
    return Q(done_on__gt=F("clock")) | Q(done_on__isnull=True, clock__lt=scope.as_of)


def _kept(scope: Scope) -> Q:
    return Q(state__in=[Promise.State.DONE, Promise.State.CONFIRMED], done_on__lte=F("due"))


def _with_result(result: str) -> Condition:
    return lambda scope: Q(done_on__isnull=False, outcome=result)


FIGURES = (
    Figure(
        "meetings_total",
        _("Cuộc đối thoại"),
        _("Số cuộc đối thoại định kỳ, chuyên đề và đột xuất đã hoặc đang tổ chức, có ngày họp trong kỳ."),
        facts.meetings,
        _held(),
    ),
    Figure(
        "meetings_periodic",
        _("Định kỳ"),
        _("Số cuộc đối thoại định kỳ đã tổ chức trong kỳ."),
        facts.meetings,
        lambda scope: Q(kind=Kind.PERIODIC),
    ),
    Figure(
        "meetings_periodic_district",
        _("Định kỳ ở cấp huyện"),
        _("Số cuộc đối thoại định kỳ do huyện, quận, thị xã tổ chức (cấp huyện kết thúc ngày 30/6/2025)."),
        facts.meetings,
        lambda scope: Q(kind=Kind.PERIODIC, unit__level=Level.DISTRICT),
    ),
    Figure(
        "meetings_periodic_commune",
        _("Định kỳ ở cấp xã"),
        _("Số cuộc đối thoại định kỳ do xã, phường tổ chức."),
        facts.meetings,
        lambda scope: Q(kind=Kind.PERIODIC, unit__level=Level.COMMUNE),
    ),
    Figure(
        "meetings_ad_hoc",
        _("Đột xuất"),
        _("Số cuộc đối thoại đột xuất đã tổ chức trong kỳ."),
        facts.meetings,
        lambda scope: Q(kind=Kind.AD_HOC),
    ),
    Figure(
        "meetings_thematic",
        _("Chuyên đề"),
        _("Số cuộc đối thoại chuyên đề đã tổ chức trong kỳ."),
        facts.meetings,
        lambda scope: Q(kind=Kind.THEMATIC),
    ),
    Figure(
        "meetings_people",
        _("Với nhân dân"),
        _("Số cuộc đối thoại với nhân dân."),
        facts.meetings,
        _held(audience=Audience.PEOPLE),
    ),
    Figure(
        "meetings_youth",
        _("Với thanh niên"),
        _("Số cuộc đối thoại với thanh niên."),
        facts.meetings,
        _held(audience=Audience.YOUTH),
    ),
    Figure(
        "meetings_enterprises",
        _("Với doanh nghiệp"),
        _("Số cuộc đối thoại với doanh nghiệp."),
        facts.meetings,
        _held(audience=Audience.ENTERPRISES),
    ),
    Figure(
        "reception_sessions",
        _("Buổi tiếp công dân"),
        _("Số buổi tiếp công dân đã tổ chức trong kỳ."),
        facts.meetings,
        lambda scope: Q(kind=Kind.RECEPTION),
    ),
    Figure(
        "reception_turns",
        _("Lượt tiếp"),
        _("Số lượt tiếp của các buổi tiếp công dân đó. Một lượt có thể có nhiều người."),
        facts.turns,
    ),
    Figure(
        "reception_persons",
        _("Người được tiếp"),
        _("Tổng số người của các lượt tiếp đó; các trường hợp là các lượt."),
        facts.turns,
        total="persons",
    ),
    Figure(
        "opinions",
        pgettext_lazy("nhiều", "Ý kiến"),
        _("Số ý kiến tiếp nhận trong kỳ, qua mọi kênh."),
        facts.opinions,
    ),
    Figure(
        "matters",
        _("Vấn đề"),
        _("Số vấn đề khác nhau do các ý kiến đó nêu. Nhiều ý kiến nêu một vấn đề, hoặc vấn đề đã gộp, tính một."),
        facts.matters,
    ),
    Figure(
        "answered",
        _("Đã trả lời"),
        _("Số vấn đề đã có trả lời công khai, hoặc đã được cơ quan có thẩm quyền xác nhận tiếp nhận."),
        facts.matters,
        _answered,
    ),
    Figure(
        "unanswered",
        _("Chưa trả lời"),
        _("Số vấn đề còn nợ trả lời, kể cả vấn đề được mở lại. Đã trả lời cộng chưa trả lời bằng số vấn đề."),
        facts.matters,
        _unanswered,
    ),
    Figure(
        "on_time",
        _("Trả lời đúng hạn"),
        _("Số vấn đề trả lời không sau ngày hạn (hạn đã gia hạn nếu có). Vấn đề chưa từng đặt hạn không tính."),
        facts.matters,
        _on_time,
    ),
    Figure(
        "overdue",
        _("Quá hạn"),
        _("Số vấn đề trả lời sau ngày hạn, hoặc chưa trả lời mà hạn đã qua tính đến ngày chốt số liệu."),
        facts.matters,
        _overdue,
    ),
    Figure(
        "resolved",
        _("Đã giải quyết xong"),
        _("Số vấn đề có kết quả “đã giải quyết xong”. Giải trình và ghi nhận không bao giờ tính là giải quyết xong."),
        facts.matters,
        _with_result(Result.RESOLVED),
    ),
    Figure(
        "explained",
        _("Đã giải trình"),
        _("Số vấn đề có kết quả “đã giải trình, cung cấp thông tin”."),
        facts.matters,
        _with_result(Result.EXPLAINED),
    ),
    Figure(
        "promises",
        _("Cam kết"),
        _("Số cam kết có ngày xong, đưa ra trong kỳ về các vấn đề của đơn vị."),
        facts.promises,
    ),
    Figure(
        "promises_kept",
        _("Cam kết giữ đúng"),
        _("Số cam kết báo xong kèm bằng chứng không sau ngày hẹn (ngày đã dời nếu có) và Mặt trận không phản đối."),
        facts.promises,
        _kept,
    ),
)


def _came_by(channel: str) -> Condition:
    return lambda scope: Q(channel=channel)


# One figure a channel, apart from the others: every opinion came by exactly one, so that they add up to `opinions`.
CHANNELS = {
    channel: Figure(
        f"channel_{channel.value}",
        channel.label,
        _("Số ý kiến tiếp nhận trong kỳ qua kênh này. Cộng mọi kênh bằng số ý kiến."),
        facts.opinions,
        _came_by(channel),
    )
    for channel in Channel
}
BY_NAME = {figure.name: figure for figure in (*FIGURES, *CHANNELS.values())}


def values(scope: Scope) -> dict[str, int]:
    """Return every figure by name. One query for each kind of row, however many rows there are."""
    found: dict[str, int] = {}
    for of in dict.fromkeys(figure.of for figure in FIGURES):
        # Prefixed: "promises" and the like are also names of relations, which an aggregate must not hide.
        counted = {f"n_{figure.name}": figure.counted(scope) for figure in FIGURES if figure.of is of}
        found.update(of(scope).order_by().aggregate(**counted))
    return {figure.name: found[f"n_{figure.name}"] for figure in FIGURES}


def by_channel(scope: Scope) -> dict[Channel, int]:
    """Return how many opinions came by each channel, none left out. One query."""
    counted = dict(facts.opinions(scope).order_by().values_list("channel").annotate(n=Count("pk")))
    return {channel: counted.get(channel.value, 0) for channel in Channel}


def summary(scope: Scope, seat: Any = None) -> dict[str, Any]:
    """Return the summary report in the shape that scripts rely on (design.md section 7); for a seat, its cases only."""
    numbers = values(scope)
    return {
        "unit": scope.unit.name,
        "from": scope.start.isoformat(),
        "to": scope.end.isoformat(),
        "as_of": scope.as_of.isoformat(),
        "figures": {
            figure.name: {
                "value": numbers[figure.name],
                "cases": list(figure.cases(scope, seat).values_list("pk", flat=True)),
            }
            for figure in FIGURES
        },
        "channels": {
            channel.value: {
                "value": number,
                "cases": list(CHANNELS[channel].cases(scope, seat).values_list("pk", flat=True)) if number else [],
            }
            for channel, number in by_channel(scope).items()
        },
    }

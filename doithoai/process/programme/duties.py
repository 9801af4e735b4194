"""How each duty of the year's programme is judged: met, due, late or missing, with a sentence that says why.

A sentence never names how many days are left: two days on which nothing happened and no rule changed say the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from doithoai.ground.core.dates import fmt_date
from doithoai.ground.language.fold import fold
from doithoai.process.programme.facts import PARTY_LED, STATE_LED, Known, Year
from doithoai.process.programme.models import DIALOGUES, ChairModel, Kind, Medium, VoterRequest
from doithoai.process.programme.periods import Span, months, weeks
from doithoai.process.regulation.profiles import Limit
from doithoai.process.regulation.queries import AppliedRule
from doithoai.process.regulation.workdays import Calendar

RESULT_WAYS = (Medium.MASS_MEDIA, Medium.HEADQUARTERS, Medium.VILLAGE_HEADS)


class Status(StrEnum):
    """How a duty stands."""

    MET = "met"
    DUE = "due"
    LATE = "late"
    MISSING = "missing"
    NOT_ESTABLISHED = "not_established"


@dataclass(frozen=True)
class Finding:
    """One duty of one place: the rule with its clause and evidence mark, how it stands, until when, and why."""

    unit: str
    rule: str
    title: str
    clause: str
    evidence: str
    established: bool
    local: bool
    status: Status
    says: str
    due: date | None = None
    meeting: str = ""
    period: str = ""

    @property
    def wrong(self) -> bool:
        """Whether somebody must act or explain."""
        return self.status in {Status.LATE, Status.MISSING}

    @property
    def judged(self) -> bool:
        """Whether the rule is established enough to be judged by."""
        return self.status != Status.NOT_ESTABLISHED


@lru_cache(maxsize=2048)
def _days(number: int, working: bool, language: str | None) -> str:
    """Say a number of days; a province's check asks for the same few thousands of times."""
    if working:
        return ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", number) % {"n": number}
    return ngettext("%(n)d ngày", "%(n)d ngày", number) % {"n": number}


@dataclass(frozen=True)
class Desk:
    """What a judge needs: the place's year, its calendar, the rule with its limit, the day."""

    facts: Year
    year: int
    on: date
    calendar: Calendar
    rule: AppliedRule

    @property
    def limit(self) -> Limit:
        """The number in force; a check is only made for rules that have the number it needs."""
        assert self.rule.limit is not None
        return self.rule.limit

    def finding(
        self, status: Status, says: str, *, due: date | None = None, meeting: str = "", period: str = ""
    ) -> Finding:
        """Make a finding of this rule."""
        rule = self.rule.rule
        return Finding(
            self.facts.unit.name, rule.id, rule.title, self.rule.basis, rule.evidence, rule.established, rule.local,
            status, says, due, meeting, period,
        )  # fmt: skip

    def shift(self, day: date, days: int) -> date:
        """Return the day so many days after (before when negative), in the unit of the limit."""
        return self.calendar.add(day, days) if self.limit.unit == "working_day" else day + timedelta(days=days)

    def between(self, start: date, end: date) -> int:
        """Count the days from one day to another in the unit of the limit."""
        return self.calendar.between(start, end) if self.limit.unit == "working_day" else (end - start).days

    def days(self, number: int) -> str:
        """Say a number of days in the unit of the limit."""
        return _days(number, self.limit.unit == "working_day", get_language())

    def meetings(self, wanted: Callable[[Known], bool]) -> Iterator[Known]:
        """Give the meetings that fit and fall into the rule's time."""
        for known in self.facts.meetings:
            if self.rule.since <= known.held_on <= self.rule.until and wanted(known):
                yield known


Judge = Callable[[Desk], Iterable[Finding]]


def yearly_dialogue(desk: Desk) -> Iterator[Finding]:
    """At least so many dialogues in the year: conferences of the government, or those the party's head leads."""
    end = date(desk.year, 12, 31)
    if desk.rule.until < end:
        return
    led_by_party = any(word in fold(desk.rule.rule.actor) for word in ("bi thu", "cap uy"))
    mine = desk.facts.of(lambda m: (m.is_dialogue and m.chair_model in PARTY_LED) if led_by_party else m.is_conference)
    held = [m for m in mine if m.was_held(desk.on)]
    ahead = [m for m in mine if m.held_on >= desk.on and m not in held]
    need = desk.limit.value
    told = {"year": desk.year, "n": len(held), "need": need, "end": fmt_date(end)}
    if len(held) >= need:
        last = held[need - 1]
        says = _("Đã tổ chức ngày %(day)s.") % {"day": fmt_date(last.held_on)}
        yield desk.finding(Status.MET, says, meeting=last.code, period=str(desk.year))
    elif desk.on > end:
        says = _("Năm %(year)d tổ chức %(n)d hội nghị, phải có ít nhất %(need)d.") % told
        yield desk.finding(Status.MISSING, says, due=end, period=str(desk.year))
    elif len(held) + len(ahead) >= need:
        says = _("Đã lên lịch ngày %(day)s.") % {"day": fmt_date(ahead[need - len(held) - 1].held_on)}
        yield desk.finding(Status.DUE, says, due=end, meeting=ahead[0].code, period=str(desk.year))
    else:
        says = _("Chưa có đủ trong chương trình: phải tổ chức ít nhất %(need)d hội nghị trước hết ngày %(end)s.") % told
        if desk.facts.issued_on:
            says = (
                _("Chương trình đã ban hành nhưng chưa có đủ: phải có ít nhất %(need)d hội nghị trước hết %(end)s.")
                % told
            )
        yield desk.finding(Status.DUE, says, due=end, period=str(desk.year))


def requested_dialogue(desk: Desk) -> Iterator[Finding]:
    """Where enough voters asked, a conference must be held; the law names no day."""
    for asked in desk.facts.requests:
        if not asked.electorate or asked.voters * 100 < desk.limit.value * asked.electorate:
            continue
        told = {"n": asked.voters, "all": asked.electorate, "share": desk.limit.value}
        if asked.meeting:
            status, says = Status.MET, _("%(n)d trên %(all)d cử tri yêu cầu; đã lên lịch hội nghị.")
        elif asked.state == VoterRequest.State.DECLINED:
            status = Status.MISSING
            says = _("%(n)d trên %(all)d cử tri yêu cầu, đủ %(share)d%%, nhưng đã từ chối tổ chức.")
        else:
            status, says = Status.DUE, _("%(n)d trên %(all)d cử tri yêu cầu, đủ %(share)d%%: phải tổ chức hội nghị.")
        yield desk.finding(status, says % told, meeting=asked.meeting)


def cochair_and_front(desk: Desk) -> Iterator[Finding]:
    """The Front and the people's council are among the invited. Without a list of the invited nothing is judged."""
    for known in desk.meetings(lambda m: m.is_conference and bool(m.guests)):
        front = any("mat tran" in label or "mttq" in label for label in known.guests)
        council = any("hdnd" in label or "hoi dong nhan dan" in label for label in known.guests)
        status = Status.MET if front and council else Status.DUE if desk.on <= known.held_on else Status.MISSING
        says = _("Danh sách mời có Mặt trận và Hội đồng nhân dân.")
        if status != Status.MET:
            says = _("Danh sách mời chưa có Hội đồng nhân dân.") if front else _("Danh sách mời chưa có Mặt trận.")
        yield desk.finding(status, says, due=known.held_on, meeting=known.code)


def _told_before(desk: Desk, known: Known, told_on: date | None) -> Finding:
    """Judge one notice against the number of days it must lie before the meeting."""
    need, last = desk.limit.value, desk.shift(known.held_on, -desk.limit.value)
    facts = {"last": fmt_date(last), "need": desk.days(need), "held": fmt_date(known.held_on)}
    if told_on is None and desk.on <= last:
        says = _("Họp ngày %(held)s: phải thông báo chậm nhất ngày %(last)s.") % facts
        return desk.finding(Status.DUE, says, due=last, meeting=known.code)
    if told_on is None:
        says = _("Họp ngày %(held)s, hạn thông báo %(last)s đã qua mà chưa ghi nhận thông báo nào hợp lệ.") % facts
        return desk.finding(Status.MISSING, says, due=last, meeting=known.code)
    before = desk.between(told_on, known.held_on)
    facts |= {"told": fmt_date(told_on), "n": desk.days(max(before, 0)), "short": desk.days(need - before)}
    if told_on <= last:
        says = _("Thông báo ngày %(told)s, trước ngày họp %(n)s (cần ít nhất %(need)s).") % facts
        return desk.finding(Status.MET, says, due=last, meeting=known.code)
    says = _("Thông báo ngày %(told)s, chỉ trước ngày họp %(n)s: thiếu %(short)s so với %(need)s phải có.") % facts
    return desk.finding(Status.LATE, says, due=last, meeting=known.code)


def notice_period(desk: Desk) -> Iterator[Finding]:
    """A conference is announced by mass media so many days before."""
    for known in desk.meetings(lambda m: m.is_conference):
        days = [proof.on for proof in known.notices() if Medium.MASS_MEDIA in proof.media]
        yield _told_before(desk, known, min(days, default=None))


def _announced(desk: Desk, kind: Kind) -> Iterator[Finding]:
    for known in desk.meetings(lambda m: m.kind == kind):
        yield _told_before(desk, known, min((proof.on for proof in known.notices()), default=None))


def village_notice(desk: Desk) -> Iterator[Finding]:
    """A people's meeting of a village is announced so many days before, in whatever way."""
    return _announced(desk, Kind.PEOPLE_MEETING)


def voter_meeting_programme(desk: Desk) -> Iterator[Finding]:
    """The programme of a voter contact is sent so many working days before; its notice is what proves it."""
    return _announced(desk, Kind.VOTER_CONTACT)


def _told_after(desk: Desk, known: Known, ways: Iterable[Medium]) -> Finding:
    """Judge when the last of the ways (or, with none named, the first of any) made the results public."""
    last = desk.shift(known.held_on, desk.limit.value)
    first = {way: min((p.on for p in known.results() if way in p.media), default=None) for way in ways}
    lacking = [str(way.label) for way, day in first.items() if day is None]
    anyhow = min((p.on for p in known.results()), default=None)
    done = max((day for day in first.values() if day), default=anyhow) if not lacking else None
    facts = {"last": fmt_date(last), "held": fmt_date(known.held_on), "ways": "; ".join(lacking)}
    if done is not None:
        over = desk.between(last, done)
        facts |= {"done": fmt_date(done), "n": desk.days(desk.between(known.held_on, done)), "over": desk.days(over)}
        if done <= last:
            says = _("Công khai kết quả xong ngày %(done)s, sau ngày họp %(n)s.") % facts
            return desk.finding(Status.MET, says, due=last, meeting=known.code)
        says = _("Công khai kết quả xong ngày %(done)s, sau ngày họp %(n)s: chậm %(over)s.") % facts
        return desk.finding(Status.LATE, says, due=last, meeting=known.code)
    if desk.on <= last:
        says = _("Họp ngày %(held)s: phải công khai kết quả chậm nhất ngày %(last)s.") % facts
        return desk.finding(Status.DUE, says, due=last, meeting=known.code)
    says = _("Họp ngày %(held)s, hạn công khai kết quả %(last)s đã qua mà chưa công khai.") % facts
    if anyhow and lacking:
        says = _("Hạn công khai kết quả %(last)s đã qua mà còn thiếu cách: %(ways)s.") % facts
    return desk.finding(Status.MISSING, says, due=last, meeting=known.code)


def results_published(desk: Desk) -> Iterator[Finding]:
    """The results of a conference are public in all three ways of Điều 43 khoản 3."""
    for known in desk.meetings(lambda m: m.is_conference):
        yield _told_after(desk, known, RESULT_WAYS)


def conclusion_notice(desk: Desk) -> Iterator[Finding]:
    """The notice of conclusions of any dialogue is out."""
    for known in desk.meetings(lambda m: m.is_dialogue):
        yield _told_after(desk, known, ())


def _spans(desk: Desk) -> Iterator[Span]:
    cut = weeks if desk.limit.unit == "per_week" else months
    for span in cut(desk.year, desk.rule.since, desk.rule.until):
        # In a week without a working day (Tết) nobody can be received.
        if desk.calendar.between(span.start - timedelta(days=1), span.end):
            yield span


def _counts_on(desk: Desk, known: Known) -> tuple[date, ...]:
    """Return for which days a reception counts: the fixed one when it had to move off a rest day (REC-17).

    By the week it then serves both weeks, as the one it left may have no other; by the month it counts once.
    """
    fixed = known.fixed_on
    if not fixed or desk.calendar.works(fixed) or known.held_on != desk.calendar.next_or_same(fixed):
        return (known.held_on,)
    return (fixed, known.held_on) if desk.limit.unit == "per_week" else (fixed,)


def _receptions(desk: Desk, leaders: frozenset[ChairModel]) -> Iterator[Finding]:
    need = desk.limit.value
    mine = desk.facts.of(lambda m: m.kind == Kind.RECEPTION and m.chair_model in leaders)
    days = [(day, known) for known in mine for day in _counts_on(desk, known)]
    for span in _spans(desk):
        inside = [(day, known) for day, known in days if span.start <= day <= span.end]
        done = {day for day, known in inside if known.was_held(desk.on)}
        ahead = {day for day, known in inside if known.held_on >= desk.on} - done
        last = max([span.end, *(known.held_on for day, known in inside if day not in done)])
        told = {"n": len(done), "need": need, "ahead": len(done) + len(ahead), "end": fmt_date(last)}
        if len(done) >= need:
            says = _("Đã tiếp %(n)d ngày, cần ít nhất %(need)d.") % told
            yield desk.finding(Status.MET, says, due=span.end, period=span.name)
        elif desk.on > last:
            says = _("Chỉ ghi nhận đã tiếp %(n)d ngày, cần ít nhất %(need)d.") % told
            yield desk.finding(Status.MISSING, says, due=last, period=span.name)
        elif len(done) + len(ahead) >= need:
            says = _("Chương trình có %(ahead)d ngày, cần ít nhất %(need)d, đến hết %(end)s.") % told
            yield desk.finding(Status.DUE, says, due=last, period=span.name)
        else:
            says = _("Chương trình mới có %(ahead)d ngày, cần ít nhất %(need)d, đến hết %(end)s.") % told
            yield desk.finding(Status.DUE, says, due=last, period=span.name)


def state_reception(desk: Desk) -> Iterator[Finding]:
    """The chair of the people's committee receives so many days a month or week."""
    return _receptions(desk, STATE_LED)


def party_reception(desk: Desk) -> Iterator[Finding]:
    """The party secretary receives so many days a month."""
    return _receptions(desk, PARTY_LED)


def reception_days_public(desk: Desk) -> Iterator[Finding]:
    """The party head's reception days of a month are public before they come."""
    mine = list(desk.meetings(lambda m: m.kind == Kind.RECEPTION and m.chair_model in PARTY_LED))
    for span in months(desk.year, desk.rule.since, desk.rule.until):
        here = [m for m in mine if span.start <= m.held_on <= span.end]
        if not here:
            continue
        late = [m for m in here if not any(proof.on <= m.held_on for proof in m.notices())]
        told = {"days": ", ".join(fmt_date(m.held_on) for m in late)}
        first = min((m.held_on for m in late), default=span.start)
        if not late:
            status, says = Status.MET, _("Mọi ngày tiếp dân đã công khai trước.")
        elif first >= desk.on:
            status, says = Status.DUE, _("Phải công khai trước ngày tiếp: %(days)s.")
        else:
            status, says = Status.MISSING, _("Chưa ghi nhận công khai trước ngày tiếp: %(days)s.")
        yield desk.finding(status, says % told, due=first if late else None, period=span.name)


def moved_day(desk: Desk) -> Iterator[Finding]:
    """A reception fixed on a rest day is held on the next working day."""
    for known in desk.meetings(lambda m: m.kind == Kind.RECEPTION):
        fixed = known.fixed_on or known.held_on
        if desk.calendar.works(fixed):
            continue
        right = desk.calendar.next_or_same(fixed)
        told = {"fixed": fmt_date(fixed), "right": fmt_date(right), "held": fmt_date(known.held_on)}
        if known.held_on == right:
            says = _("Ngày cố định %(fixed)s là ngày nghỉ, đã chuyển sang ngày làm việc kế tiếp %(held)s.") % told
            yield desk.finding(Status.MET, says, due=right, meeting=known.code)
        elif known.held_on > right:
            says = _("Ngày cố định %(fixed)s là ngày nghỉ, phải chuyển sang %(right)s nhưng đặt vào %(held)s.") % told
            yield desk.finding(Status.LATE, says, due=right, meeting=known.code)
        else:
            says = _("Ngày tiếp %(held)s không phải ngày làm việc kế tiếp sau ngày nghỉ; đó là %(right)s.") % told
            status = Status.DUE if desk.on <= known.held_on else Status.MISSING
            yield desk.finding(status, says, due=right, meeting=known.code)


def plan_issued(desk: Desk) -> Iterator[Finding]:
    """The year's programme is issued by a day of the year."""
    last, done = desk.limit.day_in(desk.year), desk.facts.issued_on
    if not desk.rule.since <= last <= desk.rule.until:
        return
    told = {"last": fmt_date(last), "done": fmt_date(done) if done else ""}
    if done and done <= last:
        status, says = Status.MET, _("Ban hành ngày %(done)s.")
    elif done:
        status, says = Status.LATE, _("Ban hành ngày %(done)s, sau hạn %(last)s.")
    elif desk.on <= last:
        status, says = Status.DUE, _("Phải ban hành chậm nhất ngày %(last)s.")
    else:
        status, says = Status.MISSING, _("Chưa ban hành chương trình; hạn %(last)s đã qua.")
    yield desk.finding(status, says % told, due=last, period=str(desk.year))


def plan_to_meeting(desk: Desk) -> Iterator[Finding]:
    """A dialogue that could be foreseen is planned early enough; earlier than wished is no fault."""
    for known in desk.meetings(lambda m: m.is_dialogue and m.kind != Kind.AD_HOC and m.planned_on is not None):
        assert known.planned_on is not None
        before, need = desk.between(known.planned_on, known.held_on), desk.limit.value
        told = {"day": fmt_date(known.planned_on), "n": desk.days(max(before, 0)), "need": desk.days(need)}
        says = _("Lên kế hoạch ngày %(day)s, trước ngày họp %(n)s (cần ít nhất %(need)s).") % told
        status = Status.MET if before >= need else Status.LATE
        yield desk.finding(status, says, due=desk.shift(known.held_on, -need), meeting=known.code)


def collection_closes(desk: Desk) -> Iterator[Finding]:
    """Collecting for a dialogue that could be foreseen closes early enough to sort what came."""
    for known in desk.meetings(lambda m: m.kind in DIALOGUES and m.kind != Kind.AD_HOC):
        last, until = desk.shift(known.held_on, -desk.limit.value), known.collect_until
        told = {"last": fmt_date(last), "until": fmt_date(until) if until else ""}
        if until and until <= last:
            status, says = Status.MET, _("Khóa lấy ý kiến ngày %(until)s.")
        elif until:
            status, says = Status.LATE, _("Khóa lấy ý kiến ngày %(until)s, sau ngày nên khóa %(last)s.")
        else:
            status = Status.DUE if desk.on <= last else Status.MISSING
            says = _("Chưa đặt ngày khóa lấy ý kiến; nên khóa chậm nhất ngày %(last)s.")
        yield desk.finding(status, says % told, due=last, meeting=known.code)


JUDGES: dict[str, Judge] = {
    judge.__name__: judge
    for judge in (
        yearly_dialogue, requested_dialogue, cochair_and_front, notice_period, results_published, village_notice,
        party_reception, reception_days_public, state_reception, moved_day, voter_meeting_programme, plan_issued,
        plan_to_meeting, collection_closes, conclusion_notice,
    )
}  # fmt: skip

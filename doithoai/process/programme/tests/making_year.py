"""Meetings of a year, planned, announced or in great number."""

from datetime import date, datetime, timedelta

from doithoai.process.programme import services
from doithoai.process.programme.models import Announcement, Meeting


def planned(commune, now, **more) -> Meeting:
    facts = {"kind": "periodic", "title": "Đối thoại", "held_on": date(2026, 12, 15), "place": "Nhà văn hóa", **more}
    return services.plan(commune.unit, by=commune.coordinator, now=now, **facts)


def announced(commune, now, **more) -> Meeting:
    meeting = planned(commune, now, **more)
    services.announce(
        meeting, where="Loa", media=["mass_media"], published_on=date(2026, 11, 20), by=commune.coordinator, now=now
    )
    return meeting


def many(commune, now: datetime, number: int) -> None:
    meetings = Meeting.objects.bulk_create(
        Meeting(
            unit=commune.unit,
            kind="periodic" if n % 5 else "reception",
            title=f"Cuộc {n}",
            held_on=date(2026, 1, 1) + timedelta(n % 365),
            planned_at=now,
            state="cancelled" if n % 7 == 0 else "concluded",
        )
        for n in range(number)
    )
    Announcement.objects.bulk_create(
        Announcement(meeting=m, kind=kind, media=["mass_media"], where="Loa", published_on=m.held_on, recorded_at=now)
        for m in meetings
        for kind in ("notice", "results")
    )

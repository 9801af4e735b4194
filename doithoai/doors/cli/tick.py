"""`doithoai tick`: what the clock does, once or (--loop) every 30 seconds. Of two ticks at one moment one does the work."""

import argparse
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from django.utils.translation import gettext as _

from doithoai.doors.cli import output
from doithoai.ground.core import clock
from doithoai.ground.index import following
from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Job
from doithoai.process.hall import jobs as hall
from doithoai.process.intake import jobs as intake
from doithoai.process.reports import jobs as reports
from doithoai.process.triage import jobs as triage
from doithoai.process.triage import learning, retention

log = logging.getLogger("doithoai.tick")
PAUSE = 30.0
# What was said has to be found within five seconds: between two rounds the index follows the event book.
FOLLOWING = 2.0


@dataclass(frozen=True)
class ClockJob:
    """One thing the clock does: at most every `every`; `longest` is how long it may take before another may take over."""

    name: str
    every: timedelta
    longest: timedelta
    work: Callable[[datetime], Any]


def _deliver(now: datetime) -> dict[str, int]:
    return asdict(outbox.deliver(now=now))


def _forget(now: datetime) -> dict[str, int]:
    return {"forgotten": outbox.forget_addresses(now)}


INDEX = ClockJob("follow_book", timedelta(0), timedelta(minutes=5), following.follow)

# Each job takes the moment and returns its figures (a dict of numbers, or one number) or nothing. It is safe to run
# again at any point.
JOBS: tuple[ClockJob, ...] = (
    ClockJob("deliver_notices", timedelta(0), timedelta(minutes=5), _deliver),
    ClockJob("poll_mailbox", timedelta(minutes=1), timedelta(minutes=10), intake.poll_mailbox),
    ClockJob("group_gatherings", timedelta(0), timedelta(minutes=30), triage.group_gatherings),
    ClockJob("index_phones", timedelta(hours=1), timedelta(minutes=10), retention.fill_phone_index),
    ClockJob("retain", timedelta(hours=24), timedelta(minutes=30), retention.retain),
    INDEX,
    ClockJob("tidy_index", timedelta(hours=24), timedelta(minutes=30), following.tidy),
    ClockJob("sketch_topics", timedelta(minutes=1), timedelta(minutes=15), hall.sketch_topics),
    ClockJob("count_hot", timedelta(minutes=15), timedelta(minutes=10), reports.count_hot),
    # At night only: it takes one core for some minutes.
    ClockJob("learn", timedelta(hours=1), timedelta(minutes=30), learning.nightly),
    ClockJob("forget_addresses", timedelta(hours=6), timedelta(minutes=10), _forget),
)


@dataclass
class Ran:
    """How one job went: `did` are its own figures; `trouble` names the kind of error, never its words."""

    job: str
    ran: bool
    seconds: float = 0.0
    did: dict[str, int] | None = None
    trouble: str = ""


def _take(job: ClockJob, now: datetime) -> bool:
    """Take the job's lease by one conditional UPDATE; False when it is not due or somebody else has it."""
    Job.objects.bulk_create([Job(name=job.name)], ignore_conflicts=True)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    # A clock that was set back must not stop the work until it has caught up.
    due = Q(last_run=None) | Q(last_run__lte=now - job.every) | Q(last_run__gt=now + timedelta(minutes=5))
    return bool(Job.objects.filter(free, due, name=job.name).update(leased_until=now + job.longest, last_run=now))


def _is_due(job: ClockJob, now: datetime) -> bool:
    """Look before writing, so that a loop with nothing to do writes nothing."""
    row = Job.objects.filter(name=job.name).first()
    if row is None or row.last_run is None:
        return True
    waits = row.leased_until is not None and row.leased_until > now
    return not waits and (row.last_run <= now - job.every or row.last_run > now + timedelta(minutes=5))


def run_job(job: ClockJob, *, now: datetime) -> Ran:
    """Run one job if it is due and free. What it raises is written down and stops no other job."""
    if not _is_due(job, now) or not _take(job, now):
        return Ran(job.name, False)
    began, done = time.monotonic(), Ran(job.name, True)
    try:
        did = job.work(now)
        done.did = {"done": did} if isinstance(did, int) else did
    except Exception as error:
        # Anything at all: the clock goes on. The log says where it came from, without values.
        log.error("a clock job failed", exc_info=error)
        done.trouble = type(error).__name__
    done.seconds = round(time.monotonic() - began, 3)
    Job.objects.filter(name=job.name, leased_until=now + job.longest).update(
        leased_until=None, last_trouble=done.trouble[:300]
    )
    return done


def once(now: Callable[[], datetime] = clock.now, jobs: tuple[ClockJob, ...] | None = None) -> list[Ran]:
    """Run every job that is due, one after the other."""
    return [run_job(job, now=now()) for job in (JOBS if jobs is None else jobs)]


def run(args: argparse.Namespace) -> int:
    """Do what is due; 1 when a job failed."""
    if args.retry:
        outbox.try_again(clock.now())
    if args.loop:
        return _loop(args.with_parent)
    results = once()
    if args.json:
        output.document({"jobs": [asdict(result) for result in results]})
    else:
        for result in results:
            output.say(_line(result))
    return 1 if any(result.trouble for result in results) else 0


def _line(result: Ran) -> str:
    if not result.ran:
        return _("%(job)s: chưa đến lượt") % {"job": result.job}
    if result.trouble:
        return _("%(job)s: LỖI %(trouble)s") % {"job": result.job, "trouble": result.trouble}
    figures = ", ".join(f"{name}={value}" for name, value in (result.did or {}).items())
    return f"{result.job}: {figures or _('xong')} ({result.seconds:.1f} s)"


def _pause(goes_on: Callable[[], bool]) -> None:
    """Wait for the next round, and meanwhile bring into the index what was said."""
    ends = time.monotonic() + PAUSE
    looks = time.monotonic() + FOLLOWING
    while goes_on() and time.monotonic() < ends:
        time.sleep(0.5)
        if time.monotonic() >= looks:
            try:
                if following.is_behind():
                    run_job(INDEX, now=clock.now())
            except DatabaseError as error:
                log.error("the index waits for the database", exc_info=error)
            close_old_connections()
            looks = time.monotonic() + FOLLOWING


def _loop(parent: int | None) -> int:
    """Run until told to stop, or until the server that started this is gone. A database that is away is waited for."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))

    def goes_on() -> bool:
        return not told and (parent is None or os.getppid() == parent)

    while goes_on():
        try:
            once()
        except DatabaseError as error:
            log.error("the clock waits for the database", exc_info=error)
        close_old_connections()
        _pause(goes_on)
    return 0

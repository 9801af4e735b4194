"""The clock: each job when it is due, by one of two ticks, none stopped by another's trouble."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from doithoai.doors import cli
from doithoai.doors.cli import tick
from doithoai.doors.cli.tick import ClockJob, once, run_job
from doithoai.ground.notices import outbox
from doithoai.ground.notices.models import Job, Notice
from doithoai.ground.notices.tests.peers import SECRET, SENDER, Hook, Mailbox, gateway, mail_server


def job(work, every=timedelta(0), name="one"):
    return ClockJob(name, every, timedelta(minutes=5), work)


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due(now):
    seen = []
    hourly = job(seen.append, timedelta(hours=1))
    for minutes in (0, 1, 59, 60, 61):
        run_job(hourly, now=now + timedelta(minutes=minutes))
    assert seen == [now, now + timedelta(hours=1)]


@pytest.mark.django_db
def test_a_clock_set_back_does_not_stop_the_work(now):
    seen = []
    daily = job(seen.append, timedelta(days=1))
    run_job(daily, now=now + timedelta(days=400))
    run_job(daily, now=now)
    assert len(seen) == 2


@pytest.mark.django_db
def test_trouble_stops_no_other_job_and_is_written_down_without_words(now):
    def fails(moment):
        raise ValueError("Nguyễn Thị Canary")

    results = once(lambda: now, (job(fails, name="bad"), job(lambda moment: {"n": 3}, name="good")))
    assert [(r.job, r.trouble, r.did) for r in results] == [("bad", "ValueError", None), ("good", "", {"n": 3})]
    assert Job.objects.get(name="bad").last_trouble == "ValueError"
    once(lambda: now + timedelta(minutes=1), (job(lambda moment: None, name="bad"),))
    assert Job.objects.get(name="bad").last_trouble == ""


@pytest.mark.django_db
def test_a_job_that_died_is_taken_over_after_its_lease(now):
    one = job(lambda moment: None)
    assert tick._take(one, now)
    assert not run_job(one, now=now + timedelta(minutes=4)).ran
    assert run_job(one, now=now + timedelta(minutes=5)).ran


@pytest.mark.django_db
def test_nothing_due_writes_nothing(now, django_assert_num_queries):
    daily = job(lambda moment: None, timedelta(days=1))
    run_job(daily, now=now)
    with django_assert_num_queries(1):
        run_job(daily, now=now + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_send_each_notice_once(settings, now):
    for number in range(60):
        outbox.put(f"x:{number}", channel="email", kind="answered", about="YK-2026-000001", address="a@b.vn", now=now)
    threads = 1 if connection.vendor == "sqlite" and connection.is_in_memory_db() else 4

    def one_tick(_n):
        try:
            # Around the job's lease on purpose: the claims alone must already keep two senders apart.
            return outbox.deliver(now=now).sent
        finally:
            connections.close_all()

    with mail_server(Mailbox()) as box:
        settings.SMTP_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{box.port}", SENDER
        with ThreadPoolExecutor(threads) as pool:
            counts = list(pool.map(one_tick, range(4)))
    assert (sum(counts), len(box.letters), set(box.seen.values())) == (60, 60, {1})
    assert not Notice.objects.exclude(state="sent").exists()


@pytest.mark.django_db
def test_of_two_ticks_one_runs_the_job(now):
    """The second comes while the first is at work: it finds the lease taken, and so does a third right after."""
    ran, second = [], []

    def work(moment):
        ran.append(moment)
        second.append(run_job(job(ran.append, timedelta(minutes=1)), now=now).ran)
        return 0

    assert run_job(job(work, timedelta(minutes=1)), now=now).ran is True
    assert run_job(job(ran.append, timedelta(minutes=1)), now=now).ran is False
    assert (ran, second) == ([now], [False])


@pytest.mark.django_db
def test_the_command_says_what_was_done(capsys, monkeypatch):
    assert cli.main(["tick", "--json"]) == 0
    jobs = json.loads(capsys.readouterr().out)["jobs"]
    assert {"job": "deliver_notices", "trouble": "", "ran": True}.items() <= jobs[0].items()
    assert jobs[0]["did"] == {"sent": 0, "put_off": 0, "given_up": 0}
    assert cli.main(["tick"]) == 0 and "deliver_notices" in capsys.readouterr().out
    monkeypatch.setattr(tick, "JOBS", (job(lambda moment: 1 / 0, name="bad"),))
    assert tick.run(argparse.Namespace(loop=False, retry=False, json=False)) == 1
    assert "bad: LỖI ZeroDivisionError" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        cli.main(["tick", "--sometimes"])
    assert stop.value.code == 2


@pytest.mark.django_db
def test_doctor_knocks_and_tells_no_secret(capsys, settings, monkeypatch, now):
    monkeypatch.setenv("DOITHOAI_SMTP_URL", "smtp://ten:mat-khau-bi-mat@127.0.0.1:25?starttls=1")
    monkeypatch.setenv("DOITHOAI_WEBHOOK_URL", "https://sms.example.vn/ma-bi-mat")
    monkeypatch.setenv("DOITHOAI_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("DOITHOAI_MAIL_FROM", SENDER)
    outbox.put("x", channel="email", kind="answered", about="YK-2026-000001", address="a@b.vn", now=now)
    Notice.objects.update(next_at=now - timedelta(days=900))

    def checks():
        cli.main(["doctor", "--json"])
        told = capsys.readouterr().out
        assert "bi-mat" not in told and SECRET not in told and "a@b.vn" not in told
        return {check["name"]: check for check in json.loads(told)["checks"]}

    assert checks()["mail"]["ok"] and "chưa cài" in checks()["mail"]["state"]
    assert not checks()["outbox"]["ok"]
    with mail_server(Mailbox()) as box, gateway(Hook()) as hook:
        settings.SMTP_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{box.port}", SENDER
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = f"http://127.0.0.1:{hook.port}/", SECRET
        found = checks()
        assert (found["mail"]["ok"], found["webhook"]["ok"], hook.asked) == (True, True, 0)
    found = checks()
    assert (found["mail"]["state"], found["webhook"]["ok"]) == ("ConnectionRefusedError", False)

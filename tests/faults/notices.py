"""Kill the clock again and again while it sends; count what arrived, under which id, and how often.

Run as a program: `python -m tests.faults.notices KILLS`. Prints one JSON line. Each child runs the real jobs of
`doithoai tick` against a real SMTP conversation and a real gateway; the hour moves on, so that leases end.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

EACH = 400


def tick_once(moment) -> None:
    """What one `doithoai tick` does at that moment."""
    from doithoai.doors.cli.tick import once

    once(lambda: moment)


def main(kills: int) -> dict:
    """Run the whole test against the database that DATABASE_URL names and return what was counted."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from doithoai.ground.notices import outbox
    from doithoai.ground.notices.models import Notice
    from doithoai.ground.notices.tests.peers import SECRET, SENDER, Hook, Mailbox, gateway, mail_server

    call_command("migrate", verbosity=0)
    now, chance = datetime(2026, 11, 21, 2, 0, tzinfo=UTC), random.Random(20261122)
    for channel, address in (("email", "a@b.vn"), ("webhook", "+84912345678")):
        drafts = [outbox.Draft(f"answered:{n}", channel, "answered", f"YK-2026-{n:06d}", address) for n in range(EACH)]
        outbox.put_all(drafts, now=now)
    killed, rounds, forked = 0, 0, get_context("fork")
    with mail_server(Mailbox(slow=0.001)) as box, gateway(Hook(slow=0.001)) as hook:
        settings.SMTP_URL, settings.MAIL_FROM = f"smtp://127.0.0.1:{box.port}", SENDER
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = f"http://127.0.0.1:{hook.port}/", SECRET
        while Notice.objects.filter(state=Notice.State.WAITING).exists() and rounds < kills + 50:
            connections.close_all()
            child = forked.Process(target=tick_once, args=(now + rounds * timedelta(minutes=6),))
            child.start()
            rounds += 1
            if killed < kills:
                # Not by the clock but by what arrived: on a slow machine as on a fast one it dies in the middle.
                enough = len(box.letters) + len(hook.bodies) + chance.randint(1, EACH // kills)
                until = time.monotonic() + 60
                while child.is_alive() and len(box.letters) + len(hook.bodies) < enough and time.monotonic() < until:
                    time.sleep(0.0005)
                os.kill(child.pid, signal.SIGKILL)
                killed += 1
            child.join()
    seen = box.seen + hook.seen
    return {
        "kills": killed,
        "notices": 2 * EACH,
        "sent": Notice.objects.filter(state=Notice.State.SENT).count(),
        "arrived": len(seen),
        "arrived_twice": sum(times > 1 for times in seen.values()),
        "deliveries": sum(seen.values()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1])), ensure_ascii=False) + "\n")

"""Kill a process again and again while it confirms a group: each time all of it stands, or nothing.

Run as a program: `python -m tests.faults.groups KILLS`. Prints one JSON line.
"""

import json
import os
import random
import signal
import sys
import time

VOICES = 30


def main(kills: int) -> dict[str, int]:
    """Confirm in a child, kill it at a random moment, look, undo what stands, and begin again."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from doithoai.ground.core import clock
    from doithoai.ground.core.models import Event
    from doithoai.process.intake.models import Opinion
    from doithoai.process.triage import grouping
    from doithoai.process.triage.models import GroupProposal, Matter, Raising
    from doithoai.process.triage.tests.test_grouping import ROAD, hear, laid
    from tests.people import make_commune

    call_command("migrate", verbosity=0)
    now = clock.now()
    commune = make_commune("Xã Thử", now=now, is_home=True)
    voices = [hear(commune, now, f"{ROAD} Lần {n}.") for n in range(VOICES)]
    (group,) = laid(commune, now, None, [(voice, 1, "") for voice in voices])
    counted = {"kills": 0, "whole": 0, "nothing": 0, "half": 0}
    # How long it takes undisturbed, so that the kills fall before, into and after the end.
    begun = time.monotonic()
    grouping.confirm(group, by=commune.coordinator, now=now)
    chance, took = random.Random(7), time.monotonic() - begun
    grouping.undo_confirm(group, by=commune.coordinator, now=now)
    for _kill in range(kills):
        connection.close()
        child = os.fork()
        if child == 0:
            grouping.confirm(
                GroupProposal.objects.select_related("grouping").get(pk=group.pk), by=commune.coordinator, now=now
            )
            os._exit(0)
        time.sleep(chance.random() * took * 4)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        counted["kills"] += os.WIFSIGNALED(status)
        stands = (
            GroupProposal.objects.get(pk=group.pk).state,
            Opinion.objects.filter(state="triaged").count(),
            Raising.objects.count(),
            Matter.objects.count(),
            Event.objects.filter(verb="triage").count() - Event.objects.filter(verb="undo_triage").count(),
        )
        if stands == ("confirmed", VOICES, VOICES, 1, VOICES):
            counted["whole"] += 1
            # Earlier next time, later after a kill that came before anything stood: the moments follow the machine.
            took *= 0.9
            group.refresh_from_db()
            grouping.undo_confirm(group, by=commune.coordinator, now=now)
        elif stands == ("proposed", 0, 0, 0, 0):
            counted["nothing"] += 1
            took *= 1.1
        else:
            counted["half"] += 1
    return counted


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")

"""What the clock does for intake."""

import time
from datetime import datetime

from django.conf import settings

from doithoai.process.intake import mail
from doithoai.process.intake.channels.mail.box import Box
from doithoai.process.intake.channels.mail.reader import MAX_BYTES
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import find_unit, home_unit

# Ten thousand letters waiting are taken over several runs, so that the clock's other work is not kept from its turn.
BATCH, MOST_SECONDS = 500, 120


def mailbox_unit() -> Unit:
    """Return the place whose mailbox is polled. Raises Refused when there is none of that name."""
    return find_unit(settings.IMAP_UNIT) if settings.IMAP_UNIT else home_unit()


def poll_mailbox(now: datetime) -> int:
    """Fetch what waits in the mailbox; each letter is on disk before the mailbox hears of it. Returns how many.

    Raises BoxTrouble when the mailbox cannot be reached; what was taken until then stays taken.
    """
    if not settings.IMAP_URL:
        return 0
    unit, begun, taken = mailbox_unit(), time.monotonic(), 0
    with Box(settings.IMAP_URL) as box:
        for letter in box.waiting(BATCH):
            if time.monotonic() - begun > MOST_SECONDS:
                break
            large = letter.size > MAX_BYTES
            content = box.fetch(letter.uid, head_only=large)
            if not content:
                continue
            if large:
                mail.keep_unfetched(content, unit=unit, now=now)
            else:
                mail.take(content, unit=unit, now=now)
            box.done(letter.uid)
            taken += 1
    return taken

"""The place the journeys walk through, made by the program's own verbs: `python -m tests.journeys.commune NAME…`.

Prints one JSON line: for each name its meeting, its villages and the sign-in name of every role.
"""

import json
import sys
from datetime import timedelta

PASSWORD = "mat-khau-thu-nghiem"


def prepare(names: list[str]) -> dict[str, dict[str, str]]:
    """Found one commune a name (the first is the home of the installation) with a meeting that takes opinions."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from doithoai.ground.core import clock
    from doithoai.process.people.models import Person
    from tests.people import make_commune, seat

    call_command("migrate", verbosity=0)
    now, made = clock.now(), {}
    for name in names:
        commune = make_commune(f"Xã ĐẶNG {name}", now=now, is_home=name == names[0])
        commune.seats["second_coordinator"] = seat(f"coordinator2-{name}", commune.unit, "coordinator", now=now)
        commune.seats["second_officer"] = seat(f"officer3-{name}", commune.agency, "officer", now=now)
        usernames = {role: sitting.person.username for role, sitting in commune.seats.items()}
        meeting = gather(commune, now)
        made[name] = {"meeting": meeting.code, "unit": commune.unit.name, **usernames}
        if name == "answered":
            made[name]["matter"] = answer_one(commune, meeting, now).code
    # One slow hash for all of them: nobody here has anything to hide.
    Person.objects.update(password=make_password(PASSWORD))
    return made


def gather(commune, now):
    """Plan a meeting, make it public and open the gathering of opinions."""
    from doithoai.ground.core import clock
    from doithoai.process.programme import services as programme

    by, today = commune.coordinator, clock.day_of(now)
    meeting = programme.plan(
        commune.unit,
        kind="periodic",
        title=f"Đối thoại định kỳ: ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG, {commune.unit.name}",
        held_on=today,
        place="Nhà văn hóa thôn Đông",
        by=by,
        now=now,
    )
    programme.announce(
        meeting, where="Loa truyền thanh, bảng tin", published_on=today - timedelta(days=10), by=by, now=now
    )
    programme.collect(meeting, by=by, now=now)
    return meeting


def answer_one(commune, meeting, now):
    """Let the chair answer one opinion in the hall, with a promise, so that every public page has something to show."""
    from doithoai.process.hall import services as hall
    from doithoai.process.intake import services as intake
    from doithoai.process.programme import services as programme
    from doithoai.process.triage import services as triage

    by, words = commune.coordinator, "Đường vào xóm ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG ngập mỗi khi mưa, bao giờ xã sửa?"
    voice = intake.receive(commune.unit, words, channel="counter", by=commune.clerk, now=now, meeting=meeting)
    matter = triage.triage(voice, [triage.Part(words, field="transport")], by=by, now=now)[0]
    programme.make_ready(meeting, by=by, now=now)
    programme.start(meeting, by=by, now=now)
    said = {
        "result": "resolving",
        "reply": "Xã sửa đường vào xóm trong tháng tới, rãnh khơi trước mùa mưa.",
        "action": "Khơi rãnh, đổ bê tông đường vào xóm",
        "action_by": "Ủy ban nhân dân xã",
        "action_due": meeting.held_on,
    }
    hall.record_answer(meeting, matter, said, said_by="Chủ tịch xã", by=commune.clerk, now=now)
    return matter


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(prepare(sys.argv[1:]), ensure_ascii=False) + "\n")

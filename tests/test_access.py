"""Every address x every role x own and other unit, walked against a table written apart from the code.

A new address without a row here fails. Whoever is not in the row must see exactly what a page that does not exist
shows; nobody but the receiving clerk may find a sender's name, phone or address anywhere.
"""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from tests.client import signed_in
from tests.world import CANARY_NAME, CANARY_PHONE, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

CLERKS = {"clerk", "second_clerk"}
OFFICE = CLERKS | {"coordinator", "chair"}
UNIT = {"officer", "approver"}
WATCH = {"leader", "supervisor"}
ALL = OFFICE | UNIT | WATCH | {"collector", "administrator", "other_officer"}
C, CH, AD = {"coordinator"}, {"chair"}, {"administrator"}

# name: (which thing the address names, who may open it)
PAGES = {
    "desk:home": (None, ALL),
    "desk:machine": (None, AD),
    "desk:find": (None, ALL),
    "people:units": (None, AD),
    "people:unit": ("unit", AD),
    "people:found": ("unit", AD),
    "people:close": ("body", AD),
    "people:succeed": ("body", AD),
    "people:persons": (None, AD),
    "people:take_on": (None, AD),
    "people:person": ("person", AD),
    "people:give_seat": ("person", AD),
    "people:reset_password": ("person", AD),
    "people:deactivate": ("person", AD),
    "people:readmit": ("person", AD),
    "people:end_seat": ("seat", AD),
    "people:furnish": ("unit", AD),
    "people:rename": ("person", AD),
    "people:delegations": (None, ALL),
    "people:end_delegation": ("lent", {"chair", "administrator"}),
    "regulation:rules": (None, ALL),
    "regulation:rule": ("rule", ALL),
    "regulation:end_override": ("rule+override", C | AD),
    "regulation:calendar": (None, ALL),
    "regulation:set_day": (None, C | AD),
    "regulation:unset_day": ("calendar_day", C | AD),
    "programme:list": (None, ALL - {"administrator"}),
    "programme:plan": (None, C),
    "programme:meeting": ("meeting", ALL - {"administrator"}),
    "programme:announce": ("meeting", C),
    "programme:advance": ("meeting", C | CH),
    "programme:cancel": ("meeting", C),
    "programme:tasks": ("meeting", ALL - {"administrator"}),
    "programme:propose_tasks": ("meeting", C),
    "programme:add_task": ("meeting", C),
    "programme:locality": ("meeting", C),
    "programme:task": ("task", ALL - {"administrator"}),
    "programme:guests": ("meeting", OFFICE | WATCH),
    "programme:letters": ("meeting", CLERKS | C),
    "programme:guests_print": ("meeting", CLERKS | C),
    "programme:guest": ("meeting+guest", CLERKS | C),
    "programme:attendance": ("meeting", CLERKS | C),
    "programme:lot": ("meeting", OFFICE | WATCH),
    "programme:lot_print": ("meeting+lot", OFFICE | WATCH),
    "programme:lot_names": ("meeting+lot", C),
    "programme:voters": (None, OFFICE | WATCH),
    "programme:voter_request": ("voter_request", OFFICE | WATCH),
    "hall:topics": ("meeting", OFFICE | WATCH),
    "hall:drop_topic": ("meeting+topic", C),
    "hall:agenda": ("meeting", OFFICE | WATCH),
    "hall:agenda_print": ("meeting", OFFICE | WATCH),
    "hall:ask_sketch": ("meeting", C | CH),
    "hall:adopt": ("meeting", C),
    "hall:voices": ("meeting", OFFICE | WATCH),
    "hall:topic": ("meeting+gathered", OFFICE | WATCH),
    "reports:hot": (None, C | CH | {"leader"}),
    "reports:hot_voices": ("hot", C | CH | {"leader"}),
    "reports:recount": (None, C | CH | {"leader"}),
    "desk:calendar": (None, ALL),
    "programme:move": ("meeting", C),
    "programme:publish": ("meeting", C),
    "programme:this_year": (None, OFFICE | WATCH),
    "programme:year": ("year", OFFICE | WATCH),
    "programme:draft": ("year", C),
    "programme:issue": ("year", C),
    "programme:receptions": ("year", C),
    "intake:register": (None, OFFICE | WATCH | {"collector"}),
    "intake:entry": (None, CLERKS | C | {"collector"}),
    "intake:import": (None, CLERKS | C | {"collector"}),
    "intake:offline": (None, CLERKS | C | {"collector"}),
    "intake:offline_me": (None, CLERKS | C | {"collector"}),
    "intake:offline_send": (None, CLERKS | C | {"collector"}),
    "intake:file": ("file", CLERKS | C),
    "intake:opinion": ("waiting", OFFICE | WATCH | {"collector"}),
    "intake:receipt": ("waiting", CLERKS),
    "intake:receipt_pdf": ("waiting", CLERKS),
    "intake:attachment": ("waiting+attachment", OFFICE | WATCH | {"collector"}),
    "intake:find": (None, CLERKS),
    "intake:contact": ("waiting", CLERKS),
    "intake:ask_contact": ("waiting", C | CH),
    "intake:open_contact": ("contact_opening", OFFICE),
    "intake:rounds": (None, CLERKS | C | {"collector"}),
    "intake:open_round": (None, CLERKS | C | {"collector"}),
    "intake:round": ("round", CLERKS | C | {"collector"}),
    "intake:receptions": (None, OFFICE),
    "intake:reception": ("reception", OFFICE),
    "intake:reception_begin": ("reception", C | CH),
    "intake:reception_turn": ("reception", CLERKS | C),
    "intake:reception_refuse": ("reception", CLERKS | C),
    "intake:reception_end": ("reception", C | CH),
    "intake:reception_book": ("reception", OFFICE),
    "intake:letters": (None, CLERKS),
    "intake:letter": ("letter", CLERKS),
    "intake:letter_aside": ("letter", CLERKS),
    "intake:letter_original": ("letter", CLERKS),
    "intake:keys": (None, AD),
    "intake:end_key": ("key", AD),
    "triage:queue": (None, OFFICE),
    "triage:opinion": ("waiting", OFFICE),
    "triage:undo": ("triaged", C),
    "triage:set_aside": ("waiting", C),
    "triage:take_back": ("waiting", C),
    "triage:hand_over": ("waiting", C),
    "triage:ask_open": ("sealed", OFFICE),
    "triage:open_seal": ("opening", OFFICE),
    "triage:learned": (None, AD),
    "triage:data_requests": (None, CLERKS | C),
    "triage:data_request": ("data_request", CLERKS | C),
    "triage:groupings": (None, C),
    "triage:grouping": ("grouping", C),
    "triage:group": ("grouping+group", C),
    "triage:many": ("grouping", C),
    "triage:undo_many": ("grouping", C),
    "triage:objections": (None, C | {"supervisor"}),
    "triage:objection": ("objection", C | {"supervisor"}),
    "triage:join": ("matter", C),
    "triage:separate": ("matter", C),
    "triage:split_off": ("matter+raising", C),
    "triage:reword": ("matter", C),
    "triage:close": ("matter", C),
    "assignment:matters": (None, OFFICE | UNIT | WATCH | {"other_officer"}),
    "assignment:matter": ("matter", OFFICE | UNIT | WATCH),
    "assignment:ask_sender": ("matter", UNIT | C),
    "assignment:assign": ("matter", C | CH),
    "assignment:accept": ("matter", UNIT),
    "assignment:give_back": ("matter", UNIT),
    "assignment:extend": ("matter", C | CH),
    "assignment:withdraw": ("matter", C | CH),
    "assignment:refer": ("matter", C),
    "assignment:confirm_receipt": ("matter", C | CH),
    "assignment:take_back_referral": ("matter", C),
    "assignment:report_done": ("published+promise", UNIT | C),
    "assignment:move_promise": ("published+promise", UNIT | C),
    "assignment:picture": ("matter+picture", OFFICE | UNIT | WATCH),
    "assignment:fields": (None, AD),
    "assignment:lay_fields": (None, AD),
    "assignment:handovers": (None, C | CH | WATCH),
    "assignment:handover_record": ("handover", C | CH | WATCH),
    "assignment:hand_over": ("merger_day", C),
    "answer:edit": ("matter", UNIT),
    "answer:reviews": (None, {"approver"} | C),
    "answer:review": ("answer", OFFICE | UNIT),
    "answer:approve": ("answer", {"approver"}),
    "answer:return": ("answer", {"approver"}),
    "answer:publish": ("answer", {"approver"} | C),
    "answer:correct": ("answer", UNIT),
    "answer:reopening": ("reopening", C | CH),
    "hall:register": ("meeting", OFFICE | WATCH),
    "hall:speech": ("meeting", OFFICE),
    "hall:answer": ("meeting", OFFICE),
    "hall:note": ("meeting", OFFICE),
    "hall:conclude": ("meeting", OFFICE),
    "hall:publish_conclusion": ("meeting", OFFICE),
    "hall:close": ("meeting", OFFICE),
    "hall:balance": ("meeting", ALL - {"administrator"}),
    "hall:balance_print": ("meeting", ALL - {"administrator"}),
    "reports:summary": (None, OFFICE | WATCH),
    "reports:print": (None, OFFICE | WATCH),
    "reports:xlsx": (None, OFFICE | WATCH),
    "reports:json": (None, OFFICE | WATCH),
    "reports:cases": ("figure", OFFICE | WATCH),
}
# Everyone, signed in or not.
PUBLIC = {
    "calendar": None, "meeting_calendar": "meeting", "invitation": None, "seat_calendar": "seat_calendar",
    "healthz": None, "readyz": None, "desk:sign_in": None, "desk:sign_out": None, "desk:seats": None, "home": None, "receipt_paper": None,
    "people:password": None,
    "send": None, "follow": None, "meetings": None, "meeting": "meeting", "programme": "year", "matter": "published", "matters": None, "promises": None,
    "guide": None, "api:openapi": None, "api:api-root": None, "api:nothing": None, "look_prefs": None, "mine": None, "privacy": None, "intake:offline_worker": None, "intake:offline_manifest": None,
}  # fmt: skip
# Only a key of another system; no seat, no session.
KEYED = {"api:opinions": None, "api:opinion": "waiting"}
SEES_CONTACT = CLERKS
NAMES_GUESTS = {f"programme:{page}" for page in ("guests", "letters", "guests_print", "guest", "attendance")}
# Addresses that name nothing of one commune: everybody with the role opens the own place's page there.
SHARED = {"figure": "opinions", "hot": "f:transport", "year": 2026, "rule": "DLG-06"}


def addresses() -> dict[str, list[str]]:
    """Every named address with the names of its parts."""
    found = {}

    def walk(patterns, prefix=""):
        for entry in patterns:
            if isinstance(entry, URLPattern):
                name = f"{prefix}{entry.name}"
                found[name] = list(entry.pattern.converters)
            else:
                walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else prefix)

    walk(get_resolver().url_patterns)
    return found


ADDRESSES = addresses()


def test_every_address_has_a_row():
    assert set(ADDRESSES) == set(PAGES) | set(PUBLIC) | set(KEYED)


def test_no_seat_opens_what_is_for_keys(world, commune, client):
    for name, what in KEYED.items():
        for one in (client, signed_in(commune.clerk), signed_in(commune.administrator)):
            response = one.get(address_of(name, what, world))
            assert response.status_code == 401
            assert leaked(name, "key", response) == []


def address_of(name: str, what: str | None, world) -> str:
    """The address of a page about this commune's thing."""
    if what in SHARED:
        return reverse(name, args=[SHARED[what]])
    things = [getattr(world, part) for part in what.split("+")] if what else []
    keys = [getattr(thing, "code", "") or thing.pk for thing in things]
    return reverse(name, kwargs=dict(zip(ADDRESSES[name], keys, strict=True)))


@pytest.fixture
def world(commune, now):
    return make_world(commune, now)


def is_refused(response) -> bool:
    """Not there, or (before anything is looked up) not by this method: neither says whether the thing exists."""
    return response.status_code in {404, 405}


def is_open(response) -> bool:
    return response.status_code not in {403, 404} and response.status_code < 500


def test_every_page_and_role(world, commune, stranger):
    clients = {role: signed_in(seat) for role, seat in commune.seats.items()}
    strangers = {role: signed_in(seat) for role, seat in stranger.seats.items()}
    wrong, leaks = [], []
    for name, (what, allowed) in PAGES.items():
        url = address_of(name, what, world)
        for role, client in clients.items():
            response = client.get(url)
            if not (is_open(response) if role in allowed else is_refused(response)):
                wrong.append((name, role, response.status_code))
            leaks += leaked(name, role, response)
        if what and what not in SHARED:
            for role, client in strangers.items():
                if not is_refused(response := client.get(url)):
                    wrong.append((name, f"stranger {role}", response.status_code))
    assert (wrong, leaks) == ([], [])


def leaked(name: str, role: str, response) -> list[tuple[str, str]]:
    body = response.content.decode(errors="replace")
    seen = CANARY_NAME in body or CANARY_PHONE in body or "Canary" in body
    # The clerk who uploaded a village's file reads in its preview what the file says; who writes the invitations
    # reads the names on them.
    opened = {"coordinator"} if name == "intake:file" or name in NAMES_GUESTS else set()
    return [(name, role)] if seen and role not in SEES_CONTACT | opened else []


def test_a_post_without_the_right_changes_nothing(world, commune, stranger):
    from doithoai.ground.core.models import Event

    before, wrong = Event.objects.count(), []
    here = {role: signed_in(seat) for role, seat in commune.seats.items()}
    there = {role: signed_in(seat) for role, seat in stranger.seats.items()}
    for name, (what, allowed) in PAGES.items():
        url = address_of(name, what, world)
        outsiders = {f"own {r}": c for r, c in here.items() if r not in allowed}
        outsiders |= {f"stranger {r}": c for r, c in there.items()} if what and what not in SHARED else {}
        for role, client in outsiders.items():
            response = client.post(url, {"reason": "x", "note": "x"})
            if not is_refused(response):
                wrong.append((name, role, response.status_code))
    assert (wrong, Event.objects.count()) == ([], before)


def test_nobody_signed_in_is_led_to_the_door(world, client):
    for name, (what, _allowed) in PAGES.items():
        response = client.get(address_of(name, what, world))
        assert response.status_code == 405 or response.url.startswith(reverse("desk:sign_in")), name


def test_public_pages_open_for_all_and_name_nobody(world, client):
    for name, what in PUBLIC.items():
        response = client.get(address_of(name, what, world))
        assert response.status_code < 500, name
        assert leaked(name, "public", response) == [], name


def test_every_post_needs_a_token(world, commune):
    client = signed_in(commune.coordinator)
    client.handler.enforce_csrf_checks = True
    for name, (what, _allowed) in PAGES.items():
        response = client.post(address_of(name, what, world), {})
        assert response.status_code in {403, 405}, (name, response.status_code)

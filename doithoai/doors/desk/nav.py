"""The desk's navigation: what each role has to do, in its own order."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doithoai.process.people.models import Role


@dataclass(frozen=True)
class Place:
    """One line of the navigation. `covers`: further pages that belong to it, by the name of their address."""

    name: str
    label: str
    icon: str
    covers: tuple[str, ...] = ()


HOME = Place("desk:home", gettext_noop("Việc của tôi"), "home", ("desk:seats", "desk:calendar"))
FIND = Place("desk:find", gettext_noop("Tìm kiếm"), "search")
ENTRY = Place("intake:entry", gettext_noop("Nhập ý kiến"), "plus")
IMPORT = Place("intake:import", gettext_noop("Nhập tệp"), "upload", ("intake:file",))
OFFLINE = Place("intake:offline", gettext_noop("Nhập khi mất mạng"), "download")
REGISTER = Place(
    "intake:register",
    gettext_noop("Sổ tiếp nhận"),
    "inbox",
    ("intake:opinion", "intake:find", "intake:contact", "intake:ask_contact", "intake:open_contact"),
)
ROUNDS = Place("intake:rounds", gettext_noop("Đợt lấy ý kiến"), "building", ("intake:open_round", "intake:round"))
RECEPTIONS = Place(
    "intake:receptions", gettext_noop("Tiếp công dân"), "person", ("intake:reception", "intake:reception_book")
)
LETTERS = Place("intake:letters", gettext_noop("Thư điện tử"), "send", ("intake:letter",))
KEYS = Place("intake:keys", gettext_noop("Khóa cho hệ thống khác"), "lock")
DATA = Place("triage:data_requests", gettext_noop("Quyền về dữ liệu"), "shield", ("triage:data_request",))
TRIAGE = Place("triage:queue", gettext_noop("Phân loại"), "split", ("triage:",))
MATTERS = Place("assignment:matters", gettext_noop("Vấn đề"), "list", ("assignment:", "answer:edit"))
GIVEN = Place("assignment:matters", gettext_noop("Việc được giao"), "list", ("assignment:", "answer:edit"))
REVIEWS = Place("answer:reviews", gettext_noop("Trình duyệt"), "check", ("answer:",))
MEETINGS = Place("programme:list", gettext_noop("Cuộc đối thoại"), "meeting", ("programme:", "hall:"))
YEAR_PAGES = ("programme:year", "programme:draft", "programme:issue", "programme:receptions")
YEAR = Place("programme:this_year", gettext_noop("Chương trình năm"), "calendar", YEAR_PAGES)
REPORT = Place("reports:summary", gettext_noop("Báo cáo"), "chart", ("reports:",))
HOT = Place("reports:hot", gettext_noop("Điểm nóng"), "flag", ("reports:hot_voices", "reports:recount"))
REGULATION = Place("regulation:rules", gettext_noop("Quy chế và lịch"), "calendar", ("regulation:",))
_UNIT_PAGES = ("people:unit", "people:found", "people:close", "people:succeed", "people:furnish")
_PERSON_PAGES = tuple(
    f"people:{page}"
    for page in ("person", "take_on", "give_seat", "end_seat", "reset_password", "deactivate", "readmit", "rename")
)
UNITS = Place("people:units", gettext_noop("Đơn vị"), "building", _UNIT_PAGES)
PERSONS = Place("people:persons", gettext_noop("Cán bộ"), "person", _PERSON_PAGES)
LENDING = Place("people:delegations", gettext_noop("Ủy quyền"), "arrow-right", ("people:end_delegation",))
FIELDS = Place("assignment:fields", gettext_noop("Cơ quan và lĩnh vực"), "list", ("assignment:lay_fields",))
LEARNED = Place("triage:learned", gettext_noop("Học từ quyết định"), "chart")

MACHINE = Place("desk:machine", gettext_noop("Tin báo, việc theo giờ"), "clock")

# A short list stands as it is; a long one is parted, what is done every day first and without a heading.
DAILY = ""
WAYS_IN = gettext_noop("Nhận ý kiến")
OVERVIEW = gettext_noop("Theo dõi")
ORDER = gettext_noop("Quy định và quyền")

PLACES: dict[str, dict[str, tuple[Place, ...]]] = {
    Role.COLLECTOR: {DAILY: (HOME, FIND, ENTRY, OFFLINE, ROUNDS, IMPORT, REGISTER, MEETINGS, LENDING)},
    Role.CLERK: {
        DAILY: (HOME, FIND, REGISTER, MATTERS, MEETINGS, YEAR),
        WAYS_IN: (ENTRY, IMPORT, OFFLINE, ROUNDS, RECEPTIONS, LETTERS),
        OVERVIEW: (REPORT,),
        ORDER: (DATA, LENDING),
    },
    Role.COORDINATOR: {
        DAILY: (HOME, FIND, TRIAGE, MATTERS, MEETINGS, YEAR),
        WAYS_IN: (ENTRY, IMPORT, OFFLINE, ROUNDS, RECEPTIONS, REGISTER),
        OVERVIEW: (HOT, REPORT),
        ORDER: (DATA, REGULATION, LENDING),
    },
    Role.OFFICER: {DAILY: (HOME, FIND, GIVEN, MEETINGS, LENDING)},
    Role.APPROVER: {DAILY: (HOME, FIND, REVIEWS, GIVEN, MEETINGS, LENDING)},
    Role.CHAIR: {
        DAILY: (HOME, FIND, MEETINGS, YEAR, MATTERS, REGISTER),
        OVERVIEW: (HOT, REPORT),
        ORDER: (REGULATION, LENDING),
    },
    Role.SUPERVISOR: {DAILY: (HOME, FIND, MATTERS, MEETINGS, YEAR, REGISTER, REPORT, REGULATION)},
    Role.LEADER: {DAILY: (HOME, FIND, HOT, REPORT, MATTERS, MEETINGS, YEAR, REGISTER, LENDING)},
    Role.ADMINISTRATOR: {DAILY: (HOME, FIND, PERSONS, UNITS, FIELDS, LENDING, REGULATION, KEYS, LEARNED, MACHINE)},
}


def _is_at(place: Place, view: str, others: tuple[Place, ...]) -> bool:
    if view == place.name:
        return True
    # Who names a page wins over who covers its whole stage.
    if view not in place.covers and any(view == other.name or view in other.covers for other in others):
        return False
    return any(view == part or (part.endswith(":") and view.startswith(part)) for part in place.covers)


def desk_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation of the signed-in seat, the current place marked; empty when nobody is signed in.

    The first line of a parted list's part carries its `heading`.
    """
    seat = getattr(request, "seat", None)
    if seat is None:
        return []
    parts = PLACES[seat.role]
    everywhere = tuple(place for places in parts.values() for place in places)
    view = request.resolver_match.view_name if request.resolver_match else ""
    items = []
    for heading, places in parts.items():
        for place in places:
            first = heading if place is places[0] else ""
            items.append(
                {
                    "label": gettext(place.label),
                    "url": reverse(place.name),
                    "icon": place.icon,
                    "current": _is_at(place, view, everywhere),
                    "count": None,
                    "heading": gettext(first) if first else "",
                }
            )
    return items

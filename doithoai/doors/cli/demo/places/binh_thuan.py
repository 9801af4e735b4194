"""Bình Thuận 2016-2019: one locality a year in the first quarter or early in the second, and youth and enterprises."""

from datetime import date, datetime
from typing import Any

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo.material import case, scenario
from doithoai.doors.cli.demo.places.base import Outcome, entries, hold, workday
from doithoai.doors.cli.demo.play import Sitting
from doithoai.process.people.models import Unit

ID = "binh-thuan-2016-2019"
CODE = "60"
BODIES = {
    "nn": "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bình Thuận",
    "ct": "Sở Công Thương tỉnh Bình Thuận",
    "vh": "Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Thuận",
}
AREAS = {
    "Thành phố Phan Thiết": "khu Văn Thánh",
    "Huyện Tuy Phong": "thôn Vĩnh Hải",
    "Thị xã La Gi": "khu Hồ Tôm",
    "Huyện Bắc Bình": "thôn Sông Bằng",
}
# People are met in March or April, youth in the month of youth, enterprises before their own day in October.
DAYS = {"people": (4, 5), "youth": (3, 22), "enterprises": (10, 9)}
CONCLUSION = "Mỗi việc giao một sở làm đầu mối, có ngày trả lời; Văn phòng Tỉnh ủy theo dõi đến khi không còn việc nào chưa trả lời."


def act(now: datetime) -> Unit:
    """Play the seven meetings."""
    province = cast.past_province(CODE, now=now)
    desks = cast.bodies(province, BODIES, now=now)
    crew = cast.crew_of_then(
        province, "binhthuan", desks, now=now, since=date(2015, 11, 1), chair_name="Bí thư Tỉnh ủy Bình Thuận"
    )
    for facts in sorted(scenario(ID)["meetings"], key=lambda facts: _day(facts)):
        audience, partner = facts["audience"], facts["with"]
        words = {"place": partner, "area": AREAS.get(partner, partner)}
        cases = [case(entry, **words) for entry in entries(ID)[audience]]
        hold(crew, _sitting(facts), cases, Outcome(facts.get("attendants_about", 150), CONCLUSION))
    return province


def _day(facts: dict[str, Any]) -> date:
    return workday(date(facts["year"], *DAYS[facts["audience"]]))


def _sitting(facts: dict[str, Any]) -> Sitting:
    audience = facts["audience"]
    partner = {"people": f"Nhân dân {facts['with']}", "youth": "thanh niên", "enterprises": "doanh nhân"}[audience]
    return Sitting(
        kind="periodic" if audience == "people" else "thematic",
        title=f"Bí thư Tỉnh ủy Bình Thuận đối thoại trực tiếp với {partner} năm {facts['year']}",
        held_on=_day(facts),
        audience=audience,
        topic="Nội dung chọn trước, gọn theo nhóm việc",
        place=facts["with"] if audience == "people" else "Hội trường Tỉnh ủy Bình Thuận",
        chair_model="party",
        basis="Hướng dẫn 11-HD/TU ngày 09/12/2014",
        planned_before=105,
        announced_before=25,
    )

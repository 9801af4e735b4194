"""Thái Bình 2024: a programme from the start of the year, three kinds of dialogue, satisfaction measured after each."""

from datetime import date, datetime

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo.material import case
from doithoai.doors.cli.demo.places.base import Outcome, entries, hold
from doithoai.doors.cli.demo.play import Sitting
from doithoai.process.people.models import Unit

ID = "thai-binh-2024"
CODE = "34"
BASIS = "Quy chế 07-QC/TU ngày 08/8/2019; Chỉ thị 37-CT/TU năm 2024"
BODIES = {
    "ld": "Sở Lao động - Thương binh và Xã hội tỉnh Thái Bình",
    "tnmt": "Sở Tài nguyên và Môi trường tỉnh Thái Bình",
    "ca": "Công an tỉnh Thái Bình",
}
SITTINGS = (
    (
        "periodic",
        "Đối thoại định kỳ giữa Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh Thái Bình với Nhân dân năm 2024",
        date(2024, 5, 16),
        "people",
        slice(0, 4),
        320,
    ),
    (
        "thematic",
        "Đối thoại chuyên đề với phụ nữ về sinh kế và an sinh xã hội",
        date(2024, 9, 19),
        "women",
        slice(4, 6),
        180,
    ),
    ("thematic", "Đối thoại chuyên đề về an ninh trật tự trên sông", date(2024, 10, 17), "people", slice(6, 7), 90),
    (
        "ad_hoc",
        "Đối thoại đột xuất với các hộ trong dự án đường ven sông",
        date(2024, 7, 11),
        "people",
        slice(7, 8),
        75,
    ),
)
CONCLUSION = (
    "Các sở trả lời bằng văn bản trong thời hạn đã giao; Văn phòng Tỉnh ủy đôn đốc, kiểm tra. Ủy ban MTTQ tỉnh đo mức độ "
    "hài lòng của người dự và báo cáo Thường trực Tỉnh ủy khi sơ kết, tổng kết."
)


def act(now: datetime) -> Unit:
    """Play the year 2024."""
    province = cast.past_province(CODE, now=now)
    desks = cast.bodies(province, BODIES, now=now)
    crew = cast.crew_of_then(
        province, "thaibinh", desks, now=now, since=date(2020, 10, 1), chair_name="Bí thư Tỉnh ủy Thái Bình"
    )
    cases = [
        case({"channel": "hall" if entry.get("said_by") else "letter", "name": "Người dự đối thoại", **entry})
        for entry in entries(ID)
    ]
    for kind, title, held_on, audience, chosen, attendance in SITTINGS:
        sitting = Sitting(
            kind=kind,
            title=title,
            held_on=held_on,
            audience=audience,
            topic="Những việc bức xúc chọn từ ý kiến của người dân",
            place="Hội trường Tỉnh ủy Thái Bình",
            basis=BASIS,
            planned_before=10 if kind == "ad_hoc" else (held_on - date(2024, 1, 22)).days,
            announced_before=9 if kind == "ad_hoc" else 20,
        )
        hold(crew, sitting, cases[chosen], Outcome(attendance, CONCLUSION))
    return province

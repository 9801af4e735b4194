"""Vĩnh Bảo 2023: people's meetings in every village first, then the district's secretary answers."""

from datetime import date, datetime

from doithoai.doors.cli.demo import cast
from doithoai.doors.cli.demo.material import case
from doithoai.doors.cli.demo.places.base import Outcome, entries, hold
from doithoai.doors.cli.demo.play import Sitting
from doithoai.process.people.models import Unit

ID = "vinh-bao-2023"
CODE = "316"
BODIES = {
    "nn": "Phòng Nông nghiệp và PTNT huyện Vĩnh Bảo",
    "kt": "Phòng Kinh tế và Hạ tầng huyện Vĩnh Bảo",
    "ld": "Phòng Lao động - Thương binh và Xã hội huyện Vĩnh Bảo",
    "gd": "Phòng Giáo dục và Đào tạo huyện Vĩnh Bảo",
    "tnmt": "Phòng Tài nguyên và Môi trường huyện Vĩnh Bảo",
    "gpmb": "Trung tâm Phát triển quỹ đất huyện Vĩnh Bảo",
    "btc": "Ban Tổ chức Huyện ủy Vĩnh Bảo",
}
CONCLUSION = (
    "Mười nhóm việc được trả lời hoặc có lộ trình với ngày xong. Việc chưa rõ giao cơ quan xác minh rồi trả lời bằng "
    "văn bản. Ủy ban MTTQ và các tổ chức chính trị - xã hội giám sát từng việc."
)


def act(now: datetime) -> Unit:
    """Play the dialogue of 2023."""
    district = cast.past_district(CODE, now=now)
    desks = cast.bodies(district, BODIES, now=now)
    crew = cast.crew_of_then(
        district, "vinhbao", desks, now=now, since=date(2020, 8, 1), chair_name="Bí thư Huyện ủy Vĩnh Bảo"
    )
    sitting = Sitting(
        kind="periodic",
        title="Đối thoại giữa Thường trực Huyện ủy Vĩnh Bảo với Nhân dân năm 2023",
        held_on=date(2023, 8, 24),
        topic=(
            "Nông nghiệp và phát triển nông thôn; công nghiệp - thương mại - dịch vụ; xây dựng Đảng và vận động nhân dân; "
            "công tác cán bộ; phát triển đảng viên; an sinh xã hội; văn hóa xã hội - giáo dục; quốc phòng - an ninh; "
            "tài nguyên môi trường; giải phóng mặt bằng"
        ),
        place="Nhà văn hóa huyện Vĩnh Bảo",
        chair_model="party",
        basis="Kế hoạch của Thường trực Huyện ủy; người dân họp tại thôn, khu dân cư trước đối thoại",
        announced_before=30,
    )
    hold(crew, sitting, [case(entry) for entry in entries(ID)], Outcome(240, CONCLUSION))
    return district

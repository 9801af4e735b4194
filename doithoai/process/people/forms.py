"""What the administrator's pages, and the page of the own password, read from a browser."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from doithoai.ground.look.fields import PickField, PickManyField, VietDateField
from doithoai.process.people import queries, rules
from doithoai.process.people.models import Person, Role, Seat, Unit

# What each role is for, where somebody has to choose one.
WORK = {
    Role.COLLECTOR: _("Ở thôn, tổ dân phố. Nhập ý kiến của thôn mình."),
    Role.CLERK: _("Ở xã hoặc tỉnh. Tiếp nhận; người duy nhất xem được ai đã gửi."),
    Role.COORDINATOR: _("Ở xã hoặc tỉnh. Phân loại, giao việc, chuẩn bị cuộc đối thoại."),
    Role.OFFICER: _("Ở cơ quan chuyên môn, cơ quan của cấp ủy. Soạn trả lời."),
    Role.APPROVER: _("Ở cơ quan chuyên môn, cơ quan của cấp ủy. Duyệt trả lời của người khác."),
    Role.CHAIR: _("Ở xã hoặc tỉnh. Chủ trì, kết luận, quyết định khi không ai nhận việc."),
    Role.SUPERVISOR: _("Ở Mặt trận, đoàn thể. Xem mọi việc của địa bàn, không xem ai đã gửi."),
    Role.LEADER: _("Xem số liệu và vụ việc của địa bàn."),
    Role.ADMINISTRATOR: _("Ở xã hoặc tỉnh. Quản lý đơn vị, cán bộ; không xem nội dung ý kiến."),
}
NO_SPACES = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}\Z",
    _("Tên đăng nhập từ 3 đến 60 ký tự: chữ không dấu, số, dấu chấm, gạch."),
)


class UnitPick(PickField):
    """One unit, shown with what it is."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the name and the level."""
        return f"{obj.name} ({obj.get_level_display()})"


class UnitForm(forms.Form):
    """A unit to be entered below another one."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200, error_messages={"required": _("Xin ghi tên đơn vị.")})
    level = forms.ChoiceField(
        label=_("Loại đơn vị"),
        error_messages={
            "required": _("Xin chọn loại đơn vị."),
            "invalid_choice": _("Xin chọn loại đơn vị trong danh sách."),
        },
    )
    code = forms.CharField(
        label=_("Mã đơn vị"), max_length=20, required=False, help_text=_("Mã hành chính hoặc mã nội bộ, nếu có.")
    )
    valid_from = VietDateField(label=_("Hoạt động từ ngày"), required=False)
    valid_to = VietDateField(label=_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        levels = rules.BELOW[parent.level]
        self.fields["level"].choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]


class HeirsForm(forms.Form):
    """Who takes over, by which decision."""

    successors = PickManyField(
        queryset=Unit.objects.none(),
        label=_("Đơn vị kế thừa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chọn một hoặc nhiều đơn vị cùng cấp nhận phần việc."),
        error_messages={"invalid_choice": _("Xin chọn đơn vị trong danh sách.")},
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Số, ngày của nghị quyết hoặc quyết định.")
    )

    def __init__(self, *args: Any, heirs: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successors"].queryset = heirs  # type: ignore[attr-defined]


class CloseForm(HeirsForm):
    """The last day of a unit, and who takes over."""

    on = VietDateField(label=_("Ngày hoạt động cuối cùng"))
    field_order = ("on", "successors", "basis")


class SucceedForm(HeirsForm):
    """Who took over from a unit that has ended."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successors"].required = True
        self.fields["successors"].error_messages["required"] = _("Xin chọn ít nhất một đơn vị.")


class SeatForm(forms.Form):
    """A role in a unit from a day on."""

    unit = UnitPick(
        queryset=Unit.objects.none(),
        label=_("Đơn vị"),
        empty_label=_("Chọn đơn vị"),
        error_messages={
            "required": _("Xin chọn đơn vị."),
            "invalid_choice": _("Xin chọn đơn vị trong danh sách."),
        },
    )
    role = forms.ChoiceField(
        label=_("Vị trí"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Xin chọn vị trí."),
            "invalid_choice": _("Xin chọn vị trí trong danh sách."),
        },
    )
    valid_from = VietDateField(label=_("Giữ từ ngày"))
    valid_to = VietDateField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi chưa định ngày thôi giữ.")
    )

    def __init__(self, *args: Any, place: Unit, today: date, also: Unit | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units_to_seat_in(place, today, also)  # type: ignore[attr-defined]
        self.fields["unit"].initial = also.pk if also else None
        self.fields["valid_from"].initial = today


class TakeOnForm(SeatForm):
    """Somebody new with a first seat."""

    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=120, error_messages={"required": _("Xin ghi họ và tên.")}
    )
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        validators=[NO_SPACES],
        help_text=_("Chữ không dấu, viết liền. Ví dụ: nguyen.thi.anh"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Xin ghi tên đăng nhập.")},
    )
    field_order = ("full_name", "username", "unit", "role", "valid_from", "valid_to")


class EndSeatForm(forms.Form):
    """From which day a seat is no longer held."""

    on = VietDateField(label=_("Thôi giữ từ ngày"), help_text=_("Từ đầu ngày này, vị trí không vào được nữa."))


class NameForm(forms.Form):
    """A person's name as it is."""

    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=120, error_messages={"required": _("Xin ghi họ và tên.")}
    )


class PersonPick(PickField):
    """One person of the own place, by name; the sign-in name tells namesakes apart."""

    def label_from_instance(self, obj: Person) -> str:
        """Return 'Trần Thu Phương (dieuphoi)'."""
        return f"{obj.full_name} ({obj.username})"


class SeatPick(PickField):
    """One seat, with who holds it."""

    def label_from_instance(self, obj: Seat) -> str:
        """Return 'Điều phối viên, Xã Bình Minh: Trần Thu Phương'."""
        return f"{obj.label}: {obj.person.full_name}"


_PICK = {"required": _("Xin chọn một người."), "invalid_choice": _("Xin chọn một người trong danh sách.")}


class DelegateForm(forms.Form):
    """Whom a seat is lent to, from when to when, why."""

    to = PersonPick(
        queryset=Person.objects.none(),
        label=_("Người được ủy quyền"),
        empty_label=_("Chọn người"),
        error_messages=_PICK,
        help_text=_("Người đang giữ một vị trí ở cùng địa bàn."),
    )
    start = VietDateField(label=_("Từ ngày"))
    end = VietDateField(label=_("Đến hết ngày"))
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, error_messages={"required": _("Xin ghi lý do ủy quyền.")}
    )

    def __init__(self, *args: Any, seat: Seat, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = queries.colleagues_of(seat, today)  # type: ignore[attr-defined]
        self.fields["start"].initial = today


class RequestedForm(DelegateForm):
    """The administrator records a delegation that the holder asked for in writing."""

    seat = SeatPick(
        queryset=Seat.objects.none(),
        label=_("Vị trí ủy quyền"),
        empty_label=_("Chọn vị trí"),
        error_messages={
            "required": _("Xin chọn vị trí."),
            "invalid_choice": _("Xin chọn vị trí trong danh sách."),
        },
    )
    reference = forms.CharField(
        label=_("Văn bản đề nghị"),
        max_length=200,
        help_text=_("Số, ngày của văn bản người giữ vị trí đề nghị."),
        error_messages={"required": _("Xin ghi số, ngày của văn bản đề nghị ủy quyền.")},
    )
    field_order = ("seat", "to", "start", "end", "reason", "reference")

    def __init__(self, *args: Any, seat: Seat, today: date, **kwargs: Any):
        super().__init__(*args, seat=seat, today=today, **kwargs)
        self.fields["seat"].queryset = queries.lendable_in(seat.place, today)  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """Whom to list."""

    tim = forms.CharField(label=_("Tìm theo tên"), max_length=120, required=False)


def _secret(label: Any, about: str, required: Any, **more: Any) -> forms.CharField:
    """Make a password field: taken as typed, spaces included, never shown again."""
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": about}),
        error_messages={"required": required},
        **more,
    )


class PasswordForm(forms.Form):
    """The current password, and a new one typed twice."""

    current = _secret(_("Mật khẩu đang dùng"), "current-password", _("Xin ghi mật khẩu đang dùng."))
    new = _secret(
        _("Mật khẩu mới"),
        "new-password",
        _("Xin ghi mật khẩu mới."),
        help_text=_("Ít nhất 10 ký tự. Vài từ ghép lại dễ nhớ và khó đoán."),
    )
    again = _secret(_("Ghi lại mật khẩu mới"), "new-password", _("Xin ghi lại mật khẩu mới."))

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("Hai lần ghi mật khẩu mới không giống nhau."))
        return data

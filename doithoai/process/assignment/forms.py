"""What is typed on the case page: one small form for each act."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from doithoai.ground.core import clock
from doithoai.ground.core.words import StrOrPromise
from doithoai.ground.look.fields import PickField, PickManyField, VietDateField
from doithoai.process.assignment import offering, queries
from doithoai.process.assignment.models import Product, Promise
from doithoai.process.people.models import Unit
from doithoai.process.people.queries import agencies_for
from doithoai.process.triage.models import Matter


def _words(
    label: StrOrPromise, missing: StrOrPromise, *, rows: int = 3, longest: int = 2000, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def _line(label: StrOrPromise, missing: StrOrPromise, *, longest: int = 300, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, error_messages={"required": missing})


class ActForm(forms.Form):
    """A form of the case page. `matter` and `promise` are what it is about; many stand on one page, so ids differ."""

    def __init__(self, *args: Any, matter: Matter, promise: Promise | None = None, **kwargs: Any):
        self.matter, self.promise = matter, promise
        super().__init__(*args, **kwargs)


class UnitChoice(PickField):
    """A body to which matters can be given, named with its place."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return 'Phòng Kinh tế · Xã Bình Minh'."""
        return f"{obj.name} · {obj.territory.name}" if obj.territory else obj.name


class UnitsChoice(PickManyField):
    """Several such bodies."""

    label_from_instance = UnitChoice.label_from_instance


class AssignForm(ActForm):
    """Lead, date with its basis, product: nothing is given without them."""

    lead = UnitChoice(
        label=_("Đơn vị chủ trì"),
        queryset=Unit.objects.none(),
        empty_label=_("Chọn đơn vị"),
        error_messages={"required": _("Chọn đơn vị chủ trì."), "invalid_choice": _("Chọn một đơn vị trong danh sách.")},
    )
    due = VietDateField(label=_("Thời hạn"), error_messages={"required": _("Xin ghi thời hạn.")})
    basis = _line(_("Căn cứ của thời hạn"), _("Xin ghi căn cứ của thời hạn."))
    product = forms.ChoiceField(label=_("Sản phẩm"), choices=Product.choices)
    supporting = UnitsChoice(
        label=_("Đơn vị phối hợp"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Chọn các đơn vị trong danh sách."),
            "invalid_pk_value": _("Chọn các đơn vị trong danh sách."),
        },
    )
    note = _words(_("Ghi chú cho đơn vị"), "", required=False)

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any):
        super().__init__(*args, matter=matter, **kwargs)
        units = agencies_for(matter.unit)
        self.fields["lead"].queryset = self.fields["supporting"].queryset = units  # type: ignore[attr-defined]
        earlier = queries.all_of(matter).filter(round=matter.round).last()
        proposed = queries.due_for(matter.unit, clock.today())
        # Giving again does not restart the clock: the date that stands is proposed again.
        stands = earlier is not None and earlier.due >= clock.today()
        self.initial.setdefault("due", earlier.due if earlier and stands else proposed.on)
        self.initial.setdefault("basis", earlier.basis if earlier and stands else proposed.basis)
        usual = queries.usual_lead(matter.unit, matter.field, clock.today()) if earlier is None else None
        if usual is not None:
            self.initial.setdefault("lead", usual.pk)
        self._offer(units, usual)

    def _offer(self, units: QuerySet[Unit], usual: Unit | None) -> None:
        """Put the bodies that are offered first, each with its reason; nobody is chosen whom the place has not named."""
        every = {unit.pk: unit for unit in units}
        # What was typed comes back with the list as it is: there is nothing left to offer.
        offered = [] if self.is_bound else offering.for_matter(self.matter, clock.today())
        offered = [one for one in offered if one.unit.pk in every]
        name = self.fields["lead"].label_from_instance  # type: ignore[attr-defined]
        rest = [(pk, name(unit)) for pk, unit in every.items() if all(one.unit.pk != pk for one in offered)]
        first = [(one.unit.pk, name(one.unit)) for one in offered]
        groups = [(_("Đề xuất"), first), (_("Các cơ quan khác"), rest)] if first else rest
        self.fields["lead"].choices = [("", _("Chọn đơn vị")), *groups]  # type: ignore[attr-defined]
        self.fields["supporting"].choices = [*first, *rest]  # type: ignore[attr-defined]
        chosen = [_("Chọn sẵn đơn vị phụ trách lĩnh vực này. Ông/bà đổi được.")] if usual is not None else []
        why = [f"{one.unit.name}: {one.why}." for one in offered]
        self.fields["lead"].help_text = " ".join(str(line) for line in [*chosen, *why])


class EmptyForm(ActForm):
    """An act that needs no words."""


class ReturnForm(ActForm):
    """Why the work belongs elsewhere and to whom."""

    reason = _words(_("Lý do trả lại"), _("Xin ghi lý do trả lại."))
    proposed_owner = _line(_("Đơn vị phù hợp theo ông/bà"), _("Xin đề xuất đơn vị phù hợp."), longest=200)


class ReasonForm(ActForm):
    """Only a reason."""

    reason = _words(_("Lý do"), _("Xin ghi lý do."))


class ExtendForm(ActForm):
    """A new date, once, with the reason everybody reads."""

    new_due = VietDateField(label=_("Hạn mới"), error_messages={"required": _("Xin ghi hạn mới.")})
    reason = _words(_("Lý do gia hạn (người dân đọc được)"), _("Xin ghi lý do gia hạn."))


class ReferForm(ActForm):
    """To which body a matter out of competence goes, by which document."""

    body = _line(_("Cơ quan nhận"), _("Xin ghi cơ quan nhận."))
    document = _line(_("Số, ngày văn bản chuyển"), "", longest=200, required=False)
    reason = _words(_("Vì sao không thuộc thẩm quyền"), _("Xin ghi lý do chuyển."))


class ReceiptForm(ActForm):
    """The other body's receipt."""

    received_on = VietDateField(label=_("Ngày cơ quan kia nhận"))
    receipt = _line(_("Giấy biên nhận, văn bản trả lời"), _("Xin ghi giấy biên nhận."))


class DoneForm(ActForm):
    """What shows that a promise was carried out."""

    evidence = _words(_("Bằng chứng (biên bản, văn bản, ảnh lưu ở đâu)"), _("Xin ghi bằng chứng."))


class MoveForm(ActForm):
    """A later date of a promise; moving is counted and public."""

    new_due = VietDateField(label=_("Ngày mới"), error_messages={"required": _("Xin ghi ngày mới.")})
    reason = _words(_("Lý do dời ngày (công khai)"), _("Xin ghi lý do dời ngày."))

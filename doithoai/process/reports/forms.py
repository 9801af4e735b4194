"""Which place and which days a report is about."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from doithoai.ground.look.fields import PickField, VietDateField
from doithoai.process.people.models import Unit


class ScopeForm(forms.Form):
    """A place of the reader's territory and a period. Sent by GET, so that a report has an address."""

    don_vi = PickField(queryset=Unit.objects.none(), label=_("Đơn vị"), empty_label=None)
    tu_ngay = VietDateField(label=_("Từ ngày"))
    den_ngay = VietDateField(label=_("Đến hết ngày"))
    chot_ngay = VietDateField(label=_("Số liệu chốt đến hết ngày"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = units  # type: ignore[attr-defined]

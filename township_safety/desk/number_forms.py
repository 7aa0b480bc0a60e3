"""Taking a block of numbers for papers written by hand, and cancelling one of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from hazards.models import NoticeKind
from hazards.notice_actions import kind_word
from township_safety.organisation import numbers
from township_safety.organisation.form_fields import DayField, TextField, WholeField
from township_safety.organisation.models import NumberBlock, Office, ReservedNumber, User


class BlockForm(forms.Form):
    kind = forms.ModelChoiceField(NoticeKind.objects.none(), label="文书种类", empty_label=None)
    year = WholeField(label="年份")
    count = WholeField(label="领用几个", min_value=1, max_value=numbers.MOST)
    taken_by = TextField(label="领用人", max_length=50)
    taken_on = DayField(label="领用日期")
    note = TextField(
        label="备注", required=False, max_length=200, help_text="如：停电备用、下村入户用"
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        today = timezone.localdate()
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        kind.queryset = NoticeKind.objects.offered_in(office, on=today)
        self.initial.update({"year": today.year, "taken_on": today, "count": 10})

    @transaction.atomic
    def reserve(self, *, by: User) -> NumberBlock:
        said = self.cleaned_data
        kind: NoticeKind = said["kind"]
        block = NumberBlock(
            office=self.office,
            kind=kind.sequence,
            name=kind.name,
            word=kind_word(kind, self.office),
            year=said["year"],
            taken_by=said["taken_by"],
            taken_on=said["taken_on"],
            note=said["note"],
        )
        return numbers.reserve_block(block, count=said["count"], by=by)


class CancelNumberForm(forms.Form):
    on = DayField(label="作废日期")
    reason = TextField(label="作废原因", max_length=200, help_text="如：写坏、没有用上")

    def __init__(self, *args: Any, reserved: ReservedNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reserved = reserved
        self.initial["on"] = timezone.localdate()

    def cancel(self, *, by: User) -> ReservedNumber:
        return numbers.cancel_number(self.reserved, by=by, **self.cleaned_data)

"""举报人: who, who deals with it, the answer, the receipt of the reward."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from township_safety.activities import informing
from township_safety.activities.models import Informant
from township_safety.organisation.form_fields import DayField, TextField, field_for
from township_safety.organisation.models import Role, User

_HANDLERS = frozenset({Role.CLERK, Role.DEPUTY, Role.LEADER})


class InformantForm(forms.ModelForm[Informant]):
    class Meta:
        model = Informant
        fields = ("name", "contact", "note", "handler")
        formfield_callback = field_for

    def __init__(self, *args: Any, office_id: int, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.holding(_HANDLERS, office_id=office_id, village_id=None)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]  # a choice field
        self.fields["handler"].initial = by


class AnswerForm(forms.Form):
    on = DayField(label="答复日期")
    way = forms.ChoiceField(label="答复方式", choices=Informant.Way.choices)
    said = TextField(label="答复内容", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def submit(self, informant: Informant, *, by: User) -> None:
        said = self.cleaned_data
        informing.answer(informant, on=said["on"], way=said["way"], said=said["said"], by=by)


class PayForm(forms.Form):
    on = DayField(label="领取日期")
    receipt = TextField(
        label="领取凭据", max_length=200, help_text="如：本人签字的领款单、转账凭证号，存放在哪里"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def submit(self, informant: Informant, *, by: User) -> None:
        informing.pay(
            informant, on=self.cleaned_data["on"], receipt=self.cleaned_data["receipt"], by=by
        )

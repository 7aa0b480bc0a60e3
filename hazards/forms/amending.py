"""更正 of one dated row of a hazard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards import actions
from hazards.forms.fields import CleanTextForm, DayField, WholeRow
from hazards.forms.money import MoneyField, MoneyGuard
from hazards.models import Hazard, Outcome, Rectification
from hazards.models.classification import Grade
from township_safety.organisation.models import User


class AmendForm(MoneyGuard, CleanTextForm, WholeRow, forms.ModelForm[Rectification]):
    """更正 of one rectification: its days and words."""

    money = "amount"

    reason = forms.CharField(label="更正原因", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Rectification
        fields = ("claimed_on", "measures", "amount", "decided_on", "verifier", "remark")
        field_classes: ClassVar[dict[str, Any]] = {
            "claimed_on": DayField,
            "decided_on": DayField,
            "amount": MoneyField,
        }
        labels: ClassVar[dict[str, Any]] = {"amount": "投入资金"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["version"] = self.instance.hazard.version
        undecided = not self.instance.outcome
        fixed: tuple[str, ...] = ("decided_on", "verifier", "remark") if undecided else ()
        if self.instance.outcome == Outcome.FAILED:
            fixed = ("decided_on",)
        for name in fixed:
            del self.fields[name]

    def planned_sum(self) -> Decimal | None:
        before: Decimal | None = self.instance.hazard.funds
        return before

    def is_general(self, cleaned: dict[str, Any]) -> bool:
        return bool(self.instance.hazard.grade == Grade.GENERAL)

    def submit(self) -> Hazard:
        names = [name for name in self.Meta.fields if name in self.fields]
        return actions.amend_rectification(
            self.instance,
            by=self.user,
            on=timezone.localdate(),
            reason=self.cleaned_data["reason"],
            values={name: self.cleaned_data[name] for name in names},
            version=self.cleaned_data["version"],
        )

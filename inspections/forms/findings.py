"""Tying what an outing found to it: a hazard of the ledger, or a count of hazards."""

from __future__ import annotations

from typing import Any

from django import forms

from hazards.models import Hazard, HazardCount
from inspections.models import Finding, Operation
from township_safety.organisation.form_fields import ByNumberField
from township_safety.organisation.models import User


class FindingForm(forms.Form):
    hazard = ByNumberField(
        Hazard.objects.none(),
        label="隐患编号",
        required=False,
        help_text="隐患台账里的编号，如：2024-0012",
    )
    count = forms.ModelChoiceField(
        HazardCount.objects.none(),
        label="汇总登记（只登数）",
        required=False,
        empty_label="（不选）",
        help_text="不便逐条登记、只登了数的，选那一条汇总登记",
    )

    def __init__(self, *args: Any, user: User, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = operation.office
        self._offer("hazard", Hazard.objects.for_offices([office]).scoped_for(user).counted())
        taken = Finding.objects.counted().filter(hazard_count__isnull=False)
        counts = HazardCount.objects.for_offices([office]).scoped_for(user).counted().entries()
        self._offer(
            "count",
            counts.filter(on__gte=operation.on)
            .exclude(pk__in=taken.values("hazard_count"))
            .with_names()
            .order_by("on", "pk"),
        )

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("hazard")) == bool(cleaned.get("count")):
            self.add_error(None, "填一条隐患的编号，或者选一条汇总登记，两者选一")
        return cleaned

"""The box for a question, and the switches beside its answer."""

from __future__ import annotations

from typing import Any

from django import forms

from hazards.models.classification import Grade
from reports.figures import REGISTRY
from reports.overview import place_of, subject_and_name
from reports.part_forms import PartsForm
from township_safety.organisation.form_fields import DayField
from township_safety.organisation.models import Office
from township_safety.periods import Period, PeriodProblem


class QuestionForm(forms.Form):
    q = forms.CharField(
        label="想知道什么",
        required=False,
        max_length=100,
        help_text="用平时的话说，如：上半年 消防 未整改",
    )
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SwitchForm(PartsForm):
    field_order = ("figure", "first", "last")

    figure = forms.ChoiceField(label="指标")
    first = DayField(label="从")
    last = DayField(label="到（数据截至）")
    grade = forms.ChoiceField(label="等级", required=False, choices=[("", "全部"), *Grade.choices])
    campaign = forms.CharField(widget=forms.HiddenInput, required=False)
    key_period = forms.CharField(widget=forms.HiddenInput, required=False)
    level = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, office: Office) -> None:
        super().__init__(data, office=office)
        figure: Any = self.fields["figure"]
        figure.choices = figure_choices()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                Period.between(cleaned["first"], cleaned["last"])
            except PeriodProblem as problem:
                self.add_error("last", str(problem))
        return cleaned


def figure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """By subject, the daily work first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for figure in REGISTRY.figures.values():
        subject, name = subject_and_name(figure)
        groups.setdefault(subject, []).append((figure.key, name))
    return sorted(groups.items(), key=lambda pair: place_of(pair[0]))

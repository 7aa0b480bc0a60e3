"""Which figure measures an item of the work plan, chosen with its present value beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from reports.figures import (
    REGISTRY,
    DimensionProblem,
    Ratio,
    Request,
    Scope,
    UnknownFigure,
    evaluate,
)
from reports.overview import place_of, subject_and_name, unit_beside
from reports.plans import request_of
from reports.printing import text_of_value
from reports.questions import accepts
from township_safety.activities.models import PlanItem
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.register.models import Campaign, Kind, PublicityItem, Sector, SiteCategory

# The conditions that are asked for here; others come in by the workbook and stay.
_CONDITIONS = ("sector", "kind", "item", "site_category", "campaign")


class EvidenceForm(forms.ModelForm[PlanItem]):
    figure_key = forms.ChoiceField(
        label="完成情况取自", required=False, help_text="括号里是从开始到今天的数"
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label="行业领域", required=False, to_field_name="code"
    )
    kind = forms.ModelChoiceField(
        Kind.objects.none(), label="种类（方式）", required=False, to_field_name="code"
    )
    item = forms.ModelChoiceField(
        PublicityItem.objects.none(), label="宣传项目", required=False, to_field_name="code"
    )
    site_category = forms.ModelChoiceField(
        SiteCategory.objects.none(), label="监管对象类别", required=False, to_field_name="code"
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项行动", required=False, to_field_name="uid"
    )

    class Meta:
        model = PlanItem
        fields = ("figure_key",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        item: PlanItem = kwargs["instance"]
        held = {name: item.filters.get(name) for name in _CONDITIONS}
        kwargs["initial"] = {n: v for n, v in held.items() if isinstance(v, str)}
        super().__init__(*args, **kwargs)
        self._offer(item.office)
        choice: Any = self.fields["figure_key"]
        choice.choices = [("", "（不取数，人工填进展）"), *_figures(item)]
        for name in _CONDITIONS:
            field: Any = self.fields[name]
            field.empty_label = "（不限）"

    def _offer(self, office: Office) -> None:
        shared: dict[str, Any] = {
            "sector": Sector,
            "kind": Kind,
            "item": PublicityItem,
            "site_category": SiteCategory,
        }
        for name, model in shared.items():
            field: Any = self.fields[name]
            field.queryset = model.objects.available_to(office)
        kind: Any = self.fields["kind"]
        kind.queryset = kind.queryset.order_by("domain", "order")
        kind.label_from_instance = lambda row: f"{row.get_domain_display()}：{row.name}"
        campaign: Any = self.fields["campaign"]
        campaign.queryset = Campaign.objects.for_offices([office]).counted()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        item = self.instance
        filters = {k: v for k, v in item.filters.items() if k not in _CONDITIONS}
        for name in _CONDITIONS:
            if chosen := cleaned.get(name):
                filters[name] = str(chosen.uid if name == "campaign" else chosen.code)
        key = cleaned.get("figure_key", "")
        if not key:
            item.filters = {}
            return cleaned
        refused = [name for name in filters if not accepts(REGISTRY.get(key), name)]
        for name in refused:
            words = f"“{REGISTRY.get(key).name}”不能按它筛选，请改为不限"
            self.add_error(name if name in _CONDITIONS else None, words)
        item.filters = filters
        return cleaned

    def trial(self) -> str:
        """What the choice gives now."""
        item = self.instance
        if not self.cleaned_data.get("figure_key"):
            return ""
        item.figure_key = self.cleaned_data["figure_key"]
        try:
            request = request_of(item, _so_far(item))
        except (UnknownFigure, DimensionProblem, ValueError):
            return ""
        value = evaluate([request])[request]
        return f"{text_of_value(value)}{unit_beside(value)}"


def _so_far(item: PlanItem) -> Period:
    last = max(item.first_day, min(item.last_day, timezone.localdate()))
    return Period.between(item.first_day, last)


def _figures(item: PlanItem) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Under the subjects of 数据指标, each with its value over the item's days."""
    scope = Scope((item.office_id,), _so_far(item))
    requests = {key: Request(key, scope) for key in REGISTRY.figures}
    values = evaluate(requests.values())
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, figure in REGISTRY.figures.items():
        subject, name = subject_and_name(figure)
        value = values[requests[key]]
        unit = "" if isinstance(figure, Ratio) else unit_beside(value)
        label = f"{subject}：{name}（{text_of_value(value)}{unit}）"
        groups.setdefault(subject, []).append((key, label))
    yield from sorted(groups.items(), key=lambda group: place_of(group[0]))

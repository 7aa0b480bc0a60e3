"""The lines that belong to a row of a register: what was visited and what came of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, ModelChoiceField, inlineformset_factory

from inspections.models import Finding, Operation, OperationResult, OperationTarget
from township_safety.desk.forms import form_class
from township_safety.organisation.models import Office, User

EMPTY_LINES = 3
MOST_EMPTY_LINES = 50

_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    OperationTarget: (
        "site",
        "category",
        "name",
        "quantity",
        "outcome",
        "witness",
        "evidence",
        "note",
    ),
    OperationResult: (
        "kind",
        "violation",
        "quantity",
        "unit",
        "site",
        "subject",
        "item",
        "goods_year",
        "fine_amount",
        "tonnage",
        "case_number",
        "case_grade",
        "note",
    ),
}
_TITLES: dict[Any, str] = {OperationTarget: "检查对象", OperationResult: "处置结果"}
_RELATIONS: dict[type[models.Model], tuple[str, ...]] = {
    OperationTarget: ("site", "category"),
    OperationResult: ("kind", "violation", "site"),
}


def line_models(model: type[models.Model]) -> tuple[type[Any], ...]:
    """The models whose rows are lines of this one, findings included."""
    return (OperationTarget, OperationResult, Finding) if model is Operation else ()


class LineFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Lines of one operation: existing ones, then some empty ones."""

    @property
    def title(self) -> str:
        return _TITLES[self.model]

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        kwargs["form_kwargs"] = {"user": user, "office": office}
        model: Any = self.model
        rows = model._default_manager.filter(voided_at__isnull=True)
        kwargs["queryset"] = rows.select_related(*_RELATIONS[model])
        super().__init__(*args, **kwargs)
        self._share_choices()

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        form.fields.pop("seen", None)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "去掉这一行"

    def _share_choices(self) -> None:
        """One list for all lines: hundreds of sites are fetched and built once."""
        lists = {
            name: list(field.widget.choices)
            for name, field in self.empty_form.fields.items()
            if isinstance(field, ModelChoiceField) and isinstance(field.widget, forms.Select)
        }
        for form in self.forms:
            for name, choices in lists.items():
                held = getattr(form.instance, name, None) if form.instance.pk else None
                known = held is None or any(key == held.pk for key, _ in choices)
                extra = [] if known or held is None else [(held.pk, str(held))]
                form.fields[name].widget.choices = [*choices, *extra]

    def clean(self) -> None:
        super().clean()
        sites = [
            form.cleaned_data["site"]
            for form in self.forms
            if form.cleaned_data.get("site") and not form.cleaned_data.get("DELETE")
        ]
        if self.model is OperationTarget and len(sites) != len(set(sites)):
            raise ValidationError("同一个监管对象在检查对象里出现了两次，请去掉一行。")


def line_formsets(
    operation: Any, *, user: User, office: Office, data: Any = None, empty: int = EMPTY_LINES
) -> list[LineFormSet]:
    """The formsets of a row: none for registers without lines."""
    if not isinstance(operation, Operation):
        return []
    return [
        _formset_class(model, min(empty, MOST_EMPTY_LINES))(
            data, instance=operation, prefix=model._meta.model_name, user=user, office=office
        )
        for model in _COLUMNS
    ]


def _formset_class(model: type[models.Model], empty: int) -> type[LineFormSet]:
    made = inlineformset_factory(
        Operation,
        model,
        form=form_class(model, fields=_COLUMNS[model]),
        formset=LineFormSet,
        fields=_COLUMNS[model],
        extra=empty,
        can_delete=True,
        can_delete_extra=False,
    )
    return cast(type[LineFormSet], made)

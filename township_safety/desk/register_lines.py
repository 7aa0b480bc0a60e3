"""The lines that belong to a row of a register: what was visited and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, ModelChoiceField, inlineformset_factory
from django.http import QueryDict  # noqa: TID251 -- the same data with more lines is one

from inspections.models import Finding, Operation, OperationResult, OperationTarget
from township_safety.desk.forms import form_class
from township_safety.organisation.lookups import LookupField, LookupSelect
from township_safety.organisation.models import Office, User

EMPTY_LINES = 3
MORE_LINES = 5
MOST_EMPTY_LINES = 50
MOST_LINES = 500

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
# What nearly every line says; the others are folded.
_USUAL: dict[Any, tuple[str, ...]] = {
    OperationTarget: ("site", "category", "quantity", "outcome"),
    OperationResult: ("kind", "violation", "quantity", "unit", "item", "fine_amount"),
}
_TITLES: dict[Any, str] = {OperationTarget: "检查对象", OperationResult: "处置结果"}
# Said once above the lines.
_HINTS: dict[Any, str] = {
    OperationTarget: (
        "没有写的行不登记。已建档的选监管对象，数量是1；没有建档的选对象类别、填数量。"
        "只有“已检查”计入家次，其余的仍须补查。"
    ),
    OperationResult: "没有写的行不登记。单位与通常的不同时才填，如：顶、袋、挂。",
}
_RELATIONS: dict[type[models.Model], tuple[str, ...]] = {
    OperationTarget: ("site", "category"),
    OperationResult: ("kind", "violation", "site"),
}


class SiteSelect(LookupSelect):
    """Found while typing; the page lists only what the lines have already."""

    is_long = True

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return forms.Select.optgroups(self, name, value, attrs)


@dataclass(frozen=True)
class Line:
    """One line as the page draws it."""

    form: forms.ModelForm[Any]
    usual: list[forms.BoundField]
    seldom: list[forms.BoundField]

    @property
    def opens_more(self) -> bool:
        return any(field.value() or field.errors for field in self.seldom)


def line_models(model: type[models.Model]) -> tuple[type[Any], ...]:
    """The models whose rows are lines of this one, findings included."""
    return (OperationTarget, OperationResult, Finding) if model is Operation else ()


class LineFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Lines of one operation: existing ones, then some empty ones."""

    @property
    def title(self) -> str:
        return _TITLES[self.model]

    @property
    def hint(self) -> str:
        return _HINTS[self.model]

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
        self._know_own_lines(form)
        site = form.fields["site"]
        assert isinstance(site, ModelChoiceField)  # noqa: S101 -- narrows the type
        form.fields["site"] = LookupField(
            site.queryset,
            label=site.label,
            required=False,
            empty_label=site.empty_label,
            widget=SiteSelect("sites", attrs={"data-fills": "no"}),
        )
        for name in _USUAL[self.model]:
            form.fields[name].help_text = ""
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "去掉这一行"

    def _know_own_lines(self, form: forms.ModelForm[Any]) -> None:
        """A line of another operation is none of this one's."""
        field = form.fields.get("id")
        if isinstance(field, ModelChoiceField):
            model: Any = self.model
            rows = model._default_manager.all()
            own = rows.filter(operation=self.instance.pk) if self.instance.pk else rows.none()
            field.queryset = own

    def _share_choices(self) -> None:
        """One list for all lines; of thousands of sites only those that the lines name."""
        lists: dict[str, list[Any]] = {
            name: list(field.widget.choices)
            for name, field in self.empty_form.fields.items()
            if name != "site" and isinstance(field, ModelChoiceField)
            if isinstance(field.widget, forms.Select)
        }
        lists["site"] = self._named_sites()
        for form in self.forms:
            for name, choices in lists.items():
                held = getattr(form.instance, name, None) if form.instance.pk else None
                known = held is None or any(key == held.pk for key, _ in choices)
                extra = [] if known or held is None else [(held.pk, str(held))]
                form.fields[name].widget.choices = [*choices, *extra]

    def _named_sites(self) -> list[tuple[Any, str]]:
        """What was sent, so that a refused page shows it again."""
        site = self.empty_form.fields["site"]
        assert isinstance(site, ModelChoiceField)  # noqa: S101 -- narrows the type
        sent = [form["site"].data for form in self.forms] if self.is_bound else []
        keys = [int(key) for key in sent if isinstance(key, str) and _is_key(key)]
        rows = site.queryset.filter(pk__in=keys) if keys and site.queryset is not None else ()
        return [("", str(site.empty_label or "")), *((row.pk, str(row)) for row in rows)]

    def rows(self) -> Iterator[Line]:
        usual = _USUAL[self.model]
        for form in self.forms:
            rest = [field for field in form.visible_fields() if field.name not in usual]
            yield Line(form, [form[name] for name in usual], rest)

    def hold(self) -> None:
        """Shown as typed, not judged yet."""
        self._errors: list[Any] = []
        self._non_form_errors = self.error_class()
        for form in self.forms:
            form.hold()

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


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def with_more_lines(data: QueryDict) -> QueryDict:
    """The same form, with some more empty lines of each kind."""
    grown = data.copy()
    for model, columns in _COLUMNS.items():
        prefix = model._meta.model_name
        sent = data.get(f"{prefix}-TOTAL_FORMS", "")
        now = int(sent) if sent.isdecimal() and len(sent) < 4 else 0
        total = min(now + MORE_LINES, MOST_LINES)
        grown[f"{prefix}-TOTAL_FORMS"] = str(total)
        fields = [field for field in model._meta.concrete_fields if field.name in columns]
        usual = {f.name: str(f.default) for f in fields if f.has_default() and f.default}
        for number in range(now, total):
            grown.update({f"{prefix}-{number}-{name}": said for name, said in usual.items()})
    return grown


def with_usual_values(data: QueryDict, model: type[models.Model]) -> QueryDict:
    """What the short form did not ask stands in the long one as in an empty one."""
    grown = data.copy()
    for field in model._meta.concrete_fields:
        usual = field.get_default() if field.has_default() and field.editable else None
        if usual and field.name not in grown:
            grown[field.name] = str(usual)
    return grown

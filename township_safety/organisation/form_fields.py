"""Form fields that read what people type: the same rules in a form as in a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from township_safety.values import (
    ValueProblem,
    clean_text,
    half_width,
    parse_amount,
    parse_date,
    parse_decimal,
    parse_whole,
)

MONEY_PLACES = 2


def _read(parse: Callable[..., Any], value: Any, **options: Any) -> Any:
    try:
        return parse(value, **options)
    except ValueProblem as problem:
        raise ValidationError(str(problem)) from problem


class TextField(forms.CharField):
    """Text without the characters that later break every export."""

    multiline = False

    def to_python(self, value: Any) -> str:
        return super().to_python(_read(clean_text, value or "", multiline=self.multiline)) or ""


class LongTextField(TextField):
    multiline = True


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        return _read(parse_date, value)


class WholeField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--number"})

    def to_python(self, value: Any) -> Any:
        return _read(parse_whole, value)


class DecimalField(forms.DecimalField):
    """Decimals; with two places it is money, and 1.5万 is understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input--number"})

    def to_python(self, value: Any) -> Any:
        parse = parse_amount if self.decimal_places == MONEY_PLACES else _read_decimal
        return super().to_python(_read(parse, value))

    def prepare_value(self, value: Any) -> Any:
        """12.00 is shown as 12: trailing zeros are no information."""
        if value in self.empty_values or isinstance(value, str):
            return value
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _read_decimal(value: Any) -> Any:
    return parse_decimal(half_width(value) if isinstance(value, str) else value)


class ByNumberField(forms.ModelChoiceField[Any]):
    """A row named by its number: a list of thousands is no list to choose from."""

    widget = forms.TextInput

    def __init__(self, queryset: Any, **options: Any) -> None:
        options.setdefault("to_field_name", "number")
        super().__init__(queryset, **options)
        self.error_messages["invalid_choice"] = "本单位没有编号为“%(value)s”的记录，请核对编号。"

    def to_python(self, value: Any) -> Any:
        text = half_width(value).strip() if isinstance(value, str) else value
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        """The key of a row becomes the number that people know."""
        if isinstance(value, int):
            row = self.queryset.filter(pk=value).first() if self.queryset is not None else None
            return getattr(row, "number", "")
        return super().prepare_value(value)


def field_for(db_field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a model field, for `formfield_callback`."""
    if isinstance(db_field, models.ManyToManyField):
        options["widget"] = forms.CheckboxSelectMultiple
    elif isinstance(db_field, models.ForeignKey):
        if _is_numbered(db_field):
            options["form_class"] = ByNumberField
    elif db_field.choices is None:
        options |= _plain(db_field)
    return db_field.formfield(**options)


def _is_numbered(db_field: models.ForeignKey[Any, Any]) -> bool:
    keys: tuple[str, ...] = getattr(db_field.related_model, "workbook_keys", ())
    return "number" in keys[:1]


def _plain(db_field: models.Field[Any, Any]) -> dict[str, Any]:
    if isinstance(db_field, models.TextField):
        return {"form_class": LongTextField, "widget": forms.Textarea(attrs={"rows": 4})}
    if isinstance(db_field, models.CharField) and not isinstance(db_field, models.SlugField):
        return {"form_class": TextField}
    if isinstance(db_field, models.DateTimeField):
        return {"widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M")}
    if isinstance(db_field, models.DateField):
        return {"form_class": DayField}
    if isinstance(db_field, models.TimeField):
        return {"widget": forms.TimeInput(format="%H:%M")}
    if isinstance(db_field, models.IntegerField):
        return {"form_class": WholeField}
    if isinstance(db_field, models.DecimalField):
        return {"form_class": DecimalField}
    return {}


__all__ = [
    "ByNumberField",
    "DayField",
    "DecimalField",
    "LongTextField",
    "TextField",
    "WholeField",
    "field_for",
]

"""What the forms of this app share: days as people type them, clean text, choices of the office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import (
    Campaign,
    Criterion,
    HazardCategory,
    HazardSource,
    KeyPeriod,
    Sector,
    Site,
)
from township_safety.values import ValueProblem, clean_text, parse_date

M = TypeVar("M", bound=models.Model)
RECENTLY = timedelta(days=60)

if TYPE_CHECKING:
    _Form = forms.BaseForm
    _ModelForm = forms.ModelForm[Any]
else:
    _Form = _ModelForm = object


class Words(forms.Textarea):
    """A few lines, not a page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, **(attrs or {})})


class DayField(forms.DateField):
    """A day in any of the shapes people type."""

    def to_python(self, value: Any) -> date | None:
        try:
            return parse_date(value)
        except ValueProblem as problem:
            raise ValidationError(str(problem), code="invalid") from problem


class CleanTextForm(_Form):
    """Text without the characters that no exported file can hold."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                multiline = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean_text(value, multiline=multiline)
                if self.fields[name].required and not cleaned[name]:
                    self.add_error(name, "请填写这一项。")
        return cleaned


class WholeRow(_ModelForm):
    """The database's rules are checked over the whole row, not only over the fields shown."""

    # Columns that the action will set anew; what they say now proves nothing.
    derived: ClassVar[frozenset[str]] = frozenset()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if self.errors:
            return
        try:
            self.instance.validate_constraints(exclude=set(self.derived))
        except ValidationError as problem:
            self.add_error(None, problem.messages)


class OfficeChoices(_ModelForm):
    """Choices are the office's own rows and the shared lists; another office's row is none."""

    def offers(self, name: str) -> bool:
        """Whether there is anything to choose from."""
        field = self.fields.get(name)
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            return False
        return field.queryset.exists()

    def limit_choices(self, *, office: Office, user: User, day: date | None = None) -> None:
        """`day` is that of the fact: only what ran about then is offered as a tag."""
        today = timezone.localdate()
        day = day or today
        about = (day - RECENTLY, day)
        offered: dict[str, models.QuerySet[Any]] = {
            "village": Village.objects.scoped_for(user).for_offices([office]).active(on=today),
            "site": Site.objects.scoped_for(user).for_offices([office]).active(on=today),
            "campaigns": Campaign.objects.for_offices([office]).touching(*about),
            "key_periods": KeyPeriod.objects.for_offices([office]).touching(*about),
        }
        lists: tuple[tuple[str, type[Any]], ...] = (
            ("sector", Sector),
            ("extra_sectors", Sector),
            ("category", HazardCategory),
            ("source", HazardSource),
            ("criterion", Criterion),
        )
        for name, model in lists:
            offered[name] = model._default_manager.available_to(office).valid(on=today)
        for name, rows in offered.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = with_present(rows, self.instance, name)


def with_present(rows: models.QuerySet[M], instance: models.Model, name: str) -> models.QuerySet[M]:
    """What is offered today, and what the row has already although it is offered no more."""
    if instance.pk is None:
        return rows
    present = getattr(instance, name)
    if present is None:
        return rows
    keys = [present.pk] if isinstance(present, models.Model) else [row.pk for row in present.all()]
    return rows | rows.model._default_manager.filter(pk__in=keys)

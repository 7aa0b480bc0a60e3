"""The forms of plain registers, made from their models in one place."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.forms.models import (
    ModelChoiceField,
    ModelMultipleChoiceField,
    modelform_factory,
)
from django.forms.utils import ErrorDict
from django.utils import timezone

from inspections.models import Operation
from township_safety.activities.models import Meeting
from township_safety.organisation.form_fields import DayField, field_for
from township_safety.organisation.models import Office, OwnedModel, User
from township_safety.organisation.permissions import Permission
from township_safety.register.leader_fields import offer_leaders
from township_safety.register.models import LeaderCharge, ReferenceModel
from township_safety.values import ValueProblem, parse_date
from township_safety.workbook import Sheet

# Columns that no form asks for but whose rules it has to check.
_CHECKED = frozenset({"office", "voided_at", "void_reason"})
# Columns that hold the name of a leader.
_LEADERS: dict[type[models.Model], tuple[str, ...]] = {
    Operation: ("leaders",),
    Meeting: ("chaired_by",),
    LeaderCharge: ("leader",),
}


class LedgerForm(forms.ModelForm[Any]):
    """A row of one office: every choice is limited to what that office may point to."""

    date_field: ClassVar[str | None] = None
    # What the row looked like when the form was opened, so that nobody's change is overwritten.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: User, office: Office, day: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.day = day or self._day()
        self.is_new = self.instance.pk is None
        self.instance.office = office
        if not self.is_new and not user.may(Permission.PERSONAL):
            self.fields.pop("phone", None)
        for name, field in list(self.fields.items()):
            if isinstance(field, ModelChoiceField):
                field.queryset = self._choices(name, office=office)
        offer_leaders(self, *_LEADERS.get(self._meta.model, ()), office_id=office.pk, on=self.day)
        self._drop_empty_lists()
        self._bind_to_villages(office)
        self._word_empty_choices()
        if self.is_new:
            given = {name: value for name, value in self.initial.items() if value is not None}
            self.initial = self._defaults() | given

    def hold(self) -> None:
        """Shown as typed, not judged yet."""
        self._errors = ErrorDict()

    def _get_validation_exclusions(self) -> set[str]:
        """Office and void are set: rules that name them are checked like all others."""
        return super()._get_validation_exclusions() - _CHECKED  # type: ignore[misc, no-any-return]  # private in the stubs

    def _day(self) -> date:
        """The day of the fact as far as it is known; what is chosen must exist on it."""
        name = self.date_field or ""
        given = self.data.get(self.add_prefix(name)) if self.is_bound and name else None
        try:
            typed = parse_date(given) if given else None
        except ValueProblem:
            typed = None
        return typed or getattr(self.instance, name, None) or timezone.localdate()

    def _choices(self, name: str, *, office: Office) -> Any:
        db_field = self._meta.model._meta.get_field(name)
        model = db_field.related_model
        rows = offered(model, office=office, user=self.user, day=self.day)
        rows = rows.complex_filter(db_field.get_limit_choices_to())
        # Boxes to tick are all on the page: three years of campaigns would fill it.
        if isinstance(db_field, models.ManyToManyField) and hasattr(rows, "about"):
            rows = rows.about(self.day)
        if not self.is_new:
            rows |= self._held(model, name)
        return rows

    def _held(self, model: Any, name: str) -> Any:
        """What the row points to already stays a choice, even when it has ended since."""
        if isinstance(self._meta.model._meta.get_field(name), models.ManyToManyField):
            keys = [row.pk for row in getattr(self.instance, name).all()]
        else:
            keys = [getattr(self.instance, f"{name}_id")]
        return model._default_manager.filter(pk__in=keys)

    def _drop_empty_lists(self) -> None:
        """No boxes to tick is no question."""
        for name, field in list(self.fields.items()):
            if (
                isinstance(field, ModelMultipleChoiceField)
                and not cast(Any, field.queryset).exists()
            ):
                del self.fields[name]

    def _word_empty_choices(self) -> None:
        for field in self.fields.values():
            words = "请选择" if field.required else "（不填）"
            if isinstance(field, ModelChoiceField) and field.empty_label is not None:
                field.empty_label = words
            elif isinstance(field, forms.TypedChoiceField):
                listed: Any = field.choices
                field.choices = [(key, words if key == "" else label) for key, label in listed]

    def _bind_to_villages(self, office: Office) -> None:
        """A village inspector's row lies in one of their villages."""
        village = self.fields.get("village")
        if isinstance(village, ModelChoiceField) and not self.user.records_whole_office(office.pk):
            village.required = True

    def _defaults(self) -> dict[str, Any]:
        today = timezone.localdate()
        days: dict[str, Any] = {
            name: today
            for name, field in self.fields.items()
            if isinstance(field, DayField) and field.required and name != "last_day"
        }
        return days | ({"year": today.year} if "year" in self.fields else {})


def offered(model: Any, *, office: Office, user: User, day: date) -> Any:
    """The rows of a model that a row of this office may point to on that day."""
    rows = model._default_manager.all()
    if issubclass(model, ReferenceModel):
        return rows.available_to(office).valid(on=day)
    if not issubclass(model, OwnedModel):
        return rows.none()
    rows = rows.for_offices([office])
    if model.village_lookup is not None:
        rows = rows.scoped_for(user)
    if hasattr(rows, "active"):
        return rows.active(on=day)
    return rows.counted() if hasattr(rows, "counted") else rows


def register_form(sheet: Sheet) -> type[LedgerForm]:
    """The columns in the order of the sheet, lists of boxes to tick behind the others."""
    many = {field.name for field in sheet.model._meta.many_to_many}
    declared = [column.name for column in sheet.bound if column.name not in many]
    made = form_class(sheet.model, date_field=sheet.fact_field)
    made.field_order = [*declared, *sorted(set(made.base_fields) - set(declared) - many)]
    return made


@cache
def form_class(
    model: type[models.Model], *, date_field: str | None = None, fields: tuple[str, ...] = ()
) -> type[LedgerForm]:
    """The form of a model: the named columns, or all editable ones in the order of the model."""
    base = type(f"{model.__name__}Base", (LedgerForm,), {"date_field": date_field})
    hidden = [f.name for f in model._meta.fields if isinstance(f, models.JSONField)]
    made = modelform_factory(
        model,
        form=base,
        fields=fields or "__all__",
        exclude=[] if fields else ["office", *hidden],
        formfield_callback=field_for,
    )
    return cast(type[LedgerForm], made)

"""What every form of a step on a hazard shares: the day, the version, what it performs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField
from hazards.models import Hazard
from township_safety.organisation.models import User


class StepForm(CleanTextForm, forms.Form):
    perform: ClassVar[Callable[..., Hazard]]
    day_label: ClassVar[str] = "办理日期"
    danger: ClassVar[bool] = False
    consequence: ClassVar[str] = ""

    on = DayField(label="办理日期")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, hazard: Hazard, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hazard, self.user = hazard, user
        self.fields["on"].label = self.day_label.replace("复查", hazard.check_word)
        self.initial.update({"on": timezone.localdate(), "version": hazard.version})
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the hazard."""

    def target(self) -> Any:
        """The row the action is about; for most the hazard itself."""
        return self.hazard

    def submit(self) -> Hazard:
        return type(self).perform(self.target(), by=self.user, **self.said())

    def said(self) -> dict[str, Any]:
        return self.cleaned_data

    def reread(self, hazard: Hazard) -> None:
        """After a conflict: the same words, now against the row as it is."""
        sent: Any = self.data
        self.data = {**sent.dict(), "version": str(hazard.version)}


def offer(form: StepForm, name: str, rows: Any) -> None:
    """The choices; a single one is already chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
    field.queryset = rows
    only = list(rows[:2])
    if len(only) == 1:
        form.initial[name] = only[0].pk

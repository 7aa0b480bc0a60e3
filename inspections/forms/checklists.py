"""A checklist and one of its questions as forms."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, WholeRow
from inspections.models import Checklist, ChecklistItem
from township_safety.organisation.models import Office
from township_safety.register.models import Sector, SiteCategory


class _EntryForm(CleanTextForm, WholeRow, forms.ModelForm[Any]):
    """The code is the machine's: nobody has to think of one."""

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        if not self.instance.code:
            self.instance.code = f"own_{uuid4().hex[:12]}"

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = rows


class ChecklistForm(_EntryForm):
    class Meta:
        model = Checklist
        fields = ("name", "categories", "basis", "order", "valid_from", "valid_to")
        field_classes: ClassVar[dict[str, Any]] = {"valid_from": DayField, "valid_to": DayField}
        widgets: ClassVar[dict[str, Any]] = {"categories": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self._offer("categories", SiteCategory.objects.available_to(self.office).valid(on=today))


class ItemForm(_EntryForm):
    class Meta:
        model = ChecklistItem
        fields = (
            "name",
            "basis",
            "hazard",
            "measures",
            "sector",
            "grade",
            "order",
            "valid_from",
            "valid_to",
        )
        field_classes: ClassVar[dict[str, Any]] = {"valid_from": DayField, "valid_to": DayField}
        widgets: ClassVar[dict[str, Any]] = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "hazard": forms.Textarea(attrs={"rows": 2}),
            "measures": forms.Textarea(attrs={"rows": 2}),
            "grade": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self._offer("sector", Sector.objects.available_to(self.office).valid(on=today))

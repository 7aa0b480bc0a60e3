"""A choice out of thousands: found while typing; without scripts a list or a typed name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

# A longer list is not written into the page.
MOST_LISTED = 300


class LookupSelect(forms.Select):
    """`key` names what is searched; `beside` the field whose value sorts what is found."""

    template_name = "components/lookup.html"

    def __init__(self, key: str, *, beside: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.key, self.beside = key, beside

    def __deepcopy__(self, memo: Any) -> LookupSelect:
        copy: LookupSelect = super().__deepcopy__(memo)
        copy.key, copy.beside = self.key, self.beside
        return copy

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Without scripts a long list has a text field of the same name behind it."""
        sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        given = [text for text in sent if text]
        return given[-1] if given else super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget: dict[str, Any] = context["widget"]
        widget["attrs"] |= {"data-lookup": reverse("lookup", args=[self.key])}
        if self.beside:
            widget["attrs"]["data-beside"] = self.beside
        widget["is_long"] = self.is_long
        return context

    @property
    def is_long(self) -> bool:
        listed: Any = self.choices
        return hasattr(listed, "queryset") and listed.queryset.count() > MOST_LISTED

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if not self.is_long:
            return super().optgroups(name, value, attrs)
        everything: Any = self.choices
        chosen = [key for key in value if key.isdecimal()]
        rows = everything.queryset.filter(pk__in=chosen)
        self.choices = [("", everything.field.empty_label or ""), *((r.pk, str(r)) for r in rows)]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = everything


class LookupField(forms.ModelChoiceField[Any]):
    """The key of a row, or its whole name where that is unmistakable."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip() and not value.isdecimal():
            return self._named(value.strip())
        return super().to_python(value)

    def _named(self, name: str) -> models.Model:
        rows: Any = self.queryset
        found = list(rows.filter(name=name)[:2])
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]  # any model may be looked up
        many = f"有几个“{name}”，请从列表中选一个" if found else f"没有找到“{name}”，请核对名称"
        raise ValidationError(many, code="invalid_choice")

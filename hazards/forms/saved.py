"""Keeping a question under a name, and choosing columns."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms

from hazards.forms.fields import CleanTextForm, WholeRow
from hazards.forms.filters import HazardFilter
from hazards.models import SavedView
from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission

MOST_VIEWS = 20


def only_known(query: str) -> str:
    """The part of an address that the list understands, without empty answers."""
    known = {*HazardFilter.base_fields, "sort"}
    return urlencode({name: value for name, value in parse_qsl(query) if name in known})


class SavedViewForm(CleanTextForm, WholeRow, forms.ModelForm[SavedView]):
    for_office = forms.BooleanField(label="全办共用", required=False)

    class Meta:
        model = SavedView
        fields = ("name", "query")

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].required = False
        self.user, self.instance.office = user, office
        if not user.may(Permission.REFERENCE):
            del self.fields["for_office"]

    def clean_query(self) -> str:
        query = only_known(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError("没有筛选条件，请先筛选再保存")
        return query

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.instance.user = None if cleaned.get("for_office") else self.user
        if SavedView.objects.offered_to(self.user).count() >= MOST_VIEWS:
            raise forms.ValidationError(f"最多保存{MOST_VIEWS}个筛选，请先删除不用的")
        return cleaned

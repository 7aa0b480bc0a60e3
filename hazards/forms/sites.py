"""A site in three questions, entered beside a hazard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import Site, SiteCategory

NAME_LENGTH: int = Site._meta.get_field("name").max_length or 100


class NewSiteForm(forms.Form):
    """Only drawn here; what is sent is checked like every other row of the register."""

    name = forms.CharField(label="名称", max_length=NAME_LENGTH)
    village = forms.ModelChoiceField(
        Village.objects.none(), label="村（居）", required=False, empty_label="（不填）"
    )
    categories = forms.ModelChoiceField(
        SiteCategory.objects.none(), label="类别", required=False, empty_label="（不填）"
    )

    def __init__(self, *, user: User, office: Office) -> None:
        super().__init__(auto_id="site_%s")
        today = timezone.localdate()
        villages = Village.objects.scoped_for(user).for_offices([office]).active(on=today)
        self._offer("village", villages)
        self._offer("categories", SiteCategory.objects.available_to(office).valid(on=today))
        self.fields["village"].required = not user.records_whole_office(office.pk)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = rows

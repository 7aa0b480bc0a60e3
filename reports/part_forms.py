"""Which sector and which village of an office a question is narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms

from township_safety.organisation.models import Office, Village
from township_safety.register.models import Sector


class PartsForm(forms.Form):
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label="行业",
        required=False,
        empty_label="全部",
        to_field_name="code",
    )
    village = forms.ModelChoiceField(
        Village.objects.none(),
        label="村（居）",
        required=False,
        empty_label="全部",
        to_field_name="uid",
    )

    def __init__(self, data: Any, *, office: Office) -> None:
        super().__init__(data)
        sector: Any = self.fields["sector"]
        sector.queryset = Sector.objects.available_to(office)
        village: Any = self.fields["village"]
        village.queryset = Village.objects.for_offices([office.pk]).counted()

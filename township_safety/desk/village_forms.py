"""Which villages were reminded, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from township_safety.activities.models import Reminder
from township_safety.organisation.models import Village


class RemindForm(forms.Form):
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="催报的村（居）",
        error_messages={"required": "请勾选催报了哪几个村。"},
    )
    way = forms.ChoiceField(label="催报方式", choices=Reminder.Way.choices)

    def __init__(self, *args: Any, silent: Sequence[Village], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Village.objects.filter(pk__in=[village.pk for village in silent])
        self.fields["villages"].queryset = rows  # type: ignore[attr-defined]  # a choice field

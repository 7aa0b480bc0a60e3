"""Days off are entered as a stretch, as the yearly notice names them."""

from __future__ import annotations

from typing import Any

from django import forms

from township_safety.organisation.actions import Refused
from township_safety.organisation.form_fields import DayField, TextField
from township_safety.organisation.models import Office, User
from township_safety.register.actions import enter_holidays
from township_safety.register.models import Holiday

_ARRANGEMENTS = [("off", "放假"), ("worked", "调休上班")]


class HolidaysForm(forms.Form):
    is_new = True

    first_day = DayField(label="开始日期")
    last_day = DayField(label="结束日期", required=False, help_text="只有一天的不填")
    arrangement = forms.ChoiceField(label="安排", choices=_ARRANGEMENTS)
    name = TextField(label="节日", max_length=40, help_text="如：春节")
    source = forms.ChoiceField(label="依据", choices=Holiday.Source.choices)

    def enter(self, office: Office, *, by: User) -> list[Holiday]:
        """The days entered; none, and an error on the form, when that is not possible."""
        said: dict[str, Any] = self.cleaned_data
        try:
            return enter_holidays(
                office,
                first_day=said["first_day"],
                last_day=said["last_day"] or said["first_day"],
                name=said["name"],
                is_workday=said["arrangement"] == "worked",
                source=said["source"],
                by=by,
            )
        except Refused as refused:
            self.add_error("first_day", str(refused))
            return []

"""What a person must say to place a hazard on a list (挂牌督办) and to take it off."""

from __future__ import annotations

from typing import Any

from django import forms

from hazards import supervision
from hazards.forms.fields import DayField, Words
from hazards.forms.step_form import StepForm, offer
from hazards.models import Listing


class ListForm(StepForm):
    perform = supervision.place_on_list
    day_label = "挂牌日期"
    body = forms.CharField(label="督办单位", max_length=100)
    level = forms.ChoiceField(label="挂牌级别", choices=Listing.Level)
    number = forms.CharField(label="督办文号", max_length=60, required=False)
    due_on = DayField(label="督办期限", required=False)


class UnlistForm(StepForm):
    perform = supervision.lift_listing
    day_label = "解除日期"
    listing = forms.ModelChoiceField(Listing.objects.none(), label="解除哪一项挂牌")
    note = forms.CharField(label="说明", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        offer(self, "listing", self.hazard.listings.standing_now())

    def target(self) -> Listing:
        listing: Listing = self.cleaned_data["listing"]
        return listing

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "listing"}

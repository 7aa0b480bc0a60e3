"""What a person must say to place a hazard on a list (挂牌督办), watch it there, take it off."""

from __future__ import annotations

from typing import Any

from django import forms

from hazards import supervision
from hazards.forms.fields import DayField, Words
from hazards.forms.opinions import OpinionFields
from hazards.forms.step_form import StepForm, offer
from hazards.models import Listing, Outcome
from hazards.models.listings import ListingQuerySet
from township_safety.organisation.models import Matter


class ListForm(OpinionFields, StepForm):
    perform = supervision.place_on_list
    matter = Matter.LIST
    day_label = "挂牌日期"
    body = forms.CharField(label="督办单位", max_length=100)
    level = forms.ChoiceField(label="挂牌级别", choices=Listing.Level)
    number = forms.CharField(
        label="督办文号", max_length=60, required=False, help_text="挂牌督办通知书的文号"
    )
    due_on = DayField(label="督办期限", required=False)
    leader = forms.CharField(
        label="督办责任人", max_length=50, required=False, help_text="负责督办的领导"
    )


class ListingForm(StepForm):
    """A step on one of the hazard's listings."""

    listing = forms.ModelChoiceField(Listing.objects.none(), label="哪一项挂牌")

    def offered(self, standing: ListingQuerySet) -> ListingQuerySet:
        return standing

    def prepare(self) -> None:
        offer(self, "listing", self.offered(self.hazard.listings.standing_now()))

    def target(self) -> Listing:
        listing: Listing = self.cleaned_data["listing"]
        return listing

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "listing"}


class ProgressForm(ListingForm):
    perform = supervision.report_progress
    day_label = "报送日期"
    consequence = "挂牌督办期间每个季度至少报送一次进展。"
    text = forms.CharField(label="进展情况", max_length=500, widget=Words)
    field_order = ("listing", "on", "text")


class ListExtendForm(ListingForm):
    perform = supervision.extend_listing
    day_label = "同意延期的日期"
    consequence = (
        f"延期应在督办期限届满{supervision.APPLY_BEFORE_WORKING_DAYS}个工作日前申请；"
        "从督办单位同意的那天起有效，在那之前已经逾期的天数不会改变。"
    )
    applied_on = DayField(label="申请延期的日期")
    due_on = DayField(label="延期到")
    reason = forms.CharField(label="延期理由及防控措施", max_length=300, widget=Words)
    approver = forms.CharField(label="批准人（单位）", max_length=100, required=False)
    is_late_agreed = forms.BooleanField(label="督办单位同意逾期申请", required=False)
    field_order = ("listing", "applied_on", "on", "due_on", "reason", "approver", "is_late_agreed")

    def offered(self, standing: ListingQuerySet) -> ListingQuerySet:
        return standing.with_deadline()


class AcceptForm(ListingForm):
    perform = supervision.accept
    day_label = "验收日期"
    people = forms.CharField(label="验收人员", max_length=100)
    outcome = forms.ChoiceField(label="验收结果", choices=Outcome)
    remark = forms.CharField(label="验收意见", max_length=500, required=False, widget=Words)
    field_order = ("listing", "on", "people", "outcome", "remark")


class UnlistForm(OpinionFields, ListingForm):
    perform = supervision.lift_listing
    matter = Matter.UNLIST
    day_label = "解除日期"
    number = forms.CharField(label="解除文号", max_length=60, required=False)
    lifted_by = forms.CharField(label="解除批准人（单位）", max_length=100, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False, widget=Words)
    field_order = ("listing", "on", "number", "lifted_by", "note")

    def offered(self, standing: ListingQuerySet) -> ListingQuerySet:
        return standing.accepted()

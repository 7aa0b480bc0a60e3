"""What a person must say to refer a hazard (上报移送) and to record the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hazards import referring
from hazards.forms.fields import Words
from hazards.forms.step_form import StepForm, offer
from hazards.models import Referral
from township_safety.register.models import Agency


class ReferForm(StepForm):
    perform = referring.refer
    day_label = "上报日期"
    consequence = "上报移送后仍在未整改数中，直到整改完成；请写明处置前的管控措施。"
    to_agency = forms.ModelChoiceField(Agency.objects.none(), label="报送单位")
    reason = forms.ChoiceField(label="上报原因", choices=Referral.Reason)
    interim_measures = forms.CharField(label="处置前的管控措施", max_length=300, widget=Words)

    def prepare(self) -> None:
        office = [self.hazard.office_id]
        agencies = Agency.objects.for_offices(office).active(on=timezone.localdate())
        offer(self, "to_agency", agencies)
        self.fields["to_agency"].help_text = "没有要选的单位时，先在“站所、驻乡单位”中登记"


class ReplyForm(StepForm):
    perform = referring.record_reply
    day_label = "回复日期"
    referral = forms.ModelChoiceField(Referral.objects.none(), label="哪一次上报")
    reply = forms.CharField(label="回复内容", max_length=500, widget=Words)

    def prepare(self) -> None:
        offer(self, "referral", self.hazard.referrals.unanswered_now().select_related("to_agency"))

    def target(self) -> Referral:
        referral: Referral = self.cleaned_data["referral"]
        return referral

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "referral"}

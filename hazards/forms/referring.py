"""What a person must say to refer a hazard (上报移送), to urge (催办) and to record the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hazards import referring
from hazards.forms.fields import DayField, Words
from hazards.forms.step_form import StepForm, offer
from hazards.models import Referral, ReferralUrge
from township_safety.register.models import Agency


class ReferForm(StepForm):
    perform = referring.refer
    day_label = "上报日期"
    consequence = (
        "上报移送后仍在未整改数中，直到整改完成；对方回复前列为已上报待处置，不算逾期。"
        "本级无权或无力处理的，管控不能停，请写明处置前的管控措施。"
    )
    kind = forms.ChoiceField(
        label="方式",
        choices=Referral.Kind,
        help_text="向上级用上报，向平级部门用移送（函告）、抄告",
    )
    to_agency = forms.ModelChoiceField(Agency.objects.none(), label="报送单位")
    number = forms.CharField(label="文号", max_length=60, required=False)
    reason = forms.ChoiceField(label="上报原因", choices=Referral.Reason)
    interim_measures = forms.CharField(label="处置前的管控措施", max_length=300, widget=Words)
    reply_due_on = DayField(label="回复期限", required=False)

    def prepare(self) -> None:
        office = [self.hazard.office_id]
        agencies = Agency.objects.for_offices(office).active(on=timezone.localdate())
        offer(self, "to_agency", agencies)
        self.fields["to_agency"].help_text = "没有要选的单位时，先在“站所、驻乡单位”中登记"
        days = self.hazard.office.reply_within
        self.fields["reply_due_on"].help_text = f"不填的，为上报后{days}个工作日"


class ReferralForm(StepForm):
    """A step on one of the hazard's referrals that are not answered yet."""

    referral = forms.ModelChoiceField(Referral.objects.none(), label="哪一次上报")

    def prepare(self) -> None:
        offer(self, "referral", self.hazard.referrals.unanswered_now().select_related("to_agency"))

    def target(self) -> Referral:
        referral: Referral = self.cleaned_data["referral"]
        return referral

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "referral"}


class UrgeForm(ReferralForm):
    perform = referring.urge
    day_label = "催办日期"
    way = forms.ChoiceField(label="催办方式", choices=ReferralUrge.Way)
    words = forms.CharField(label="催办情况", max_length=300, required=False, widget=Words)
    field_order = ("referral", "on", "way", "words")


class ReplyForm(ReferralForm):
    perform = referring.record_reply
    day_label = "回复日期"
    consequence = (
        "回复登记后不再是已上报待处置，仍未整改的按整改期限计算；需要改期的，另办延期整改。"
    )
    reply = forms.CharField(label="回复内容", max_length=500, widget=Words)
    result = forms.ChoiceField(label="回复结果", choices=Referral.Result)
    follow_up = forms.CharField(
        label="后续安排",
        max_length=300,
        required=False,
        widget=Words,
        help_text="对方或本级接下来做什么",
    )
    field_order = ("referral", "on", "result", "reply", "follow_up")

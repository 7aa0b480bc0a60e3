"""What a person must say to move a hazard: one form per action, naming what it performs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone

from hazards import actions
from hazards.forms.fields import CleanTextForm, DayField, WholeRow, Words
from hazards.models import Hazard, HazardPhoto, Listing, Outcome, Rectification, Referral
from hazards.photos import attach_photos
from hazards.workflow import Action
from township_safety.organisation.models import User
from township_safety.organisation.photo_fields import PhotoField
from township_safety.register.models import Agency


class StepForm(CleanTextForm, forms.Form):
    perform: ClassVar[Callable[..., Hazard]]
    day_label: ClassVar[str] = "办理日期"
    danger: ClassVar[bool] = False
    consequence: ClassVar[str] = ""

    on = DayField(label="办理日期")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, hazard: Hazard, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hazard, self.user = hazard, user
        self.fields["on"].label = self.day_label.replace("复查", hazard.check_word)
        self.initial.update({"on": timezone.localdate(), "version": hazard.version})
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the hazard."""

    def target(self) -> Any:
        """The row the action is about; for most the hazard itself."""
        return self.hazard

    def submit(self) -> Hazard:
        return type(self).perform(self.target(), by=self.user, **self.said())

    def said(self) -> dict[str, Any]:
        return self.cleaned_data

    def reread(self, hazard: Hazard) -> None:
        """After a conflict: the same words, now against the row as it is."""
        sent: Any = self.data
        self.data = {**sent.dict(), "version": str(hazard.version)}


class AssignForm(StepForm):
    perform = actions.assign
    day_label = "交办日期"
    due_on = DayField(label="整改期限")
    responsible_unit = forms.CharField(label="责任单位", max_length=100, required=False)
    responsible_person = forms.CharField(label="责任人", max_length=50, required=False)
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label="承办人",
        required=False,
        empty_label="（不填）",
        help_text="本单位由谁跟进，这条隐患就在谁的待办里",
    )
    note = forms.CharField(label="交办意见", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        for name in ("due_on", "responsible_unit", "responsible_person", "assigned_to"):
            self.initial[name] = getattr(self.hazard, name)
        handlers = self.fields["assigned_to"]
        assert isinstance(handlers, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        handlers.queryset = self.hazard.handlers


class ExtendForm(StepForm):
    perform = actions.extend
    day_label = "同意延期的日期"
    consequence = "延期从同意的那天起有效；在那之前已经逾期的天数不会改变。"
    due_on = DayField(label="延期到")
    reason = forms.CharField(label="延期原因", max_length=200, widget=Words)


class ClaimForm(StepForm):
    perform = actions.claim
    day_label = "整改完成日期"
    measures = forms.CharField(label="整改情况", max_length=1000, widget=Words)
    amount = forms.DecimalField(
        label="投入资金（元）", required=False, min_value=0, max_digits=14, decimal_places=2
    )
    photos = PhotoField(label="整改后照片")

    def prepare(self) -> None:
        self.initial["measures"] = self.hazard.measures
        photos = self.fields["photos"]
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        photos.for_upload(office=self.hazard.office, by=self.user)

    @transaction.atomic
    def submit(self) -> Hazard:
        hazard = super().submit()
        stage = HazardPhoto.Stage.AFTER
        attach_photos(hazard, self.cleaned_data["photos"], stage=stage, by=self.user)
        return hazard

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "photos"}


class CheckForm(StepForm):
    day_label = "复查日期"
    verifier = forms.CharField(label="复查人", max_length=50)
    remark = forms.CharField(label="复查意见", max_length=500, required=False, widget=Words)

    def prepare(self) -> None:
        self.initial["verifier"] = self.user.full_name
        for name in ("verifier", "remark"):
            label = str(self.fields[name].label)
            self.fields[name].label = label.replace("复查", self.hazard.check_word)


class PassForm(CheckForm):
    perform = actions.pass_check


class FailForm(CheckForm):
    perform = actions.fail_check
    consequence = "退回后从复查那天起重新算作未整改，须写明新的整改期限。"
    due_on = DayField(label="新的整改期限")
    field_order = ("on", "due_on", "verifier", "remark")


class ListForm(StepForm):
    perform = actions.place_on_list
    day_label = "挂牌日期"
    body = forms.CharField(label="督办单位", max_length=100)
    level = forms.ChoiceField(label="挂牌级别", choices=Listing.Level)
    number = forms.CharField(label="督办文号", max_length=60, required=False)
    due_on = DayField(label="督办期限", required=False)


class UnlistForm(StepForm):
    perform = actions.lift_listing
    day_label = "解除日期"
    listing = forms.ModelChoiceField(Listing.objects.none(), label="解除哪一项挂牌")
    note = forms.CharField(label="说明", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        _offer(self, "listing", self.hazard.listings.standing_now())

    def target(self) -> Listing:
        listing: Listing = self.cleaned_data["listing"]
        return listing

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "listing"}


class ReferForm(StepForm):
    perform = actions.refer
    day_label = "上报日期"
    consequence = "上报移送后仍在未整改数中，直到整改完成；请写明处置前的管控措施。"
    to_agency = forms.ModelChoiceField(Agency.objects.none(), label="报送单位")
    reason = forms.ChoiceField(label="上报原因", choices=Referral.Reason)
    interim_measures = forms.CharField(label="处置前的管控措施", max_length=300, widget=Words)

    def prepare(self) -> None:
        office = [self.hazard.office_id]
        agencies = Agency.objects.for_offices(office).active(on=timezone.localdate())
        _offer(self, "to_agency", agencies)
        self.fields["to_agency"].help_text = "没有要选的单位时，先在“站所、驻乡单位”中登记"


class ReplyForm(StepForm):
    perform = actions.record_reply
    day_label = "回复日期"
    referral = forms.ModelChoiceField(Referral.objects.none(), label="哪一次上报")
    reply = forms.CharField(label="回复内容", max_length=500, widget=Words)

    def prepare(self) -> None:
        _offer(self, "referral", self.hazard.referrals.unanswered_now().select_related("to_agency"))

    def target(self) -> Referral:
        referral: Referral = self.cleaned_data["referral"]
        return referral

    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "referral"}


class VoidForm(StepForm):
    perform = actions.void
    danger = True
    consequence = "作废后不再计入任何数字，但记录和办理过程仍然保留，不能恢复。"
    reason = forms.CharField(label="作废原因", max_length=200, widget=Words)


def _offer(form: StepForm, name: str, rows: Any) -> None:
    """The choices; a single one is already chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
    field.queryset = rows
    only = list(rows[:2])
    if len(only) == 1:
        form.initial[name] = only[0].pk


STEP_FORMS: dict[Action, type[StepForm]] = {
    Action.ASSIGN: AssignForm,
    Action.EXTEND: ExtendForm,
    Action.CLAIM: ClaimForm,
    Action.PASS: PassForm,
    Action.FAIL: FailForm,
    Action.LIST: ListForm,
    Action.UNLIST: UnlistForm,
    Action.REFER: ReferForm,
    Action.REPLY: ReplyForm,
    Action.VOID: VoidForm,
}


class AmendForm(CleanTextForm, WholeRow, forms.ModelForm[Rectification]):
    """更正 of one rectification: its days and words."""

    reason = forms.CharField(label="更正原因", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Rectification
        fields = ("claimed_on", "measures", "amount", "decided_on", "verifier", "remark")
        field_classes: ClassVar[dict[str, Any]] = {"claimed_on": DayField, "decided_on": DayField}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["version"] = self.instance.hazard.version
        undecided = not self.instance.outcome
        fixed: tuple[str, ...] = ("decided_on", "verifier", "remark") if undecided else ()
        if self.instance.outcome == Outcome.FAILED:
            fixed = ("decided_on",)
        for name in fixed:
            del self.fields[name]

    def submit(self) -> Hazard:
        names = [name for name in self.Meta.fields if name in self.fields]
        return actions.amend_rectification(
            self.instance,
            by=self.user,
            on=timezone.localdate(),
            reason=self.cleaned_data["reason"],
            values={name: self.cleaned_data[name] for name in names},
            version=self.cleaned_data["version"],
        )

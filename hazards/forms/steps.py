"""What a person must say to move a hazard: one form per action, naming what it performs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction

from hazards import actions
from hazards.forms.consulting import LevelForm
from hazards.forms.fields import DayField, Words
from hazards.forms.money import MoneyField, MoneyGuard
from hazards.forms.opinions import OpinionFields
from hazards.forms.referring import ReferForm, ReplyForm, UrgeForm
from hazards.forms.step_form import StepForm
from hazards.forms.supervision import (
    AcceptForm,
    ListExtendForm,
    ListForm,
    ProgressForm,
    UnlistForm,
)
from hazards.models import Hazard, HazardPhoto
from hazards.models.classification import Grade
from hazards.photos import attach_photos
from hazards.workflow import Action
from township_safety.organisation.models import Matter, User
from township_safety.organisation.photo_fields import PhotoField


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
        empty_label="（未指定）",
        help_text="本单位由谁跟进，这条隐患就在谁的待办里",
    )
    note = forms.CharField(label="交办意见", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        for name in ("due_on", "responsible_unit", "responsible_person", "assigned_to"):
            self.initial[name] = getattr(self.hazard, name)
        handlers = self.fields["assigned_to"]
        assert isinstance(handlers, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        handlers.queryset = self.hazard.handlers

    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "to_nobody": self.cleaned_data["assigned_to"] is None}


class ExtendForm(OpinionFields, StepForm):
    perform = actions.extend
    matter = Matter.EXTEND
    day_label = "同意延期的日期"
    consequence = "延期从同意的那天起有效；在那之前已经逾期的天数不会改变。"
    due_on = DayField(label="延期到")
    reason = forms.CharField(label="延期原因", max_length=200, widget=Words)
    applicant = forms.CharField(
        label="申请单位（人）", max_length=100, required=False, help_text="谁提出的延期申请"
    )
    applied_on = DayField(label="申请日期", required=False)

    def prepare(self) -> None:
        site = self.hazard.site
        self.initial["applicant"] = self.hazard.responsible_unit or (site.name if site else "")


class ClaimForm(MoneyGuard, StepForm):
    perform = actions.claim
    money = "amount"
    day_label = "整改完成日期"
    measures = forms.CharField(label="整改情况", max_length=1000, widget=Words)
    amount = MoneyField(label="投入资金", required=False)
    photos = PhotoField(label="整改后照片")

    def prepare(self) -> None:
        self.initial["measures"] = self.hazard.measures
        photos = self.fields["photos"]
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        photos.for_upload(office=self.hazard.office, by=self.user)

    def planned_sum(self) -> Decimal | None:
        return self.hazard.funds

    def is_general(self, cleaned: dict[str, Any]) -> bool:
        return self.hazard.grade == Grade.GENERAL

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


class VoidForm(OpinionFields, StepForm):
    perform = actions.void
    matter = Matter.VOID
    danger = True
    consequence = "作废后不再计入任何数字，但记录和办理过程仍然保留，不能恢复。"
    reason = forms.CharField(label="作废原因", max_length=200, widget=Words)


STEP_FORMS: dict[Action, type[StepForm]] = {
    Action.ASSIGN: AssignForm,
    Action.EXTEND: ExtendForm,
    Action.CLAIM: ClaimForm,
    Action.PASS: PassForm,
    Action.FAIL: FailForm,
    Action.LEVEL: LevelForm,
    Action.LIST: ListForm,
    Action.PROGRESS: ProgressForm,
    Action.LIST_EXTEND: ListExtendForm,
    Action.ACCEPT: AcceptForm,
    Action.UNLIST: UnlistForm,
    Action.REFER: ReferForm,
    Action.URGE: UrgeForm,
    Action.REPLY: ReplyForm,
    Action.VOID: VoidForm,
}

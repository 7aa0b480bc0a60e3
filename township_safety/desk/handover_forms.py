"""工作交接: who hands over to whom, when, and what becomes of account and roles."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hazards import handing_over
from township_safety.activities import handing_over as work_in_hand
from township_safety.desk.handover import Names
from township_safety.desk.handover_actions import Agreed
from township_safety.organisation.form_fields import DayField, TextField
from township_safety.organisation.models import Office, User
from township_safety.organisation.models.handover import people_with_work
from township_safety.organisation.permissions import Permission

# A wrong year would leave the account open for good.
FURTHEST = timedelta(days=366)


class PreparingForm(forms.Form):
    """For the list alone: what is not known yet stays a line to write on."""

    leaver = forms.ModelChoiceField(
        User.objects.none(), label="移交人", empty_label="请选择", help_text="调走、转岗的人"
    )
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label="接交人",
        empty_label="请选择",
        help_text="还没有账号的，请系统管理员先在“账号”里新增",
    )
    on = DayField(label="交接日期", help_text="今天或以后的一天")
    supervisor = TextField(label="监交人", max_length=50, help_text="一般是分管领导或办公室负责人")

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with_work(office)
        may_all = user.may(Permission.REASSIGN, office_id=office.pk)
        # Also of accounts that were closed before anybody thought of the work.
        holders = {*handing_over.holders(office), *work_in_hand.holders(office)}
        left = User.objects.filter(pk__in=holders)
        own = (people | left.distinct()).distinct() if may_all else people.filter(pk=user.pk)
        self._choose("leaver", own)
        self._choose("successor", people)
        self.initial.setdefault("on", timezone.localdate())
        if not may_all:
            self.initial.setdefault("leaver", user.pk)
            for name in ("successor", "supervisor"):
                self.fields[name].required = False

    def _choose(self, name: str, people: Any) -> None:
        self.fields[name].queryset = people  # type: ignore[attr-defined]  # a choice field

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        today = timezone.localdate()
        if on < today:
            raise ValidationError("交接日期不能早于今天。")
        if on > today + FURTHEST:
            raise ValidationError("交接日期在一年以后，请核对年份。")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("leaver") and cleaned.get("leaver") == cleaned.get("successor"):
            self.add_error("successor", "移交人和接交人不能是同一个人。")
        return cleaned

    @property
    def names(self) -> Names:
        said = self.cleaned_data
        return Names(said["leaver"], said["successor"], said["supervisor"], said["on"])


class HandoverForm(PreparingForm):
    """For leaders, who carry it out."""

    takes_unassigned = forms.BooleanField(
        label="移交人登记、没有承办人的隐患，也由接交人承办",
        required=False,
        initial=True,
        help_text="不勾选的只列在清单上；已经指定移交人为承办人的，都转给接交人",
    )
    ends_account = forms.BooleanField(
        label="移交人的账号从交接日期起停用",
        required=False,
        initial=True,
        help_text="停用后不能登录，原来登记的记录不变；只是转岗、还要用账号的，不勾选",
    )
    takes_roles = forms.BooleanField(
        label="接任移交人的角色",
        required=False,
        help_text="接交人另外得到移交人的角色和负责的村；接交人本来就是同一岗位的，不用勾选",
    )

    @property
    def agreed(self) -> Agreed:
        return Agreed(**self.cleaned_data)

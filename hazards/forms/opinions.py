"""领导意见（代登记）: what the clerk writes down for a leader, in the form of any step."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone

from hazards.forms.fields import DayField, Words
from hazards.models import Hazard
from hazards.models.classification import Grade
from hazards.steps import ActionDenied
from township_safety.organisation import opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import (
    LEADERS,
    LeaderOpinion,
    Matter,
    Office,
    OpinionRule,
    User,
)
from township_safety.organisation.scan_fields import ScanField

_PREFIX = "opinion_"
_NEEDED = {
    "leader": "请选择签批领导",
    "on": "请填写签批日期",
    "way": "请选择签批方式",
    "words": "请填写意见原文",
}
_Way = LeaderOpinion.Way
# 系统 is never typed in: a leader says it by acting.
_WAYS = [(way.value, way.label) for way in (_Way.PAPER, _Way.ORAL, _Way.MEETING)]
_NO_LEADER = "本单位还没有主要领导、分管领导的账号，请系统管理员先在“账号”中新增"


class OpinionFields(forms.Form):
    """Beside a StepForm: `class ExtendForm(OpinionFields, StepForm)` with a `matter`.

    The action gets `opinion=`: the recorded opinion, or nothing when none was written down.
    """

    matter: ClassVar[Matter]
    template_name = "hazards/_opinion_form.html"

    hazard: Hazard
    user: User

    opinion_leader = forms.ModelChoiceField(
        User.objects.none(), label="签批领导", required=False, empty_label="（请选择）"
    )
    opinion_on = DayField(label="签批日期", required=False)
    opinion_way = forms.ChoiceField(label="签批方式", choices=_WAYS, required=False)
    opinion_words = forms.CharField(
        label="意见原文",
        max_length=opinions.WORDS_LENGTH,
        required=False,
        widget=Words({"rows": 2}),
        help_text="照领导的原话填，如“同意”“同意延期至12月5日”",
    )
    opinion_scan = ScanField(
        label="签批件", help_text="签过字的纸拍照或扫描，照片或 PDF；现在没有的，可以以后补传"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opinion: LeaderOpinion | None = None
        office = self.opinion_office
        leaders = User.objects.holding(LEADERS, office_id=office.pk, village_id=None)
        is_own = opinions.post_of(self.user, office_id=office.pk) is not None
        self.is_opinion_due = not is_own and self.is_opinion_asked()
        self.opinion_hint = "您是领导，不填的，记为您本人在系统内办理" if is_own else ""
        self.initial.update({"opinion_on": timezone.localdate(), "opinion_way": _Way.PAPER})
        self._offer_leaders(leaders)
        if self.is_opinion_due:
            for name, words in _NEEDED.items():
                field = self.fields[_PREFIX + name]
                field.required = True
                field.error_messages["required"] = f"{self.matter.label}须有领导意见，{words}。"
        scan: Any = self.fields["opinion_scan"]
        scan.for_upload(office=office, by=self.user)
        mine = [name for name in self.fields if name.startswith(_PREFIX)]
        self.order_fields([*(name for name in self.fields if name not in mine), *mine])

    @property
    def opinion_office(self) -> Office:
        return self.hazard.office

    def is_opinion_asked(self) -> bool:
        rule = OpinionRule.of(self.opinion_office.pk, self.matter)
        return rule.demands(is_major=self.hazard.grade == Grade.MAJOR)

    def _offer_leaders(self, leaders: Any) -> None:
        field: Any = self.fields["opinion_leader"]
        field.queryset = leaders
        known = list(leaders[:2])
        if not known:
            field.help_text = _NO_LEADER
        if self.is_opinion_due and len(known) == 1:
            self.initial["opinion_leader"] = known[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = [name for name in self.fields if name.startswith(_PREFIX)]
        said = {name.removeprefix(_PREFIX): cleaned.pop(name, None) for name in names}
        if self.is_opinion_due or said["leader"] or said["words"] or said["scan"]:
            self._demand(said, on=cleaned.get("on"))
            if not any(name in self.errors for name in names):
                self.opinion = self._draft(said)
        return cleaned

    def _demand(self, said: dict[str, Any], *, on: Any) -> None:
        for name, words in _NEEDED.items():
            if not said[name] and _PREFIX + name not in self.errors:
                self.add_error(_PREFIX + name, f"{words}。")
        day = said["on"]
        if day and on and day > on:
            self.add_error("opinion_on", f"签批日期{day}晚于办理日期{on}，请核对。")

    def _draft(self, said: dict[str, Any]) -> LeaderOpinion:
        return LeaderOpinion(
            office=self.opinion_office,
            matter=self.matter,
            leader=said["leader"],
            decided_on=said["on"],
            way=said["way"],
            words=said["words"],
            scan=said["scan"],
        )

    @transaction.atomic
    def submit(self) -> Any:
        self.record_opinion()
        return super().submit()  # type: ignore[misc]  # of the form it stands beside

    def record_opinion(self) -> None:
        """Into `cleaned_data`, so that whatever the form says to its action names it."""
        if self.opinion is None:
            return
        try:
            self.cleaned_data["opinion"] = opinions.record_opinion(self.opinion, by=self.user)
        except Refused as refusal:
            raise ActionDenied(str(refusal)) from refusal

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith(_PREFIX)]

    @property
    def opinion_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith(_PREFIX)]

    @property
    def is_opinion_open(self) -> bool:
        """Whether the group is unfolded: it has to be filled in, or something stands in it."""
        names = ("opinion_leader", "opinion_words", "opinion_scan_kept")
        typed = self.is_bound and any(self.data.get(self.add_prefix(name)) for name in names)
        return typed or any(field.errors for field in self.opinion_fields)

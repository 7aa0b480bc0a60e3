"""整改通知书: drafting, issuing, serving, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards import notice_actions
from hazards.forms.fields import (
    CleanTextForm,
    DayField,
    OfficeChoices,
    WholeRow,
    Words,
    with_present,
)
from hazards.forms.opinions import OpinionFields
from hazards.models import Hazard, Notice, NoticeItem, NoticeKind
from township_safety.organisation.models import Matter, Office, OpinionRule, User


class NoticeForm(CleanTextForm, WholeRow, OfficeChoices, forms.ModelForm[Notice]):
    class Meta:
        model = Notice
        fields = ("kind", "addressee", "site", "village", "due_on", "days_to_rectify", "note")
        field_classes = {"due_on": DayField}

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.office = office
        self.limit_choices(office=office, user=user)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        offered = NoticeKind.objects.offered_in(office, on=timezone.localdate())
        kind.queryset = with_present(offered, self.instance, "kind")
        if len(offered) == 1:
            self.initial.setdefault("kind", offered[0].pk)

    def draft(self, hazards: Sequence[Hazard]) -> Notice:
        notice = self.save(commit=False)
        return notice_actions.draft_notice(notice, hazards=hazards, by=self.user)


class ItemForm(CleanTextForm, forms.ModelForm[NoticeItem]):
    class Meta:
        model = NoticeItem
        fields = ("text", "demand")
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "demand": forms.Textarea(attrs={"rows": 2}),
        }


ItemFormSet = forms.inlineformset_factory(Notice, NoticeItem, form=ItemForm, extra=0)


def first_values(hazards: Sequence[Hazard]) -> dict[str, Any]:
    """What the chosen hazards have in common."""
    sites = {hazard.site for hazard in hazards}
    villages = {hazard.village for hazard in hazards}
    deadlines = {hazard.due_on for hazard in hazards}
    site = sites.pop() if len(sites) == 1 else None
    village = villages.pop() if len(villages) == 1 else None
    return {
        "site": site,
        "village": village,
        "addressee": site.name if site else "",
        "due_on": deadlines.pop() if len(deadlines) == 1 else None,
    }


class NoticeStepForm(CleanTextForm, forms.Form):
    """One step of a notice, naming what it performs."""

    perform: ClassVar[Callable[..., Notice]]
    title: ClassVar[str]
    consequence: ClassVar[str] = ""
    danger: ClassVar[bool] = False

    on = DayField(label="日期")

    def __init__(self, *args: Any, notice: Notice, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice, self.user = notice, user
        self.initial["on"] = timezone.localdate()
        self.fields["on"].label = f"{self.title}日期"

    def submit(self) -> Notice:
        return type(self).perform(self.notice, by=self.user, **self.cleaned_data)


class IssueForm(OpinionFields, NoticeStepForm):
    perform = notice_actions.issue_notice
    matter = Matter.NOTICE
    title = "签发"
    consequence = "签发时自动编文号；签发以后文字不能再改，开错了只能撤销，文号不再使用。"

    @property
    def opinion_office(self) -> Office:
        return self.notice.office

    def is_opinion_asked(self) -> bool:
        rule = OpinionRule.of(self.notice.office_id, self.matter)
        return rule.demands(is_major=self.notice.is_about_major)


class ServeForm(NoticeStepForm):
    perform = notice_actions.serve_notice
    title = "送达"
    service = forms.ChoiceField(label="送达方式", choices=Notice.Service)
    received_by = forms.CharField(label="签收人", max_length=50, required=False)
    is_refused = forms.BooleanField(label="拒绝签收", required=False)
    witness = forms.CharField(
        label="见证人", max_length=50, required=False, help_text="拒绝签收的必须填写"
    )


class CancelForm(NoticeStepForm):
    perform = notice_actions.cancel_notice
    title = "撤销"
    danger = True
    consequence = "撤销后文号保留、不再使用，统计时另列。已经定下的整改期限不变，需要时另行交办。"
    reason = forms.CharField(label="撤销原因", max_length=200, widget=Words)


NOTICE_STEPS: dict[str, type[NoticeStepForm]] = {
    "issue": IssueForm,
    "serve": ServeForm,
    "cancel": CancelForm,
}

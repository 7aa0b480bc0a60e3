"""What a person must say to take a step of a report."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.forms.opinions import OpinionFields
from reports import steps
from reports.freezing import running
from reports.freezing.issuing import Order
from reports.models import Report, ReportSettings
from reports.workflow import TRANSITIONS, Step
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Matter, Office, User
from township_safety.organisation.permissions import Permission


class StepForm(CleanTextForm, forms.Form):
    """`submit()` takes the step; Refused when it cannot be taken."""

    step: ClassVar[Step]
    danger: ClassVar[bool] = False

    def __init__(self, *args: Any, report: Report, user: User, **kwargs: Any) -> None:
        self.report, self.user = report, user
        super().__init__(*args, **kwargs)

    @property
    def consequence(self) -> str:
        return TRANSITIONS[self.step].consequence

    def submit(self) -> Report:
        raise NotImplementedError


class SubmitForm(StepForm):
    step = Step.SUBMIT

    def submit(self) -> Report:
        return steps.submit(self.report, by=self.user)


class PassForm(StepForm):
    step = Step.PASS
    note = forms.CharField(
        label="核稿意见", required=False, max_length=steps.NOTE_LENGTH, widget=Words
    )

    def submit(self) -> Report:
        return steps.pass_review(self.report, by=self.user, note=self.cleaned_data["note"])


class ReturnForm(StepForm):
    step = Step.RETURN
    reason = forms.CharField(label="退回原因", max_length=steps.NOTE_LENGTH, widget=Words)

    def submit(self) -> Report:
        return steps.send_back(self.report, by=self.user, reason=self.cleaned_data["reason"])


class CorrectForm(StepForm):
    step = Step.CORRECT
    reason = forms.CharField(
        label="更正原因",
        max_length=steps.NOTE_LENGTH,
        widget=Words,
        help_text="哪里错了、怎么发现的；新版本和变化页上都会写明",
    )

    def submit(self) -> Report:
        return steps.correct(self.report, by=self.user, reason=self.cleaned_data["reason"])


class IssueForm(OpinionFields, StepForm):
    """A leader signs for themselves; a clerk records what the leader signed on paper."""

    step = Step.ISSUE
    matter = Matter.REPORT
    danger = True
    on = DayField(label="签发日期")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    accept = forms.BooleanField(
        label="以上情况已经看过，仍然签发",
        error_messages={"required": "请先看上面列出的情况；仍要签发的，请勾选这一项。"},
    )

    def __init__(
        self, *args: Any, doubts: list[str], seen: str, is_long: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.doubts, self.is_long = doubts, is_long
        self.initial.update({"on": timezone.localdate(), "seen": seen})
        if not doubts:
            del self.fields["accept"]

    @property
    def opinion_office(self) -> Office:
        return self.report.office

    def is_opinion_asked(self) -> bool:
        return not self.user.may(Permission.ISSUE, office_id=self.report.office_id)

    def submit(self) -> Report:
        """Signed when it returns; with many rows behind the report it goes on beside the page."""
        said = self.cleaned_data
        self.record_opinion()
        order = Order(
            self.report,
            by=self.user,
            on=said["on"],
            opinion=said.get("opinion"),
            seen=said["seen"],
            accept=said.get("accept", False),
        )
        progress = running.start(order, at_once=not self.is_long)
        if progress.why_not:
            running.forget(self.report)
            raise Refused(progress.why_not)
        return self.report


FORMS: dict[Step, type[StepForm]] = {
    form.step: form for form in (SubmitForm, PassForm, ReturnForm, CorrectForm, IssueForm)
}


class SettingsForm(forms.ModelForm[ReportSettings]):
    class Meta:
        model = ReportSettings
        fields = ("same_person_may_review", "prints_digest")

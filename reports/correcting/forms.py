"""更正: which numbers are wrong, and what stands around them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.forms.opinions import OpinionFields
from reports.correcting import actions
from reports.correcting.actions import Terms, Wrong
from reports.freezing.changes import FigureChange, changes_of
from reports.models import Correction, Report
from township_safety.jobs import JobFailed
from township_safety.organisation import opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Matter, Office, User
from township_safety.organisation.permissions import Permission

_WHY_SHOWN = 3


def wrong_figures(report: Report) -> list[FigureChange]:
    """Numbers that the ledger answers differently today, with the rows that made it so."""
    return changes_of(report.frozen).moved


def why(change: FigureChange) -> str:
    """补录 2 条、误录作废 1 条: proposed as the reason of this number."""
    counted: dict[str, int] = {}
    for row in change.rows:
        counted[row.why] = counted.get(row.why, 0) + 1
    return "、".join(f"{name}{number}条" for name, number in list(counted.items())[:_WHY_SHOWN])


class TermsForm(CleanTextForm, forms.ModelForm[Correction]):
    dated_on = DayField(label="成文日期")

    class Meta:
        model = Correction
        fields = ("addressee", "reason", "dated_on", "number")
        widgets = {"reason": Words}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["reason"].help_text = "为什么会错、怎么发现的、以后怎样避免；印在更正说明里"

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        return Terms(said["addressee"], said["reason"], said["dated_on"], said["number"])

    def submit(self) -> Correction:
        return actions.change(self.instance, terms=self.terms, by=self.user)


class NewCorrectionForm(TermsForm):
    figures = forms.MultipleChoiceField(
        label="要更正的数据",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要更正的数据。"},
    )

    def __init__(
        self, *args: Any, report: Report, wrong: list[FigureChange], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.wrong = report, {str(one.figure.number): one for one in wrong}
        self.instance.office = report.office
        field: Any = self.fields["figures"]
        field.choices = [(number, one.figure.label) for number, one in self.wrong.items()]
        sent = report.dispatches.counted().first()
        addressee = sent.addressee if sent is not None else report.office.reports_to
        self.initial.update({"addressee": addressee, "dated_on": timezone.localdate()})

    @property
    def chosen(self) -> list[str]:
        """Ticked so far; none at first, for what was entered late may need no correction."""
        data: Any = self.data
        return list(data.getlist("figures")) if self.is_bound else []

    def submit(self) -> Correction:
        chosen = [self.wrong[number] for number in self.cleaned_data["figures"]]
        lines = [Wrong(one.figure, one.now, why(one)) for one in chosen]
        return actions.draft(self.report, lines, terms=self.terms, by=self.user)


class SendOutForm(OpinionFields, CleanTextForm, forms.Form):
    """A leader sends it out; a clerk records what the leader signed on paper."""

    matter = Matter.REPORT
    danger = True
    consequence = "印发后不能再改；报告标为“已更正”，原来的文本仍可查看，下一期报告会写明上期更正。"

    def __init__(self, *args: Any, correction: Correction, user: User, **kwargs: Any) -> None:
        self.correction, self.user = correction, user
        super().__init__(*args, **kwargs)

    @property
    def opinion_office(self) -> Office:
        return self.correction.report.office

    def is_opinion_asked(self) -> bool:
        return not self.user.may(Permission.ISSUE, office_id=self.correction.office_id)

    def submit(self) -> Correction:
        self.record_opinion()
        opinion = self.cleaned_data.get("opinion")
        try:
            return actions.send_out(self.correction, by=self.user, opinion=opinion)
        except (Refused, JobFailed):
            if opinion is not None:
                opinions.take_back(opinion, by=self.user)
            raise

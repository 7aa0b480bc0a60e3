"""What the receiving clerk fills in: a demand, a report entered for others, a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from reports.models import Delivery, ReportTemplate, ReturnDemand
from reports.receiving import actions, delivering
from township_safety.organisation.models import Office, User
from township_safety.periods import Period

_MONTHS_BACK = 12
_REASON_LENGTH = 300


def period_choices(today: date) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Months, the present one first, then longer periods of this year and the last."""
    months = [Period.containing(today)]
    while len(months) <= _MONTHS_BACK:
        months.append(months[-1].previous())
    yield "月", [(one.code, one.label) for one in months]
    years = (today.year, today.year - 1)
    longer = [
        ("季度", [Period.of_quarter(year, number) for year in years for number in (4, 3, 2, 1)]),
        ("半年", [Period.of_half(year, number) for year in years for number in (2, 1)]),
        ("年", [Period.of_year(year) for year in years]),
    ]
    for label, periods in longer:
        yield label, [(one.code, one.label) for one in periods if one.first_day <= today]


class DemandForm(CleanTextForm, forms.ModelForm[ReturnDemand]):
    period_code = forms.ChoiceField(label="统计期")
    due_on = DayField(label="报送期限", help_text="当天报到的不算迟报")

    class Meta:
        model = ReturnDemand
        fields = ("name", "period_code", "template", "due_on")

    def __init__(self, *args: Any, office: Office, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.office = office
        period: Any = self.fields["period_code"]
        period.choices = list(period_choices(timezone.localdate()))
        template: Any = self.fields["template"]
        template.queryset = ReportTemplate.objects.available_to(office)
        template.empty_label = "（不限）"

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as problem:
                self.add_error(None, problem.messages)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        due, code = cleaned.get("due_on"), cleaned.get("period_code")
        if due and code and due < Period.parse(code).first_day:
            self.add_error("due_on", f"报送期限{due}早于统计期的第一天，请核对。")
        return cleaned

    def submit(self) -> ReturnDemand:
        return actions.demand_returns(self.instance, by=self.user)


class EnterForm(CleanTextForm, forms.ModelForm[Delivery]):
    """代录 for one office below."""

    delivered_on = DayField(label="报到日期")
    file = forms.FileField(
        label="报来的文件",
        required=False,
        help_text="Excel、Word、PDF 或照片；口头、电话报的不传文件，在备注里写明",
    )

    class Meta:
        model = Delivery
        fields = ("sender", "delivered_on", "is_nil", "file", "note")

    def __init__(
        self, *args: Any, demand: ReturnDemand, user: User, sender: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.demand, self.instance.office = demand, demand.office
        field: Any = self.fields["sender"]
        field.queryset = Office.objects.filter(parent=demand.office)
        self.initial.update({"sender": sender, "delivered_on": timezone.localdate()})

    def _post_clean(self) -> None:
        """The file is stored by the action; the row gets it there."""
        self.upload = self.cleaned_data.pop("file", None)
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out

    def submit(self) -> Delivery:
        return actions.enter_for(self.instance, upload=self.upload, by=self.user)


class PackageForm(forms.Form):
    file = forms.FileField(
        label="上报文件",
        allow_empty_file=True,
        error_messages={"required": "请选择上报文件。"},
        help_text="报送单位在报告页上导出的“.json”文件",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def submit(self, *, office: Office, by: User) -> Delivery:
        return actions.take_in(self.cleaned_data["file"].read(), office=office, by=by)


class DecideForm(CleanTextForm, forms.Form):
    """接收 or 退回, by the button that was pressed."""

    reason = forms.CharField(
        label="退回原因", required=False, max_length=_REASON_LENGTH, widget=Words
    )
    decision = forms.ChoiceField(label="处理", choices=[("accept", "接收"), ("return", "退回")])

    def submit(self, delivery: Delivery, *, by: User) -> Delivery:
        if self.cleaned_data["decision"] == "accept":
            return delivering.accept(delivery, by=by)
        return delivering.send_back(delivery, by=by, reason=self.cleaned_data["reason"])

"""报送登记 and its receipt, as they are filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField
from reports.dispatching import actions
from reports.dispatching.owed import answered_by, owed_by
from reports.models import Dispatch, Report
from township_safety.organisation.models import User
from township_safety.organisation.scan_fields import ScanField

_SCAN_HELP = "盖了章的报送件，照片或 PDF；也可以以后再补"


class DispatchForm(CleanTextForm, forms.ModelForm[Dispatch]):
    sent_on = DayField(label="报送日期")
    received_on = DayField(label="签收日期", required=False)
    scan = ScanField(label="盖章件", help_text=_SCAN_HELP)

    class Meta:
        model = Dispatch
        fields = (
            "addressee",
            "channel",
            "sent_on",
            "sent_by",
            "received_on",
            "receipt",
            "scan",
            "submission",
            "note",
        )

    def __init__(self, *args: Any, report: Report, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.report = report
        self.instance.office = report.office
        scan: Any = self.fields["scan"]
        scan.for_upload(office=report.office, by=user)
        self._limit_channels(report)
        self._limit_returns(report)
        above = report.office.parent
        self.initial.update(
            {
                "addressee": report.office.reports_to or (above.name if above else ""),
                "sent_on": timezone.localdate(),
                "sent_by": str(user),
            }
        )

    def _limit_channels(self, report: Report) -> None:
        """Nothing lies above the highest office of this system."""
        channel: Any = self.fields["channel"]
        offered = Dispatch.Channel.choices
        if report.office.parent is None:
            offered = [one for one in offered if one[0] != Dispatch.Channel.SYSTEM]
        channel.choices = [("", "请选择"), *offered]

    def _limit_returns(self, report: Report) -> None:
        rows = owed_by(report)
        field: Any = self.fields["submission"]
        field.queryset = field.queryset.filter(pk__in=[row.pk for row in rows])
        field.help_text = "选了就在“报送”台账里记为已报；没有对应应报事项的不选"
        proposed = answered_by(report, rows)
        if proposed is not None:
            self.initial["submission"] = proposed.pk
        if not rows:
            del self.fields["submission"]

    def submit(self) -> Dispatch:
        return actions.send(self.instance, by=self.user)


class ReceiptForm(CleanTextForm, forms.ModelForm[Dispatch]):
    received_on = DayField(label="签收日期", required=False)
    scan = ScanField(label="盖章件", help_text=_SCAN_HELP)

    class Meta:
        model = Dispatch
        fields = ("received_on", "receipt", "scan")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        scan: Any = self.fields["scan"]
        scan.for_upload(office=self.instance.office, by=user)
        if self.instance.scan is not None:
            scan.help_text = f"已有{self.instance.scan.name}；要换的，重新选择文件"

    def submit(self) -> Dispatch:
        said = self.cleaned_data
        return actions.acknowledge(
            self.instance,
            received_on=said["received_on"],
            receipt=said["receipt"],
            scan=said["scan"],
            by=self.user,
        )


class VoidForm(CleanTextForm, forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200)

    def __init__(self, *args: Any, dispatch: Dispatch, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispatch, self.user = dispatch, user

    def submit(self) -> Dispatch:
        return actions.void(self.dispatch, by=self.user, reason=self.cleaned_data["reason"])

"""One report of an accident, and the office's limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from township_safety.activities.accident_reporting import report
from township_safety.activities.models import Accident, AccidentReport, AccidentTerms
from township_safety.organisation.form_fields import field_for
from township_safety.organisation.models import User


class AccidentReportForm(forms.ModelForm[AccidentReport]):
    """What is known already is filled in from the version before."""

    class Meta:
        model = AccidentReport
        fields = (
            "kind",
            "sent_at",
            "sent_to",
            "as_of",
            "deaths",
            "missing",
            "injuries",
            "course",
            "measures",
            "remaining",
        )
        formfield_callback = field_for

    def __init__(self, data: Any = None, *, accident: Accident) -> None:
        before = list(AccidentReport.objects.of(accident).newest_first())
        now = timezone.localtime().replace(second=0, microsecond=0)
        initial: dict[str, Any] = {"sent_at": now, "as_of": now, "kind": _next(before)}
        carried = ("sent_to", "deaths", "missing", "injuries", "course", "measures", "remaining")
        if before:
            initial |= {name: getattr(before[0], name) for name in carried}
        else:
            initial |= {"deaths": accident.deaths, "injuries": accident.injuries}
            initial["course"] = accident.description
        super().__init__(data, initial=initial)
        self.accident = accident

    def submit(self, *, by: User) -> AccidentReport:
        return report(self.instance, accident=self.accident, by=by)


def _next(before: list[AccidentReport]) -> str:
    kinds = {one.kind for one in before}
    for kind in (AccidentReport.Kind.PHONE, AccidentReport.Kind.FIRST):
        if kind not in kinds:
            return kind
    return AccidentReport.Kind.FOLLOW


class AccidentTermsForm(forms.ModelForm[AccidentTerms]):
    class Meta:
        model = AccidentTerms
        fields = ("by_phone", "in_writing")
        formfield_callback = field_for

"""What every page of a report shows of its way: the steps that can be taken, the history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from reports.models import Report, ReportEvent
from reports.reconciling import KINDS
from reports.workflow import Step, offered
from township_safety.organisation.http import UserRequest
from township_safety.organisation.models import LeaderOpinion

_LOOKS = {Step.RETURN: "", Step.CORRECT: ""}


def life_of(request: UserRequest, report: Report) -> dict[str, Any]:
    steps = [
        (
            step.label,
            reverse("reports:step", args=[report.pk, step.value]),
            _LOOKS.get(step, "primary"),
        )
        for step in offered(report, request.user)
    ]
    events = list(report.events.with_names())
    returned = events[-1] if events and events[-1].step == Step.RETURN else None
    return {
        "steps": steps,
        "timeline": [_told(event) for event in reversed(events)],
        "returned": returned if report.is_draft else None,
        "follows": Report.objects.preceding(report.series, first_day=report.first_day),
        "is_sum": report.period.kind in KINDS,
    }


def _told(event: ReportEvent) -> dict[str, Any]:
    opinion = event.opinion
    return {
        "title": event.get_step_display(),
        "when": event.on,
        "who": str(event.by),
        "note": event.note,
        "opinion": _opinion(opinion) if opinion else "",
        "opinion_url": opinion.get_absolute_url() if opinion else "",
        "scan_url": opinion.scan.get_absolute_url() if opinion and opinion.scan else "",
        "major": event.step == Step.ISSUE,
    }


def _opinion(opinion: LeaderOpinion) -> str:
    """With what is still to be done about it."""
    is_open = opinion.awaits_leader or opinion.is_disputed
    return f"{opinion.told}（{opinion.state}）" if is_open else opinion.told

"""Reports that wait for somebody: to be written, mended, reviewed, signed."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from reports.models import Report
from township_safety.desk.duties.kinds import Ask, Kind, Line
from township_safety.organisation.permissions import Permission

_State = Report.State


def _composes(ask: Ask) -> bool:
    return ask.may(Permission.COMPOSE)


def _signs(ask: Ask) -> bool:
    """A clerk, too: the leader may sign on paper, and the clerk records it."""
    return ask.may(Permission.ISSUE) or ask.may(Permission.COMPOSE)


def _kind(key: str, label: str, state: str, asks: Callable[[Ask], bool] = _composes) -> Kind:
    return Kind(
        key,
        label,
        "waiting",
        asks,
        lambda ask: (
            Report.objects.scoped_for(ask.user)
            .in_state(state, user=ask.user)
            .select_related("template")
        ),
        lambda row, ask: Line(str(row), row.get_absolute_url(), row.status_label),
        lambda ask: f"{reverse('reports:list')}?state={state}",
    )


REPORTS: tuple[Kind, ...] = (
    _kind("report_draft", "报告草稿未完成", _State.DRAFT),
    _kind("report_returned", "报告被退回", "returned"),
    _kind("report_review", "报告待核稿", _State.REVIEW),
    _kind("report_sign", "报告待签发", _State.REVIEWED, _signs),
)

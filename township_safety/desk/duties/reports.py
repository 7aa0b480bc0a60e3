"""Reports that wait for somebody: to be written, mended, reviewed, signed, sent, received."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from reports.dispatching.owed import Unsent, waiting_to_be_sent
from reports.models import Delivery, Report
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


def _unsent(key: str, label: str, tone: str, *, is_late: bool) -> Kind:
    """已签发未报送: late after the day on which its return was due."""
    return Kind(
        key,
        label,
        tone,
        _composes,
        lambda ask: waiting_to_be_sent(ask.user, is_late=is_late, today=ask.today),
        _unsent_line,
    )


def _unsent_line(one: Unsent, _: Ask) -> Line:
    due = f"应于{one.owed.due_on}前报送" if one.owed is not None else ""
    return Line(str(one.report), one.report.get_absolute_url(), due)


def _delivered() -> Kind:
    return Kind(
        "delivery_waiting",
        "来件待接收",
        "waiting",
        _composes,
        lambda ask: Delivery.objects.scoped_for(ask.user).waiting().with_names(),
        lambda row, ask: Line(str(row), row.get_absolute_url(), str(row.delivered_on)),
    )


REPORTS: tuple[Kind, ...] = (
    _kind("report_draft", "报告草稿未完成", _State.DRAFT),
    _kind("report_returned", "报告被退回", "returned"),
    _kind("report_review", "报告待核稿", _State.REVIEW),
    _kind("report_sign", "报告待签发", _State.REVIEWED, _signs),
    _unsent("report_unsent_late", "报告逾期未报送", "overdue", is_late=True),
    _unsent("report_unsent", "报告待报送", "waiting", is_late=False),
    _delivered(),
)

"""统计概览 as a page, on the wall and on one sheet of paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from reports.views.access import reading_office
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.board import Board, board_of
from township_safety.desk.dashboard.choosing import (
    Choice,
    choice_of,
    neighbours,
    question,
    tabs,
)
from township_safety.desk.dashboard.drawing import ages_chart, bars_chart, trend_chart
from township_safety.desk.dashboard.paper import board_html
from township_safety.desk.dashboard.sections import CHARTED
from township_safety.desk.proof_paper_views import pdf_file
from township_safety.documents.charts import NARROW, WIDTH, svg
from township_safety.documents.model import Chart
from township_safety.documents.rendering import pdf_of_page
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period, PeriodProblem

_WALL_SECONDS = 300
# What fits on a screen of 1920×1080 without scrolling.
_WALL_LINES, _WALL_COLUMNS, _WALL_LATE = 14, 8, 7
# More months cannot be read side by side on a telephone.
_NARROW_MONTHS = 6


@require_GET
@requires(Permission.VIEW)
def dashboard(request: UserRequest) -> HttpResponse:
    choice, span = asked(request)
    board = board_of(span)
    context = {
        **switch_of(choice, span),
        "board": board,
        "charts": _charts(board),
        "may_export": request.user.may(Permission.EXPORT),
    }
    return render(request, "desk/dashboard.html", context)


@require_GET
@requires(Permission.VIEW)
def wall(request: UserRequest) -> HttpResponse:
    """大屏: nothing to press; the page asks for itself again every few minutes."""
    choice, span = asked(request)
    board = board_of(span, with_plan=False)
    context = {
        "office": span.office,
        "span": span,
        "board": board,
        "charts": _charts(board),
        "heat": board.heat.narrowed(lines=_WALL_LINES, columns=_WALL_COLUMNS),
        "late": board.late[:_WALL_LATE],
        "now": timezone.localtime(),
        "query": question(choice.period, span.office),
    }
    response = render(request, "desk/wall.html", context)
    # Without a script, and unlike a word in the page not read out as a sudden change of it.
    response["Refresh"] = f"{_WALL_SECONDS}"
    return response


@require_GET
@requires(Permission.EXPORT)
def dashboard_pdf(request: UserRequest) -> HttpResponse:
    choice, span = asked(request)
    name = f"{span.office.name}安全生产统计概览（{span.period.label}）"
    try:
        pdf = pdf_of_page(board_html(board_of(span), title=name))
    except JobFailed as problem:
        messages.error(request, f"统计概览没有印出来：{problem}")
        return redirect(f"{reverse('dashboard')}?{question(choice.period, span.office)}")
    audit.record("打印统计概览", by=request.user, office=span.office, summary=name)
    return pdf_file(pdf, name=name)


def asked(request: UserRequest) -> tuple[Choice, Span]:
    office, today = reading_office(request), timezone.localdate()
    choice = choice_of(request.GET.dict(), today=today)
    try:
        return choice, Span.of(office, choice.period, today=today)
    except PeriodProblem as problem:
        month = Period.containing(today)
        other = Choice(month, choice.form, str(problem))
        return other, Span.of(office, month, today=today)


def switch_of(choice: Choice, span: Span) -> dict[str, Any]:
    """For desk/_period_switch.html, and for links that ask for the same period."""
    return {
        "office": span.office,
        "span": span,
        "form": choice.form,
        "problem": choice.problem,
        "tabs": tabs(span.period, span.office, today=span.today),
        "neighbours": neighbours(span.period, span.office, today=span.today),
        "query": question(choice.period, span.office),
    }


def _charts(board: Board) -> dict[str, dict[str, Any]]:
    """Drawings for a screen and for a telephone, of text that is escaped where it is drawn."""
    lately = replace(board.trend, every=board.trend.every[-_NARROW_MONTHS:])
    same = {"ages": ages_chart(board.ages)}
    same |= {key: bars_chart(board.part(key)) for key in CHARTED}
    both = {key: (chart, chart) for key, chart in same.items()}
    both["trend"] = (trend_chart(board.trend), trend_chart(lately))
    found = {
        key: {
            "chart": _drawing(chart, f"chart-{key}", WIDTH),
            "narrow": _drawing(narrow, f"narrow-{key}", NARROW),
        }
        for key, (chart, narrow) in both.items()
    }
    found["trend"]["note"] = f"图上是最近{_NARROW_MONTHS}个月，以前的见数据表。"
    return found


def _drawing(chart: Chart, name: str, width: float) -> Any:
    return mark_safe(svg(chart, name=name, links=True, width=width))  # noqa: S308 -- the renderer escapes every text

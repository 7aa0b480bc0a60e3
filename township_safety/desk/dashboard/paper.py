"""统计概览 on one sheet of A4 across, for the file and the meeting."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from township_safety.desk.dashboard.board import Board
from township_safety.desk.dashboard.drawing import trend_chart
from township_safety.documents.charts import svg
from township_safety.documents.html import page_html

# As many lines as fit beside each other on the sheet.
_VILLAGES, _SECTORS, _LATE = 13, 8, 6


def board_html(board: Board, *, title: str) -> str:
    context = {
        "title": title,
        "board": board,
        "span": board.span,
        "office": board.span.office,
        "trend": mark_safe(svg(trend_chart(board.trend))),  # noqa: S308 -- the renderer escapes every text
        "heat": board.heat.narrowed(lines=_VILLAGES, columns=_SECTORS),
        "late": board.late[:_LATE],
    }
    body = render_to_string("desk/dashboard_print.html", context)
    return page_html(body, title=title, sheet="overview.css")

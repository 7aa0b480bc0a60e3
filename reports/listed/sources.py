"""All lists by their codes."""

from __future__ import annotations

from reports.listed import calendars, duties, hazards, plans, returns
from reports.listed.source import Asked, RowSource

_ALL = (
    *hazards.SOURCES,
    *calendars.SOURCES,
    *plans.SOURCES,
    *duties.SOURCES,
    *returns.SOURCES,
)
SOURCES: dict[str, RowSource] = {source.code: source for source in _ALL}

__all__ = ["SOURCES", "Asked", "RowSource"]

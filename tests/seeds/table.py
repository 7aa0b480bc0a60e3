"""The table of expected and computed figures at the end of a test run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PROPERTY = "figures of a document"
_HEADS = ("document", "figures", "expected", "left out", "computed", "equal")


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each document and kind of record, and one for all of it."""
    widths = [
        max(len(str(row[head])) for row in (*rows, {h: h for h in _HEADS})) for head in _HEADS
    ]
    for row in ({head: head for head in _HEADS}, *rows):
        cells = [str(row[head]) for head in _HEADS]
        text = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
        yield "  ".join((*text, *numbers))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Read from the reports, which come back from the workers of a divided run, too."""
    rows = [
        row
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, found in getattr(report, "user_properties", ())
        if name == PROPERTY
        for row in found
    ]
    if rows:
        terminalreporter.section("figures of the documents")
        for line in lines(rows):
            terminalreporter.write_line(line)

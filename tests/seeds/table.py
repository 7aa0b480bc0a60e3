"""The table of expected and computed figures at the end of a test run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.seeds.papers import Paper, Stated

PROPERTY = "figures of a document"
EXPLICIT, IMPLIED, PARTLY = "explicit", "implied", "partly"
_HEADS = ("document", "figures", "expected", "left out", "computed", "equal")


def table_of(
    papers: Iterable[Paper], outcomes: Mapping[str, tuple[bool, bool]]
) -> list[dict[str, Any]]:
    """Of each report a line for each kind of record, then its sums; the sums of all at the end.

    Implied figures, and those that can be computed in part only, have a line of their own.
    """
    rows: list[dict[str, Any]] = []
    listed: list[Stated] = []
    left_out: list[Stated] = []
    for paper in papers:
        rows += _lines_of(paper.number, paper.stated, paper.left_out, outcomes, by_record=True)
        listed += paper.stated
        left_out += paper.left_out
    return [*rows, *_lines_of("all 17", listed, left_out, outcomes, by_record=False)]


def kind_of(figure: Stated) -> str:
    if figure.is_partly:
        return PARTLY
    return IMPLIED if figure.is_implied else EXPLICIT


def _lines_of(
    name: str,
    stated: list[Stated],
    left_out: list[Stated],
    outcomes: Mapping[str, tuple[bool, bool]],
    *,
    by_record: bool,
) -> Iterator[dict[str, Any]]:
    both = [*stated, *left_out]
    plain = [figure for figure in both if kind_of(figure) == EXPLICIT]
    parts = [
        (record, [figure for figure in plain if figure.record == record])
        for record in (dict.fromkeys(figure.record for figure in plain) if by_record else ())
    ]
    parts += [
        (kind, [figure for figure in both if kind_of(figure) == kind])
        for kind in (EXPLICIT, IMPLIED, PARTLY)
    ]
    for label, figures in parts:
        if figures or label == EXPLICIT:
            yield _line(name, label, figures, outcomes)


def _line(
    name: str, label: str, figures: list[Stated], outcomes: Mapping[str, tuple[bool, bool]]
) -> dict[str, Any]:
    found = [outcomes[figure.number] for figure in figures if figure.number in outcomes]
    return {
        "document": name,
        "figures": label,
        "expected": len(figures),
        "left out": len(figures) - len(found),
        "computed": sum(is_computed for is_computed, _ in found),
        "equal": sum(equal for _, equal in found),
    }


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
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

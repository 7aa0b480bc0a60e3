"""An issued report as its page, its lists and its versions show it: all from what was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import IO, Any

from django.urls import reverse

from reports.freezing.text import relinked, with_digest
from reports.models import IssuedFigure, IssuedList, IssuedReport, Report
from reports.rows import Heading, Line
from township_safety.documents.model import Block, Document, FigureRun, Slot, plain_text
from township_safety.organisation import audit
from township_safety.organisation.models import User
from township_safety.spreadsheets import SheetOut, write_workbook

AMOUNT = "计入数"
_UNBROKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{4,}")


def linked_paper(issued: IssuedReport) -> Document:
    """The kept text, each figure leading to its kept rows."""
    numbers: Iterator[int] = iter(issued.runs)

    def address(_: FigureRun) -> str:
        number = next(numbers, 0)
        return figure_url(issued, number) if number else ""

    return settled(relinked(issued.paper(), address))


def paper_of(issued: IssuedReport, text: Document) -> Document:
    """What the files of an issued report were made of."""
    wants_digest = issued.inputs.get("prints_digest", False)
    return with_digest(text, issued.digest) if wants_digest else text


def settled(paper: Document) -> Document:
    """As it is read once nobody fills it in any more."""
    return replace(paper, blocks=tuple(_settled(paper)))


def _settled(paper: Document) -> Iterator[Block]:
    """Passages as plain text: there is nothing to be filled in any more."""
    for block in paper.blocks:
        if isinstance(block, Slot):
            yield from block.paragraphs
        else:
            yield block


def figure_url(issued: IssuedReport, number: int) -> str:
    return reverse("reports:issued_figure", args=[issued.report_id, number])


@dataclass(frozen=True)
class KeptRows:
    """One list behind a kept figure, as the page's table and the workbook want it."""

    kept: IssuedList
    issued: IssuedReport

    @property
    def headings(self) -> list[Heading]:
        return [Heading(label, "number" if label == AMOUNT else "") for label in self.kept.headings]

    @property
    def numbers(self) -> list[int]:
        return self.kept.row_numbers()

    def lines(self, numbers: list[int]) -> list[Line]:
        return [
            Line(
                "",
                [
                    (text, _kind(text, heading))
                    for text, heading in zip(cells, self.headings, strict=True)
                ],
            )
            for cells in self.cells(numbers)
        ]

    def cells(self, numbers: list[int]) -> list[list[str]]:
        amounts = dict(zip(self.numbers, self.kept.amounts or [], strict=False))
        rows = {row.number: row for row in self.issued.rows.numbered(numbers)}
        return [
            [
                amounts.get(number, "") if label == AMOUNT else rows[number].cells.get(label, "")
                for label in self.kept.headings
            ]
            for number in numbers
        ]


def _kind(text: str, heading: Heading) -> str:
    """Days and numbers keep to one line; the kept text alone tells which it is."""
    return "date" if _UNBROKEN.fullmatch(text) else heading.kind


def lists_of(figure: IssuedFigure) -> list[KeptRows]:
    return [KeptRows(each, figure.issued) for each in figure.lists.all()]


def write_kept_rows(figure: IssuedFigure, *, target: IO[bytes], by: User) -> str:
    """The kept rows as a workbook; the name for the file. Taking rows out is logged."""
    issued = figure.issued
    head = f"{figure.label}　{issued.report}（定稿，数据截至{figure.last_day}）"
    sheets = [
        SheetOut(
            title=each.kept.title,
            headers=each.kept.headings,
            rows=each.cells(each.numbers),
            title_row=head,
        )
        for each in lists_of(figure)
    ]
    write_workbook(sheets, target)
    audit.record("导出明细", by=by, office=issued.office_id, target=issued.report, summary=head)
    return f"{figure.label}明细（{figure.period_label}定稿）.xlsx"


def versions_of(report: Report) -> list[Report]:
    """From the first to the newest, whichever of them is asked."""
    first = report
    while first.corrects is not None:
        first = first.corrects
    found = [first]
    while (newer := found[-1].newer) is not None:
        found.append(newer)
    return found


def text_difference(old: Document, new: Document) -> list[tuple[str, str]]:
    """Sentences that differ: (before, after); one of them empty where something is new or gone."""
    before, after = plain_text(old).splitlines(), plain_text(new).splitlines()
    found: list[tuple[str, str]] = []
    for kind, start, end, other, last in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            found += _paired(before[start:end], after[other:last])
    return found


def _paired(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    longest = max(len(before), len(after))
    padded: Any = [[*lines, *[""] * (longest - len(lines))] for lines in (before, after)]
    return list(zip(*padded, strict=True))

"""Listed rows on paper: one by one, in one sentence of names, in a table, or under headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from reports.blocks.parts import Level
from reports.listed.source import Asked, Row, RowSource
from reports.listed.sources import SOURCES
from reports.planning import ProblemsPart, RowsPart
from reports.problems import Problem
from reports.sentences import Writer
from reports.text import Piece, parse
from township_safety.documents import model as paper
from township_safety.organisation.models import Office

# More than this nobody reads in a report; the ledger lists them all.
MOST = 100
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_THEME = "所属部分"


@dataclass
class ListWriter:
    """Writes with the figures of the report and the rows of the ledger, or those kept of it."""

    writer: Writer
    office: Office
    listed: Callable[[str, Asked], Sequence[Row]]

    def rows(self, part: RowsPart) -> Iterator[paper.Block]:
        block, source = part.block, SOURCES[part.block.source]
        found = self.listed(source.code, Asked(self.office, part.narrowed))
        if not found:
            runs = tuple(self.writer.runs(block.otherwise, part.scope, turns=part.turns))
            if runs:
                yield paper.Paragraph(runs)
            return
        lead = self._lead(part, source, found)
        if lead:
            yield paper.Paragraph(lead)
        yield from self._each(part, source, found[:MOST])
        if len(found) > MOST and block.form != "names":
            rest = f"共{len(found)}条，这里只列前{MOST}条，其余见台账。"
            yield paper.Paragraph((paper.TextRun(rest),))

    def problems(self, part: ProblemsPart) -> Iterator[tuple[paper.Run, ...]]:
        """The sentences that are true of these days."""
        for problem in part.problems:
            if problem.source:
                yield from self._listed_problem(problem, part)
                continue
            sentence = part.sentence(problem)
            if self.writer.block(sentence) is not None:
                yield tuple(self.writer.sentence_runs(sentence))

    def _listed_problem(
        self, problem: Problem, part: ProblemsPart
    ) -> Iterator[tuple[paper.Run, ...]]:
        source = SOURCES[problem.source]
        found = self.listed(source.code, Asked(self.office, part.scope))
        if found:
            yield tuple(
                self.writer.runs(problem.pieces, part.scope, words=self._counted(source, found))
            )

    def _lead(
        self, part: RowsPart, source: RowSource, found: Sequence[Row]
    ) -> tuple[paper.Run, ...]:
        text = part.block.text
        if part.block.form == "names" and not text:
            text = parse(f"{source.label}{{个数}}个：{{名单}}。", words=("个数", "名单"))
        words = self._counted(source, found)
        return tuple(self.writer.runs(text, part.scope, turns=part.turns, words=words))

    def _counted(self, source: RowSource, found: Sequence[Row]) -> dict[str, str]:
        pieces = parse(source.name, words=source.words)
        names = [_plain(self._said(pieces, row)) for row in found[:MOST]]
        more = "等" if len(found) > MOST else ""
        return {"个数": str(len(found)), "名单": "、".join(names) + more}

    def _said(self, pieces: tuple[Piece, ...], row: Row) -> tuple[paper.Run, ...]:
        return tuple(self.writer.said(pieces, row))

    def _each(
        self, part: RowsPart, source: RowSource, shown: Sequence[Row]
    ) -> Iterator[paper.Block]:
        each = part.block.each
        match part.block.form:
            case "table":
                yield _table(source, shown)
            case "outline":
                yield from self._outline(part, shown)
            case "items":
                yield from (paper.Item(self._said(each, row)) for row in shown)
            case "sentences":
                yield from (paper.Paragraph(self._said(each, row)) for row in shown)
            case _:
                return

    def _outline(self, part: RowsPart, shown: Sequence[Row]) -> Iterator[paper.Block]:
        """A heading for each theme, and each row run in under it; both are numbered.

        Without more to say a row is run in all the same: no page break is kept off behind it.
        """
        level = part.block.level
        theme = None
        for row in shown:
            if row[_THEME] != theme:
                theme = row[_THEME]
                yield paper.Heading(level, (paper.TextRun(theme or "其他工作"),))
            lead, _, rest = _plain(self._said(part.block.each, row)).partition("。")
            runs = (paper.TextRun(f"{lead}。"),)
            below = cast(Level, min(level + 1, 4))
            yield paper.Heading(below, runs, (paper.TextRun(rest),) if rest else ())


def _plain(runs: tuple[paper.Run, ...]) -> str:
    return paper.text_of(runs)


def _table(source: RowSource, rows: Sequence[Row]) -> paper.Table:
    heads = ("序号", *(word for word, _ in source.columns))
    return paper.Table(
        caption=source.label,
        unit="",
        head=(tuple(paper.TableCell((paper.TextRun(head),), header=True) for head in heads),),
        rows=tuple(
            (
                paper.TableCell((paper.TextRun(str(number)),)),
                *(_cell(row.get(word, "")) for word, _ in source.columns),
            )
            for number, row in enumerate(rows, start=1)
        ),
        widths=(9.0, *(width for _, width in source.columns)),
    )


def _cell(text: str) -> paper.TableCell:
    """A date alone is written short, so that it stays on one line."""
    found = _DATE.fullmatch(text)
    if found is not None:
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return paper.TableCell((paper.TextRun(text),), align="left")

"""审核关系: what must hold between the cells of a table before it is handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.figures import REGISTRY, Figure
from reports.printing import link_to_rows
from reports.statistics.columns import Kind
from reports.statistics.tables import Cell, Filled, FilledLine


@dataclass(frozen=True)
class Break:
    """One place that does not hold, in words, with the rows to look at."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Check:
    name: str
    breaks: tuple[Break, ...] = ()
    # A remark is no mistake of the table, but somebody should know.
    is_remark: bool = False

    @property
    def holds(self) -> bool:
        return not self.breaks


def checks(filled: Filled) -> list[Check]:
    """Those of the table's kind; a remark only where there is something to say."""
    found = [
        Check("各行之和等于合计", tuple(_sums(filled))),
        Check("其中数不大于总数", tuple(_parts(filled))),
    ]
    if any(line.line.level for line in filled.lines):
        found.append(Check("分项之和不大于上级行", tuple(_children(filled))))
    if filled.form.has_both_times:
        found.append(Check("累计数不小于本期数", tuple(_since(filled))))
    remarks = (
        Check("没有列入报表的隐患和监管对象", tuple(_outside(filled)), is_remark=True),
        Check("启用日期以前的数", tuple(_before_start(filled)), is_remark=True),
        Check("没有登记治理方案的重大隐患", tuple(_unplanned(filled)), is_remark=True),
    )
    return [*found, *(remark for remark in remarks if remark.breaks)]


def _number(cell: Cell) -> Decimal:
    if cell.value is None or cell.value.number is None:
        return Decimal(0)
    return Decimal(cell.value.number)


def _pairs(line: FilledLine) -> dict[str, Cell]:
    return {cell.column.code: cell for cell in line.cells}


def _named(cell: Cell) -> str:
    return "·".join(cell.column.heads)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sums(filled: Filled) -> Iterator[Break]:
    for place, total in enumerate(filled.total.cells):
        if total.column.kind is Kind.RATE:
            continue
        cells = [line.cells[place] for line in filled.lines[:-1] if not line.line.level]
        added, said = sum(map(_number, cells), start=Decimal(0)), _number(total)
        if added != said:
            text = f"“{_named(total)}”各行之和为{_plain(added)}，合计为{_plain(said)}"
            yield Break(text, total.url)


def _parts(filled: Filled) -> Iterator[Break]:
    for line in filled.lines:
        cells = _pairs(line)
        for cell in line.cells:
            whole = cells.get(cell.column.limit)
            if whole is not None and _number(cell) > _number(whole):
                yield Break(
                    f"{line.line.label}：“{_named(cell)}”{_plain(_number(cell))}"
                    f"大于“{_named(whole)}”{_plain(_number(whole))}",
                    cell.url,
                )


def _children(filled: Filled) -> Iterator[Break]:
    """Lines stand under their parent, one level deeper."""
    for start, parent in enumerate(filled.lines):
        parts = list(_parts_of(filled, start))
        for place, cell in enumerate(parent.cells):
            if not parts or cell.column.kind is Kind.RATE:
                continue
            added = sum((_number(part.cells[place]) for part in parts), start=Decimal(0))
            if added > _number(cell):
                yield Break(
                    f"{parent.line.label}：“{_named(cell)}”分项之和{_plain(added)}"
                    f"大于{_plain(_number(cell))}",
                    cell.url,
                )


def _parts_of(filled: Filled, start: int) -> Iterator[FilledLine]:
    level = filled.lines[start].line.level
    for line in filled.lines[start + 1 :]:
        if line.line.is_total or line.line.level <= level:
            return
        if line.line.level == level + 1:
            yield line


def _since(filled: Filled) -> Iterator[Break]:
    """Of what adds up over time; what stands on the last day is the same in both."""
    for line in filled.lines:
        cells = _pairs(line)
        for cell in line.cells:
            since = cells.get(f"{cell.column.code}_since")
            if since is not None and _adds_up(cell) and _number(cell) > _number(since):
                yield Break(
                    f"{line.line.label}：“{_named(cell)}”{_plain(_number(cell))}"
                    f"大于累计{_plain(_number(since))}",
                    cell.url,
                )


def _adds_up(cell: Cell) -> bool:
    figure: Any = REGISTRY.get(cell.column.key)
    return isinstance(figure, Figure) and figure.is_flow


def _outside(filled: Filled) -> Iterator[Break]:
    words = {"hazard.found": "{}处隐患", "site.count": "{}家监管对象"}
    for value in filled.outside:
        if value.number:
            what = words[value.request.key].format(value.number)
            yield Break(
                f"{what}没有填行业领域，或者所填的行业没有对应的报表行", link_to_rows(value.request)
            )


def _before_start(filled: Filled) -> Iterator[Break]:
    started = filled.office.started_on
    days = [cell.value.request.scope.first_day for cell in filled.total.cells if cell.value]
    first = min(days, default=filled.asked.cut_off)
    if started is not None and first < started:
        yield Break(
            f"本单位从{started}启用；{first}至启用前的数，只算到按同样的行业、等级补录过的“启用前数据”"
        )


def _unplanned(filled: Filled) -> Iterator[Break]:
    cells = _pairs(filled.total)
    major, closed, planned = (cells.get(code) for code in ("major", "closed", "planned"))
    if major is None or closed is None or planned is None:
        return
    left = _number(major) - _number(closed)
    if left > _number(planned):
        yield Break(
            f"统计期内发现、尚未销号的重大隐患{_plain(left)}处，列入治理计划{_plain(_number(planned))}处，"
            "请在重大隐患上登记治理方案",
            major.url,
        )

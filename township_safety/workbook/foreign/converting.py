"""The settled ledger as tables under our own headings, with everything said that was understood."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from township_safety.spreadsheets import SheetRows
from township_safety.values import ValueProblem, clean_text, parse_amount
from township_safety.values.text import is_blank
from township_safety.workbook import kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.foreign.days import read_day
from township_safety.workbook.foreign.dialects import Dialect, Terms, dialect_of
from township_safety.workbook.foreign.drafts import Draft, Remark
from township_safety.workbook.foreign.finding import Found, LeftOut
from township_safety.workbook.foreign.headings import headings_of
from township_safety.workbook.foreign.settling import (
    Settlement,
    SourceColumn,
    Use,
    named,
    source_columns,
)
from township_safety.workbook.foreign.similar import Candidate, SimilarNames
from township_safety.workbook.kinds import Reading
from township_safety.workbook.references import Resolver, plain
from township_safety.workbook.sheets import Sheet, sheet_for

UNCACHED = "这一格是公式，文件里没有存下它的结果；请用 Excel 或 WPS 打开文件、保存一次，再上传。"
DITTO = frozenset({"同上", "〃", "″", "''", '"', "”", "“", "同前"})
CHOSEN = "由您选择不导入"
NOTHING = "要导入的各列都是空的"


@dataclass
class Converted:
    """``tables`` go to the loader; ``faults`` are cells that could not even be read, by row, as
    heading and reason: those rows are not in the tables."""

    sheet: Sheet
    found: Found
    columns: list[SourceColumn]
    settlement: Settlement
    terms: Terms
    tables: list[SheetRows]
    remarks: list[Remark] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    faults: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # By our column and the name it holds: what the other register says of it already.
    registered: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    # Rows that say the same as an earlier one, with its number.
    doubles: dict[int, int] = field(default_factory=dict)

    @cached_property
    def units(self) -> dict[str, str]:
        """元 or 万元, by our column."""
        units = {column.position: column.unit for column in self.columns}
        return {name: units[place] for name, place in self.settlement.targets().items()}

    @cached_property
    def in_order(self) -> list[SourceColumn]:
        """Remarks last: some depend on what the row's other cells say."""
        choices = self.settlement.choices
        return sorted(self.columns, key=lambda column: choices[column.position].use is Use.NOTE)

    @cached_property
    def beside(self) -> dict[int, list[tuple[str, BoundColumn]]]:
        """By position: our column, and the column of the register its new names go to."""
        dialect = dialect_of(self.sheet)
        found: dict[int, list[tuple[str, BoundColumn]]] = defaultdict(list)
        for name, columns in dialect.beside.items():
            other = sheet_for(dialect.enters[name][0])
            for column in self.columns:
                meaning = headings_of(other).meaning(column.header) if column.header else None
                if meaning is not None and meaning.column in columns:
                    found[column.position].append((name, other.by_name[meaning.column]))
        return found

    def position_of(self, header: str) -> int | None:
        """Where in the file the column stands that we call so."""
        by_target = self.settlement.targets()
        for bound in self.sheet.bound:
            if bound.header == header and bound.name in by_target:
                return by_target[bound.name]
        found = [c.position for c in self.columns if named(c) == header]
        return found[0] if found else None


@dataclass(frozen=True)
class OpenName:
    """A word in a column of fixed names that the office does not know."""

    column: str
    header: str
    text: str
    count: int
    candidates: tuple[Candidate, ...]
    may_be_entered: bool


def convert(
    found: Found, sheet: Sheet, settlement: Settlement, *, office: models.Model, terms: Terms
) -> Converted:
    """Rows for the loader. Every column must be settled; see settling.problems."""
    resolver = Resolver(office)
    dialect = dialect_of(sheet)
    known = {n: resolver.index(sheet.by_name[n]).labels() for n in dialect.wants_known}
    terms = replace(terms, known=known, date_1904=found.date_1904)
    columns = source_columns(found)
    result = Converted(sheet, found, columns, settlement, terms, [], left_out=[*found.left_out])
    result.registered = _registered(result, office)
    drafts = []
    for number, cells in _without_dittos(found, result):
        draft = _draft(number, cells, result)
        reason = CHOSEN if number in settlement.left_out else "" if draft is not None else NOTHING
        if reason or draft is None:
            text = "　".join(clean_text(cell) for cell in cells if not is_blank(cell))
            result.left_out.append(LeftOut(number, text[:80], reason))
            continue
        _understand(draft, result, dialect)
        result.remarks += draft.remarks
        drafts.append(draft)
    result.doubles = _doubles(drafts, dialect)
    result.tables = [*_entered(drafts, result, dialect), _table(drafts, result)]
    return result


def open_names(
    found: Found, sheet: Sheet, settlement: Settlement, *, office: models.Model
) -> list[OpenName]:
    """Words in columns of fixed names that must be settled: which of ours, a new one, or none."""
    resolver = Resolver(office)
    enters = dialect_of(sheet).enters
    names: list[OpenName] = []
    for target, position in settlement.targets().items():
        column = sheet.by_name[target]
        if not (column.is_reference or isinstance(column.kind, kinds.Choice)) or column.is_many:
            continue
        settled = {plain(text) for text in settlement.names.get(target, {})}
        settled |= {plain(text) for text in [*settlement.entered.get(target, []), *DITTO]}
        texts = Counter(clean_text(c[position]) for _, c in found.rows if not is_blank(c[position]))
        unknown = [
            t for t in texts if plain(t) not in settled and not _is_known(column, t, resolver)
        ]
        if not unknown:
            continue
        similar = SimilarNames(_our_names(column, resolver))
        names += [
            OpenName(target, column.header, text, texts[text], tuple(similar.like(text)),
                     target in enters)
            for text in unknown
        ]  # fmt: skip
    return names


def _is_known(column: BoundColumn, text: str, resolver: Resolver) -> bool:
    if column.is_reference:
        return resolver.index(column).knows(text)
    try:
        column.kind.parse(text, Reading())
    except ValueProblem:
        return False
    return True


def _our_names(column: BoundColumn, resolver: Resolver) -> list[str]:
    return resolver.index(column).labels() if column.is_reference else column.labels


def _without_dittos(found: Found, result: Converted) -> Iterable[tuple[int, list[Any]]]:
    """同上 and 〃 as what stands above."""
    above: list[Any] = []
    for number, cells in found.rows:
        if any(isinstance(cell, str) and cell.strip() in DITTO for cell in cells):
            cells = list(cells)
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and cell.strip() in DITTO and place < len(above):
                    cells[place] = above[place]
                    heading = found.headers[place]
                    after = clean_text(above[place])
                    result.remarks.append(Remark(number, heading, cell.strip(), after))
        above = cells
        yield number, cells


# -- one row ---------------------------------------------------------------------------------------


def _draft(number: int, cells: list[Any], result: Converted) -> Draft | None:
    """The row's cells under our names; None for a row that says nothing."""
    draft = Draft(number, {})
    for column in result.in_order:
        choice = result.settlement.choices[column.position]
        if choice.use not in (Use.TARGET, Use.NOTE):
            continue
        value = cells[column.position] if column.position < len(cells) else None
        if (number, column.position) in result.found.uncached:
            result.faults.setdefault(number, []).append((named(column), UNCACHED))
        if choice.use is Use.TARGET:
            draft.cells[choice.target] = value
            draft.typed[choice.target] = named(column)
        elif not is_blank(value) and not _goes_beside(draft, column, value, result):
            draft.leftovers.append(f"{named(column)}：{clean_text(value)}")
    is_empty = all(map(is_blank, draft.cells.values())) and not draft.leftovers
    if is_empty and number not in result.faults:
        return None
    blank = [n for n in result.settlement.constants if is_blank(draft.cells.get(n))]
    draft.cells |= {name: result.settlement.constants[name] for name in blank}
    return draft


def _registered(result: Converted, office: models.Model) -> dict[tuple[str, str], dict[str, Any]]:
    """Read only when the ledger has columns that belong to another register."""
    dialect, found = dialect_of(result.sheet), {}
    for name in {name for targets in result.beside.values() for name, _ in targets}:
        other = sheet_for(dialect.enters[name][0])
        key, columns = other.bound[0].name, dialect.beside[name]
        rows = other.current(other.model._default_manager.filter(office=office))
        for label, *values in rows.values_list(key, *columns):
            found[name, plain(label)] = dict(zip(columns, values, strict=True))
    return found


def _goes_beside(draft: Draft, column: SourceColumn, value: Any, result: Converted) -> bool:
    """Whether another register has the cell, or gets it with a row that this one enters."""
    for name, target in result.beside.get(column.position, ()):
        text = draft.text(name)
        text = result.settlement.names.get(name, {}).get(text) or text
        wanted = {plain(entered) for entered in result.settlement.entered.get(name, [])}
        with suppress(ValueProblem):
            cell = target.kind.parse(value, Reading(result.found.date_1904))
            if result.registered.get((name, plain(text)), {}).get(target.name) == cell:
                return True
            if plain(text) in wanted:
                draft.beside[name, target.name] = value
                return True
    return False


def _understand(draft: Draft, result: Converted, dialect: Dialect) -> None:
    sheet, terms = result.sheet, result.terms
    _rename(draft, result.settlement)
    fact = sheet.fact_field or ""
    day = read_day(draft, fact, terms) if fact in draft.cells else None
    if dialect.rewrite is not None:
        dialect.rewrite(draft, terms)
    for column in sheet.bound:
        if (
            isinstance(column.kind, kinds.Date)
            and column.name != fact
            and column.name in draft.cells
        ):
            read_day(draft, column.name, terms, since=day)
        elif isinstance(column.kind, kinds.Amount) and column.name in draft.cells:
            _read_amount(draft, column.name, result.units.get(column.name, "元"))
    if dialect.complete is not None:
        dialect.complete(draft, terms)
    if draft.leftovers and dialect.note:
        parts = [draft.text(dialect.note)] if draft.has(dialect.note) else []
        draft.cells[dialect.note] = "；".join([*parts, *draft.leftovers])


def _rename(draft: Draft, settlement: Settlement) -> None:
    """Words of the ledger as ours; those that mean none of ours are kept in the remarks."""
    for name, words in settlement.names.items():
        text = draft.text(name)
        ours = {plain(word): meant for word, meant in words.items()}.get(plain(text))
        if not text or ours is None or ours == text:
            continue
        draft.tell(name, text, ours or "记到备注")
        if not ours:
            draft.keep(name, text)
        draft.cells[name] = ours or None


def _read_amount(draft: Draft, name: str, unit: str) -> None:
    """In 元 from here on; the heading may have said 万元."""
    raw = draft.cells[name]
    if is_blank(raw):
        return
    try:
        amount = parse_amount(raw, unit=unit)
    except ValueProblem:
        return
    if amount is not None and (unit == "万元" or not _same_number(raw, amount)):
        draft.tell(name, f"{clean_text(raw)}{'' if _has_unit(raw) else unit}", f"{amount:,.2f}元")
    draft.cells[name] = amount


def _has_unit(raw: Any) -> bool:
    return isinstance(raw, str) and ("元" in raw or "万" in raw)


def _same_number(raw: Any, amount: Decimal) -> bool:
    try:
        return parse_amount(raw if not isinstance(raw, str) else raw.rstrip("元")) == amount
    except ValueProblem:
        return False


# -- all rows --------------------------------------------------------------------------------------


def _doubles(drafts: Iterable[Draft], dialect: Dialect) -> dict[int, int]:
    """Rows that an earlier row of the file says already."""
    seen: dict[tuple[str, ...], list[tuple[int, Any]]] = defaultdict(list)
    doubles: dict[int, int] = {}
    if not dialect.same:
        return doubles
    for draft in drafts:
        key = tuple(plain(draft.text(name)) for name in dialect.same)
        if not any(key):
            continue
        day = draft.cells.get(dialect.same_day)
        for number, other in seen[key]:
            if _is_near(day, other, dialect.within_days):
                doubles[draft.number] = number
                break
        else:
            seen[key].append((draft.number, day))
    return doubles


def _is_near(one: Any, other: Any, days: int) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return abs((one - other).days) <= days
    return clean_text(one) == clean_text(other)


def _table(drafts: Iterable[Draft], result: Converted) -> SheetRows:
    good = [draft for draft in drafts if draft.number not in result.faults]
    used = {name for draft in good for name in draft.cells}
    used |= set(result.settlement.targets())
    columns = [column for column in result.sheet.bound if column.name in used]
    header = [column.header for column in columns]
    rows: list[tuple[int, list[Any]]] = [(result.found.header_row, list(header))]
    rows += [(draft.number, [draft.cells.get(c.name) for c in columns]) for draft in good]
    return SheetRows(result.sheet.title, rows, result.found.date_1904)


def _entered(drafts: Iterable[Draft], result: Converted, dialect: Dialect) -> Iterable[SheetRows]:
    """New rows of other registers for the names the person wants entered."""
    for name, (key, further) in dialect.enters.items():
        wanted = {plain(text) for text in result.settlement.entered.get(name, [])}
        if not wanted:
            continue
        sheet = sheet_for(key)
        columns = [sheet.by_name[other] for other in further]
        beside = [sheet.by_name[other] for other in dialect.beside.get(name, ())]
        first: dict[str, tuple[int, list[Any]]] = {}
        for draft in drafts:
            text = draft.text(name)
            if plain(text) in wanted and plain(text) not in first:
                cells = [text, *(draft.cells.get(column.name) for column in columns)]
                cells += [draft.beside.get((name, column.name)) for column in beside]
                first[plain(text)] = (draft.number, cells)
        header = [sheet.bound[0].header, *(column.header for column in (*columns, *beside))]
        yield SheetRows(sheet.title, [(result.found.header_row, header), *first.values()])

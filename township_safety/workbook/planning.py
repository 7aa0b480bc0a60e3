"""From recognised cells to rows ready to be written: read, match, fill, check. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from township_safety.values import ValueProblem, clean_text, mask_phone
from township_safety.workbook import kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.kinds import Reading
from township_safety.workbook.matching import Heading, Table
from township_safety.workbook.recognition import Recogniser
from township_safety.workbook.references import Resolver, Target, plain
from township_safety.workbook.results import CellChange, RowProblem, SheetResult, shown
from township_safety.workbook.rows import Row, SheetPlan, in_circles, snapshot
from township_safety.workbook.rules import Rules
from township_safety.workbook.sheets import UID, has_field

BLANK = (None, "")
_TOTAL_WORDS = {"合计", "小计", "总计", "共计"}


@dataclass(frozen=True)
class Errand:
    """What all sheets of one load share."""

    office: Any
    by: Any
    resolver: Resolver
    tables: Sequence[Table]
    problems: list[RowProblem]
    default_year: int | None = None
    # 历史台账导入: the day up to which the ledger tells; nobody claims our steps were taken.
    history_until: date | None = None
    # In our own workbook an empty cell empties; in somebody else's ledger it says nothing.
    blank_says_nothing: bool = False


class Batch:
    """The rows of one sheet.

    `plan` is `read` and then `check`. A sheet's own loader calls the two itself and completes
    the rows in between: it may set further columns of `row.instance`, look at `row.values` of
    columns that are no fields, `reject` a row, mark it `is_touched`, name in `row.later` what it
    fills in only when writing. To the plan it may add calls `before_write` and `after_write`,
    which run inside the transaction; only there rows have keys and numbers may be drawn.
    Nothing may be written before.
    """

    def __init__(self, table: Table, errand: Errand) -> None:
        self.table = table
        self.sheet = table.sheet
        self.errand = errand
        self.office = errand.office
        self.by = errand.by
        self.resolver = errand.resolver
        self.result = SheetResult(self.sheet.key, self.sheet.title)
        self._readings = {
            unit: Reading(table.date_1904, errand.default_year, unit) for unit in ("元", "万元")
        }

    # -- for loaders -----------------------------------------------------------------------

    def plan(self) -> SheetPlan:
        return self.check(self.read())

    def reject(self, row: Row, column: str, reason: str, *, value: Any = None) -> None:
        """Say what is wrong with a row; `column` is a field's name, or "" for the row itself."""
        if row.instance is not None and not row.is_rejected and row.is_new:
            self.discard(row)
        row.is_rejected = True
        row.bad.add(column)
        bound = self.sheet.by_name.get(column)
        header = bound.header if bound is not None else column
        self.errand.problems.append(
            RowProblem(self.table.title, row.number, header, shown(value), reason)
        )

    def discard(self, row: Row) -> None:
        """Let no later cell name the new row."""
        reason = f"那一行（{self.table.title}第{row.number}行）有错误，请先改好"
        self.resolver.discard(row.instance, reason)

    def mentions(self, sheet_key: str, column: str) -> set[str]:
        """The names in a column of another sheet of the file, as references.plain writes them."""
        return {
            plain(cells[heading.position])
            for table in self.errand.tables
            if table.sheet.key == sheet_key
            for heading in table.headings
            if heading.column.name == column
            for _, cells in table.rows
            if heading.position < len(cells) and cells[heading.position] not in BLANK
        }

    # -- reading ---------------------------------------------------------------------------

    def read(self) -> list[Row]:
        """All rows, matched with existing ones and filled in; wrong ones marked."""
        rows = [row for row in map(self._row, self.table.rows) if row.cells]
        recogniser = Recogniser(self.sheet, self.office)
        known = recogniser.by_uid(self._uids(rows))
        for row in rows:
            existing = known.get(row.values.get(UID))
            if existing is not None:
                self._take(row, existing)
            else:
                self._parse_all(row)
        if self.sheet.prepare is not None:
            self.sheet.prepare(self, rows)
        self._match(rows, recogniser)
        for row in rows:
            self._fill(row)
        self._register(rows)
        for row in rows:
            self._point_within(row)
        return rows

    def _row(self, numbered: tuple[int, list[Any]]) -> Row:
        number, cells = numbered
        width = len(cells)
        row = Row(
            number,
            {
                heading.column.name: cells[heading.position] if heading.position < width else None
                for heading in self.table.headings
            },
        )
        if all(cell in BLANK for cell in row.cells.values()):
            row.cells = {}
        elif clean_text(cells[0]) in _TOTAL_WORDS or _first(row.cells) in _TOTAL_WORDS:
            self.reject(row, "", "这是合计行，请删去；合计由系统计算。")
        self._check_office(row, cells)
        return row

    def _check_office(self, row: Row, cells: Sequence[Any]) -> None:
        place = self.table.office_position
        if place is None or place >= len(cells) or cells[place] in BLANK or not row.cells:
            return
        if plain(cells[place]) != plain(self.office):
            self.reject(row, "填报单位", f"这一行属于别的单位，只能导入{self.office}的记录。",
                        value=cells[place])  # fmt: skip

    def _uids(self, rows: Iterable[Row]) -> list[Any]:
        """The record numbers typed, each once."""
        seen: dict[Any, Row] = {}
        column = self.sheet.by_name.get(UID)
        for row in rows:
            if column is None or row.cells.get(UID) in BLANK:
                continue
            uid = self._parse(row, column)
            if uid is None:
                continue
            if uid in seen:
                reason = f"与第{seen[uid].number}行的记录号相同；新增的行请把记录号留空。"
                self.reject(row, UID, reason, value=uid)
                continue
            seen[uid] = row
            row.values[UID] = uid
        return list(seen)

    def _take(self, row: Row, existing: Any) -> None:
        """The row is known by its number."""
        if existing.office_id != self.office.pk:
            self.reject(row, UID, "这个记录号属于别的单位，请核对文件；新增的行请留空。")
        elif getattr(existing, "voided_at", None) is not None and self.sheet.rows is None:
            self.reject(row, UID, "这条记录已误录作废，请删去这一行。")
        else:
            row.instance, row.before = existing, snapshot(existing)

    # -- cells -----------------------------------------------------------------------------

    def _parse_all(self, row: Row) -> None:
        for heading in self.table.headings:
            column = heading.column
            if column.name != UID and not column.is_self_reference:
                row.values[column.name] = self._parse(row, column, unit=heading.unit)

    def _parse(self, row: Row, column: BoundColumn, *, unit: str = "元") -> Any:
        """The cell's value; on a problem the row is rejected and the value None."""
        raw = row.cells.get(column.name)
        try:
            value = None if raw in BLANK else self._value(column, raw, unit)
        except ValueProblem as problem:
            self.reject(row, column.name, str(problem), value=raw)
            return None
        if value not in (None, "", []):
            return value
        if column.required:
            self.reject(row, column.name, "必填，不能为空。", value=raw)
            return None
        return [] if column.is_many else column.empty()

    def _value(self, column: BoundColumn, raw: Any, unit: str) -> Any:
        if not column.is_reference:
            return column.kind.parse(raw, self._readings[unit])
        text = column.kind.parse(raw, self._readings[unit])
        if text in ("", "/", "-", "—"):
            return None
        if isinstance(column.kind, kinds.Many):
            return self.resolver.several(column, text)
        return self.resolver.one(column, text)

    def _match(self, rows: Sequence[Row], recogniser: Recogniser) -> None:
        """Find the existing rows that have no 记录号 in the file: by number, or by fingerprint."""
        unknown = [row for row in rows if row.instance is None and row.cells.get(UID) in BLANK]
        for row, existing in recogniser.by_number(unknown, taken=self._taken(rows)).items():
            row.instance, row.before = existing, snapshot(existing)
        names = {heading.column.name for heading in self.table.headings}
        fields = [self.sheet.by_name[n] for n in self.sheet.recognised_by if n in names]
        open_rows = [
            row
            for row in rows
            if row.instance is None
            and row.cells.get(UID) in BLANK
            and not (self.sheet.known_by and row.values.get(self.sheet.known_by))
            and not row.bad & {column.name for column in fields}
        ]
        matched = recogniser.by_fingerprint(open_rows, fields, taken=self._taken(rows))
        for row, existing in matched.items():
            row.instance, row.before = existing, snapshot(existing)

    @staticmethod
    def _taken(rows: Iterable[Row]) -> set[Any]:
        return {row.instance.pk for row in rows if row.instance is not None}

    def _fill(self, row: Row) -> None:
        """Put the values into the row's instance."""
        if row.instance is None:
            row.instance = self._new(row)
        for heading in self.table.headings:
            column = heading.column
            if column.name == UID or column.is_self_reference:
                continue
            if row.is_new:
                self._assign(row, column, row.values.get(column.name))
            else:
                self._change(row, heading)

    def _new(self, row: Row) -> Any:
        instance: Any = self.sheet.model()
        if self.sheet.has_office:
            instance.office = self.office
        if has_field(self.sheet.model, "recorded_by"):
            instance.recorded_by = self.by
        if row.values.get(UID) is not None:
            instance.uid = row.values[UID]
        return instance

    def _change(self, row: Row, heading: Heading) -> None:
        """Take over a cell of an existing row only where it says something new."""
        column = heading.column
        was = self.cell(column, row.instance)
        raw = row.cells.get(column.name)
        is_unsaid = self.errand.blank_says_nothing and raw in BLANK
        if is_unsaid or self._is_same(column, raw, was):
            if column.field is None:
                row.values[column.name] = column.value(row.instance)
            return
        if column.name not in row.values:
            row.values[column.name] = self._parse(row, column, unit=heading.unit)
        if column.name not in row.bad:
            row.was[column.name] = was
            self._assign(row, column, row.values[column.name])

    @staticmethod
    def _is_same(column: BoundColumn, raw: Any, was: Any) -> bool:
        """Also a number that an earlier export showed in part: it must not replace the whole."""
        if column.is_personal and was is not None and raw == mask_phone(was):
            return True
        return bool((raw if raw != "" else None) == was)

    def cell(self, column: BoundColumn, instance: Any) -> Any:
        """The instance's value in the form of the workbook."""
        if column.is_reference:
            return self.resolver.cell(column, instance)
        return column.kind.cell(column.value(instance))

    def _assign(self, row: Row, column: BoundColumn, value: Any) -> None:
        if column.field is None or column.name in row.bad:
            return
        if column.is_many:
            now = set() if row.is_new else {r.pk for r in getattr(row.instance, column.name).all()}
            if _differ(now, value or []):
                row.links[column.name] = value or []
        elif column.is_reference and not isinstance(value, models.Model):
            setattr(row.instance, column.field.attname, value)
        else:
            setattr(row.instance, column.name, value)

    def _register(self, rows: Iterable[Row]) -> None:
        """Let later cells, of this sheet and the next ones, name the new rows."""
        for row in rows:
            if row.is_new:
                self.resolver.add(row.instance)
                if row.is_rejected:
                    self.discard(row)

    def _point_within(self, row: Row) -> None:
        """References to rows of the same sheet, which all exist by now."""
        for heading in self.table.headings:
            column = heading.column
            if not column.is_self_reference:
                continue
            if row.is_new:
                row.values[column.name] = self._parse(row, column)
                self._assign(row, column, row.values[column.name])
            else:
                self._change(row, heading)

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> SheetPlan:
        """Judge the filled rows by the model's own rules, and sort them."""
        changed = [row for row in rows if row.is_changed]
        rules = Rules(self.sheet, self.office, changed)
        for row in changed:
            for column, reason in rules.problems(row):
                bound = self.sheet.by_name.get(column)
                value = row.cells.get(column) if bound is not None else None
                self.reject(row, column, reason, value=value)
        self._reject_followers(changed)
        return self._sorted(rows)

    def _reject_followers(self, rows: Sequence[Row]) -> None:
        """A row that points at a wrong row of its own sheet cannot go in without it."""
        own = [column for column in self.sheet.bound if column.is_self_reference]
        if not own:
            return
        for row in in_circles(rows, own):
            self.reject(row, own[0].name, "这几行互相指向，绕成了圈，请改正。")
        wrong = {id(row.instance): row for row in rows if row.is_rejected}
        found = True
        while found:
            found = False
            for row in rows:
                for column in own:
                    target = row.values.get(column.name)
                    if row.is_rejected or id(target) not in wrong:
                        continue
                    reason = f"所指的第{wrong[id(target)].number}行有错误，请先改好那一行。"
                    self.reject(row, column.name, reason)
                    wrong[id(row.instance)] = row
                    found = True

    def _sorted(self, rows: Iterable[Row]) -> SheetPlan:
        plan = SheetPlan(self.sheet, self.result)
        for row in rows:
            if row.is_rejected:
                self.result.rejected += 1
            elif row.is_new:
                self.result.added += 1
                plan.added.append(row)
            elif row.is_changed:
                self.result.updated += 1
                plan.updated.append(row)
                plan.changes += self._changes(row)
            else:
                self.result.unchanged += 1
        return plan

    def _changes(self, row: Row) -> list[CellChange]:
        changes = []
        for name, was in row.was.items():
            column = self.sheet.by_name[name]
            value = row.cells.get(name) if column.is_many else self.cell(column, row.instance)
            if value != was:
                before, after = shown(was), shown(value)
                changes.append(
                    CellChange(self.table.title, row.number, column.header, before, after)
                )
        return changes


def _differ(now: set[Any], targets: list[Target]) -> bool:
    """Whether the links to be are others than those there are; a new row is always another."""
    return any(isinstance(target, models.Model) for target in targets) or now != set(targets)


def _first(cells: dict[str, Any]) -> str:
    return next((clean_text(cell) for cell in cells.values() if cell not in BLANK), "")

"""A model's own rules applied to many rows at once, without asking the database row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from township_safety.workbook.conditions import (
    Test,
    Unsupported,
    compile_condition,
    value_of,
    violated,
)
from township_safety.workbook.sheets import UID, Sheet

if TYPE_CHECKING:
    from township_safety.workbook.rows import Row

_SHARED = "这是各单位共用的基础数据，不能通过台账 Excel 修改，请删去这一行或改回原样。"
_TWICE = "与已有的记录重复，请核对。"
_TWICE_IN_FILE = "与第{}行重复，请核对。"


@dataclass(frozen=True)
class _Check:
    """One check constraint; without a test the database judges when the row is written."""

    test: Test | None
    columns: frozenset[str]
    message: str


class _Unique:
    """One rule of uniqueness, with the keys that are taken and who holds them."""

    def __init__(
        self, fields: Sequence[models.Field[Any, Any]], condition: Any, message: str
    ) -> None:
        self.fields = fields
        self.condition = condition
        self.message = message
        self.test: Test | None = None
        self.holders: dict[tuple[Any, ...], Any] = {}

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    def key(self, row: Any) -> tuple[Any, ...] | None:
        """What must be unique; None where the rule does not bind the row."""
        if self.test is not None and self.test(row) is not True:
            return None
        values = tuple(
            id(value) if isinstance(value, models.Model) else value
            for value in (value_of(row, field) for field in self.fields)
        )
        return None if None in values else values


class Rules:
    """The rules of one sheet's model, for the rows that change."""

    def __init__(self, sheet: Sheet, office: models.Model, rows: Sequence[Row]) -> None:
        self.sheet = sheet
        self.office = office
        self._validated = [
            column
            for column in sheet.bound
            if column.field is not None and not column.is_reference and column.field.validators
        ]
        self._checks = [_check(c, sheet.model) for c in _constraints(sheet.model, CheckConstraint)]
        self._uniques = self._unique_rules() if rows else []
        for unique in self._uniques:
            self._occupy(unique, rows)

    def problems(self, row: Row) -> Iterator[tuple[str, str]]:
        """Column and reason of everything wrong with the row; it takes its unique keys."""
        if not row.is_new and self.sheet.has_office and row.instance.office_id is None:
            yield "", _SHARED
            return
        yield from self._field_problems(row)
        if not row.is_rejected:
            yield from self._clean_problems(row)
        yield from self._check_problems(row)
        if not row.bad:
            yield from self._unique_problems(row)

    def _field_problems(self, row: Row) -> Iterator[tuple[str, str]]:
        for column in self._validated:
            if column.name in row.bad or column.field is None:
                continue
            value = getattr(row.instance, column.field.attname)
            try:
                column.field.run_validators(column.field.to_python(value))
            except ValidationError as error:
                yield column.name, _joined(error.messages)

    def _clean_problems(self, row: Row) -> Iterator[tuple[str, str]]:
        """The model's own clean(), which may also put values into their proper form."""
        try:
            row.instance.clean()
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                yield "", _joined(error.messages)
                return
            for name, errors in error.message_dict.items():
                yield ("" if name == NON_FIELD_ERRORS else name), _joined(errors)

    def _check_problems(self, row: Row) -> Iterator[tuple[str, str]]:
        for check in self._checks:
            if check.test is None or check.columns & (row.bad | row.later):
                continue
            if violated(check.test, row.instance):
                yield self._place(check.columns), check.message

    def _unique_problems(self, row: Row) -> Iterator[tuple[str, str]]:
        for unique in self._uniques:
            key = unique.key(row.instance)
            if key is None or row.later & set(unique.columns):
                continue
            holder = unique.holders.setdefault(key, row)
            if holder is not row and holder != row.instance.pk:
                earlier = getattr(holder, "number", None)
                twice = _TWICE if earlier is None else _TWICE_IN_FILE.format(earlier)
                message = f"{unique.message}：{twice}" if unique.message else twice
                yield self._place(frozenset(unique.columns)), message

    def _place(self, columns: frozenset[str]) -> str:
        """The first column of the sheet that a rule speaks of."""
        shared = [column.name for column in self.sheet.bound if column.name in columns]
        return shared[-1] if shared else ""

    def _unique_rules(self) -> list[_Unique]:
        meta = self.sheet.model._meta
        rules = [
            _Unique([field], None, "")
            for field in meta.concrete_fields
            if field.unique and not field.primary_key and field.name != UID
        ]
        for constraint in _constraints(self.sheet.model, UniqueConstraint):
            if constraint.fields:
                fields = [_column(self.sheet.model, name) for name in constraint.fields]
                rules.append(_Unique(fields, constraint.condition, _message(constraint)))
        return rules

    def _occupy(self, unique: _Unique, rows: Sequence[Row]) -> None:
        """Enter the keys of the register's rows, those about to change left out."""
        if unique.condition is not None:
            try:
                unique.test = compile_condition(unique.condition, self.sheet.model)
            except Unsupported:
                unique.test = lambda row: False  # the database judges
                return
        existing = self.sheet.model._default_manager.filter(unique.condition or Q())
        if self.sheet.has_office:
            existing = existing.filter(office=self.office)
        changing = {row.instance.pk for row in rows if not row.is_new}
        names = [field.attname for field in unique.fields]
        for pk, *values in existing.values_list("pk", *names):
            if pk not in changing and None not in values:
                unique.holders[tuple(values)] = pk


def _constraints(model: type[models.Model], kind: type[Any]) -> list[Any]:
    return [c for c in model._meta.constraints if isinstance(c, kind)]


def _check(constraint: CheckConstraint, model: type[models.Model]) -> _Check:
    try:
        test: Test | None = compile_condition(constraint.condition, model)
    except Unsupported:
        test = None
    return _Check(test, frozenset(_columns_of(constraint.condition)), _message(constraint))


def _message(constraint: models.BaseConstraint) -> str:
    """The rule in the words of its author; Django's own sentence is English and names the rule."""
    given = constraint.violation_error_message
    if given and given != constraint.default_violation_error_message:
        return str(given)
    return "" if isinstance(constraint, UniqueConstraint) else "各列的内容互相矛盾，请核对。"


def _columns_of(condition: Any) -> Iterator[str]:
    """The columns a condition speaks of."""
    if isinstance(condition, Q):
        for child in condition.children:
            yield from _columns_of(child)
    elif isinstance(condition, tuple):
        path, expected = condition
        yield path.partition("__")[0]
        if isinstance(expected, F):
            yield str(expected.name)  # type: ignore[attr-defined]  # the stubs leave it out


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(name)
    return found


def _joined(messages: list[str]) -> str:
    return "；".join(str(message).rstrip("。") for message in messages)

"""Check constraints evaluated in Python: asking the database once per row and rule is too slow.

Understands the conditions our models use: comparisons of plain columns with values and F().
Whatever else a constraint holds is left to the database.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import F, Q

# SQL's third value: comparing with NULL gives neither true nor false.
Truth = bool | None
Test = Callable[[models.Model], Truth]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class Unsupported(Exception):
    """The condition needs the database."""


def compile_condition(condition: Any, model: type[models.Model]) -> Test:
    """A function that tells whether the condition holds for a row; raises Unsupported."""
    if not isinstance(condition, Q):
        raise Unsupported(condition)
    tests = [
        compile_condition(child, model) if isinstance(child, Q) else _lookup(child, model)
        for child in condition.children
    ]
    if condition.connector == Q.AND:
        joined = _all(tests)
    elif condition.connector == Q.OR:
        joined = _any(tests)
    else:
        raise Unsupported(condition.connector)
    return _negated(joined) if condition.negated else joined


def violated(test: Test, row: models.Model) -> bool:
    """As in SQL, a rule is broken only when it is false; unknown passes."""
    return test(row) is False


def value_of(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """The column's value; a reference by its key, or the unsaved row itself."""
    value = getattr(row, field.attname)
    if value is None and field.is_relation:
        return field.get_cached_value(row, default=None)  # type: ignore[attr-defined]  # relations have it
    return value


def _lookup(child: Any, model: type[models.Model]) -> Test:
    if not isinstance(child, tuple):
        raise Unsupported(child)
    path, expected = child
    name, _, lookup = path.partition("__")
    lookup = lookup or "exact"
    left = _column(name, model)
    if lookup == "isnull":
        return lambda row: (left(row) is None) is expected
    if lookup == "in":
        allowed = tuple(expected)
        return lambda row: None if left(row) is None else left(row) in allowed
    if lookup not in _COMPARISONS or (expected is None):
        raise Unsupported(path)
    compare = _COMPARISONS[lookup]
    if isinstance(expected, F):
        right = _column(str(expected.name), model)  # type: ignore[attr-defined]  # stubs leave it out
    elif isinstance(expected, models.expressions.BaseExpression):
        raise Unsupported(expected)
    else:
        right = _constant(expected)
    return _comparison(left, right, compare)


def _comparison(
    left: Callable[[models.Model], Any],
    right: Callable[[models.Model], Any],
    compare: Callable[[Any, Any], bool],
) -> Test:
    def test(row: models.Model) -> Truth:
        one, other = left(row), right(row)
        return None if one is None or other is None else compare(one, other)

    return test


def _constant(value: Any) -> Callable[[models.Model], Any]:
    return lambda row: value


def _column(name: str, model: type[models.Model]) -> Callable[[models.Model], Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(found, models.Field) or found.many_to_many:
        raise Unsupported(name)
    if found.is_relation:
        return lambda row: value_of(row, found)
    return operator.attrgetter(found.attname)


def _all(tests: list[Test]) -> Test:
    def test(row: models.Model) -> Truth:
        outcome: Truth = True
        for one in tests:
            truth = one(row)
            if truth is False:
                return False
            if truth is None:
                outcome = None
        return outcome

    return test


def _any(tests: list[Test]) -> Test:
    def test(row: models.Model) -> Truth:
        outcome: Truth = False
        for one in tests:
            truth = one(row)
            if truth is True:
                return True
            if truth is None:
                outcome = None
        return outcome

    return test


def _negated(inner: Test) -> Test:
    def test(row: models.Model) -> Truth:
        truth = inner(row)
        return None if truth is None else not truth

    return test

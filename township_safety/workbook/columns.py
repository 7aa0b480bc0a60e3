"""One column of a register, declared against a field of its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from township_safety.workbook import kinds
from township_safety.workbook.kinds import NAMED, Kind

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]


@dataclass(frozen=True)
class Column:
    """What the declaration says; what it leaves out comes from the model field.

    ``name`` is a field of the model, or any word for a column that only the sheet's own loader
    understands (then ``kind`` says what it holds). ``attr`` names an attribute or method to read
    instead of the field when the row is written out. ``words`` are further words for choices.
    ``default`` is taken for an empty cell of a new row where the field has no default.
    """

    name: str
    header: str = ""
    synonyms: tuple[str, ...] = ()
    note: str = ""
    width: float | None = None
    required: bool | None = None
    kind: str | Kind | None = None
    attr: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    default: Any = None
    # Shown in lists on the screen; a wide table shows a few columns, the workbook all.
    listed: bool = True


# Columns that people without the right to see them get only in part.
PERSONAL = frozenset({"phone"})


class BoundColumn:
    """A column together with its model field."""

    def __init__(self, column: Column, model: type[models.Model], *, date_field: str) -> None:
        self.column = column
        self.name = column.name
        self.field = _field(model, column.name)
        self.kind = self._kind(is_fact=column.name == date_field)
        verbose_name = str(self.field.verbose_name) if self.field is not None else column.name
        self.header = column.header or verbose_name
        self.synonyms = column.synonyms if self.header == verbose_name else (
            *column.synonyms, verbose_name,
        )  # fmt: skip
        self.required = self._required()
        self.note = self._note()
        self.width = column.width or self.kind.width

    def __repr__(self) -> str:
        return f"<{self.header}>"

    @property
    def is_personal(self) -> bool:
        return self.name in PERSONAL

    @property
    def is_reference(self) -> bool:
        return isinstance(self.kind, kinds.Ref)

    @property
    def is_many(self) -> bool:
        return isinstance(self.kind, kinds.Many)

    @property
    def related_model(self) -> type[models.Model]:
        related = self.field.related_model if self.field is not None else None
        if not isinstance(related, type):
            raise TypeError(f"{self.name} points to no model")
        return related

    @property
    def is_self_reference(self) -> bool:
        return (
            self.is_reference and self.field is not None and self.related_model is self.field.model
        )

    @property
    def labels(self) -> list[str]:
        """The closed list a cell chooses from, when there is one."""
        if isinstance(self.kind, kinds.Choice):
            return list(self.kind.labels.values())
        return ["是", "否"] if isinstance(self.kind, kinds.Flag) else []

    def empty(self) -> Any:
        """What an empty cell means for the field."""
        if self.column.default is not None:
            return self.column.default
        field_ = self.field
        if field_ is None or self.is_many:
            return None
        if field_.has_default():
            return field_.get_default()
        return None if field_.null else (field_.get_default() if field_.blank else None)

    def value(self, row: models.Model) -> Any:
        """The row's value, references as rows."""
        found = getattr(row, self.column.attr or self.name, None)
        if self.is_many and found is not None and not self.column.attr:
            return list(found.all())
        return found() if callable(found) else found

    def text(self, row: models.Model) -> str:
        """The row's value on the screen."""
        return self.kind.text(self.value(row))

    def _kind(self, *, is_fact: bool) -> Kind:
        declared = self.column.kind
        if isinstance(declared, Kind):
            return declared
        if declared is not None:
            return NAMED[declared]
        if self.field is None:
            raise FieldDoesNotExist(f"column {self.name!r} is no field and declares no kind")
        return kind_of(self.field, is_fact=is_fact, words=self.column.words)

    def _required(self) -> bool:
        if self.column.required is not None:
            return self.column.required
        field_ = self.field
        if field_ is None or self.column.default is not None or isinstance(self.kind, kinds.Uid):
            return False
        return not field_.blank and not field_.has_default()

    def _note(self) -> str:
        lines = [self.column.note or (str(self.field.help_text) if self.field else "")]
        if self.required:
            lines.insert(0, "必填。")
        if isinstance(self.kind, kinds.Date | kinds.Moment):
            lines.append("日期可写成 2024-3-5、2024.3.5 或 2024年3月5日。")
        if isinstance(self.kind, kinds.Amount):
            lines.append("单位：元；以万元计的请写明，如 1.5万元。")
        if self.is_many:
            lines.append("可填多个，用顿号“、”隔开。")
        return "\n".join(line for line in lines if line)


def kind_of(field_: AnyField, *, is_fact: bool, words: Mapping[str, Any]) -> Kind:
    """The kind that a model field implies."""
    if field_.choices:
        return kinds.Choice(list(field_.flatchoices), words=words)
    if field_.name == "credit_code":
        return kinds.CreditCode()
    if isinstance(field_, models.TextField):
        return kinds.LongText(max_length=field_.max_length, multiline=True)
    for type_, make in _BY_TYPE:
        if isinstance(field_, type_):
            return make()
    return _kind_of_measure(field_, is_fact=is_fact) or kinds.Text(max_length=field_.max_length)


def _kind_of_measure(field_: AnyField, *, is_fact: bool) -> Kind | None:
    if isinstance(field_, models.DecimalField):
        money = (field_.max_digits, field_.decimal_places) == (14, 2)
        return kinds.Amount() if money else kinds.Number(places=field_.decimal_places)
    if isinstance(field_, models.DateField):
        return kinds.Date(is_fact=is_fact)
    if isinstance(field_, models.IntegerField):
        return kinds.Whole(allow_negative=not isinstance(field_, _POSITIVE))
    return None


_POSITIVE = (
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.PositiveBigIntegerField,
)

_BY_TYPE: tuple[tuple[type[Any], type[Kind]], ...] = (
    (models.ForeignKey, kinds.Ref),
    (models.ManyToManyField, kinds.Many),
    (models.BooleanField, kinds.Flag),
    (models.DateTimeField, kinds.Moment),
    (models.TimeField, kinds.Clock),
    (models.UUIDField, kinds.Uid),
    (models.JSONField, kinds.Data),
)


def _field(model: type[models.Model], name: str) -> AnyField | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None

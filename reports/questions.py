"""A question to a figure, read back from the address of its link, and said in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import time
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import models

from hazards.models import Listing
from reports.figures import (
    DIMENSIONS,
    NONE,
    REGISTRY,
    Attribute,
    Figure,
    Ratio,
    Request,
    Scope,
    Term,
    UnknownFigure,
    rows_behind,
    terms_of,
)
from reports.figures.dimensions import dimensions_of
from reports.models import PriorValue
from township_safety.activities.models import Counterparty, Obligation
from township_safety.organisation.models import Office, OwnedModel, Village
from township_safety.periods import FIRST_YEAR, LAST_YEAR, Period, PeriodProblem
from township_safety.register.models import Campaign, ReferenceModel, Sector, SiteCategory
from township_safety.values import ValueProblem, clean_text, parse_date

EMPTY = "未分"
# What the address of a list says beside the question.
BESIDE = frozenset({"office", "first", "last", "closes", "page", "list"})
_MOST_CODES = 100
_MOST_CHOICES = 300
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONGEST_CODE = 60

# Columns that a dimension reads, where they are not called like it.
_COLUMNS = {
    "touching": ("sector",),
    "level": ("responsible_level", "level"),
    "mode": ("rectify_mode",),
    "status": ("operating_status",),
    "licence": ("licence_status",),
    "risk": ("risk_level",),
    "grade": ("grade", "case_grade"),
    "led_by": ("leader_class",),
    "campaign": ("campaigns", "campaign"),
    "key_period": ("key_periods", "key_period"),
    "letter": ("letter_class",),
    "subject": ("per",),
}
_PARENTS = ("hazard", "operation")
_LISTS: dict[str, Any] = {
    "sector": Sector,
    "campaign": Campaign,
    "site_category": SiteCategory,
    "parent_category": SiteCategory,
    "village": Village,
    "counterparty": Counterparty,
    "listing": Listing.Level,
    "duty": Obligation,
}


class QuestionProblem(ValueError):
    """The address asks nothing that can be answered."""


class UnknownRow(QuestionProblem):
    """It names a village, site … that this office does not have."""


def read_request(
    key: str, asked: Mapping[str, str], *, office: Office, below: Collection[int] = ()
) -> Request:
    """The request behind `?first=…&last=…&sector=…`; QuestionProblem for anything else.

    `below` are further offices whose rows are counted together with those of the office.
    """
    figure = figure_named(key)
    scope = Scope((office.pk, *below), _period(asked), closes_at=_hour(asked.get("closes", "")))
    for dimension, text in asked.items():
        if dimension in BESIDE or not text:
            continue
        codes = text.split(",")
        if not accepts(figure, dimension) or len(codes) > _MOST_CODES:
            raise QuestionProblem(dimension)
        known = names_of(figure, dimension, codes, office=office)
        for code in codes:
            if code != NONE and code not in known:
                raise UnknownRow(code)
        scope = scope.narrowed(**{dimension: codes})
    request = Request(key, scope)
    try:
        rows_behind(request)
    except (ValueError, FieldError, ValidationError) as problem:
        # 未分 of what is never empty, as a year or a tag.
        raise QuestionProblem(key) from problem
    return request


def figure_named(key: str) -> Figure | Ratio | Attribute:
    try:
        return REGISTRY.get(key)
    except UnknownFigure as problem:
        raise QuestionProblem(key) from problem


def _period(asked: Mapping[str, str]) -> Period:
    try:
        first, last = parse_date(asked.get("first", "")), parse_date(asked.get("last", ""))
        if first is None or last is None or not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
            raise QuestionProblem("days")
        return Period.between(first, last)
    except (PeriodProblem, ValueProblem) as problem:
        raise QuestionProblem("days") from problem


def _hour(text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as problem:
        raise QuestionProblem("closes") from problem


def accepts(figure: Figure | Ratio | Attribute, dimension: str) -> bool:
    """Whether every register behind the figure tells the dimension."""
    return dimension in DIMENSIONS and all(
        dimension in dimensions_of(term.model) for term in register_terms(figure)
    )


def register_terms(figure: Figure | Ratio | Attribute) -> tuple[Term, ...]:
    """Without the terms for the time before the office began, which tell every dimension."""
    match figure:
        case Ratio():
            parts = (REGISTRY.total(figure.part), REGISTRY.total(figure.whole))
            terms = tuple(term for part in parts for term in terms_of(part))
        case Attribute():
            terms = (figure.term,)
        case Figure():
            terms = terms_of(figure)
    return tuple(term for term in terms if term.model is not PriorValue)


def scope_words(
    request: Request, *, office: Office, names: Names | None = None
) -> list[tuple[str, str]]:
    """统计范围 in words: office, days, and each dimension with the names of its codes.

    `names` keeps the names that were read for one question for the next.
    """
    scope = request.scope
    days = f"{scope.first_day} 至 {scope.last_day}"
    if scope.closes_at is not None:
        days += f"，每日截至{scope.closes_at:%H:%M}"
    return [
        ("单位", _office_words(scope, office)),
        ("统计期", f"{scope.period.label}（{days}）"),
        *filter_words(request, office=office, names=names),
    ]


def _office_words(scope: Scope, office: Office) -> str:
    if len(scope.office_ids) == 1:
        return office.name
    names = Office.objects.filter(pk__in=scope.office_ids).order_by("pk")
    return "、".join(one.name for one in names)


# By the register, the dimension and the codes.
Names = dict[tuple[type[models.Model], str, tuple[str, ...]], dict[str, str]]


def filter_words(
    request: Request, *, office: Office, names: Names | None = None
) -> Iterator[tuple[str, str]]:
    figure, known = REGISTRY.get(request.key), {} if names is None else names
    for dimension, codes in request.scope.filters:
        asked = register_terms(figure)[0].model, dimension, codes
        if asked not in known:
            known[asked] = names_of(figure, dimension, list(codes), office=office)
        label = DIMENSIONS[dimension].label
        yield label, "、".join(EMPTY if code == NONE else known[asked][code] for code in codes)


def names_of(
    figure: Figure | Ratio | Attribute, dimension: str, codes: list[str], *, office: Office
) -> dict[str, str]:
    """The codes that exist, each with its name on the screen."""
    source = _source(register_terms(figure)[0].model, dimension)
    if source is None:
        return {code: code for code in codes if _is_plain(code, is_number=dimension == "year")}
    if isinstance(source, dict):
        return {code: source[code] for code in codes if code in source}
    if issubclass(source, ReferenceModel):
        entries: Any = source._default_manager
        names = dict(
            entries.available_to(office).filter(code__in=codes).values_list("code", "name")
        )
        return {code: names.get(code, f"代码 {code}") for code in codes if _CODE.fullmatch(code)}
    uids = [code for code in codes if _is_uid(code)]
    owned: Any = source._default_manager
    return {str(row.uid): str(row) for row in owned.for_offices([office.pk]).filter(uid__in=uids)}


def choices_of(
    figure: Figure | Ratio | Attribute, dimension: str, *, office: Office | None
) -> dict[str, str]:
    """All codes of a dimension with their names; nothing for free words.

    Without an office only the lists that all share. Of long registers the first rows.
    """
    model = register_terms(figure)[0].model
    source = _source(model, dimension)
    if source is None or isinstance(source, dict):
        return source or {}
    entries: Any = source._default_manager
    if issubclass(source, ReferenceModel):
        shared = entries.filter(office__isnull=True)
        rows = entries.available_to(office) if office is not None else shared
        limit = _limit_of(model, dimension)
        return dict((rows.complex_filter(limit) if limit else rows).values_list("code", "name"))
    if office is None:
        return {}
    return {str(row.uid): str(row) for row in entries.for_offices([office.pk])[:_MOST_CHOICES]}


def _limit_of(model: type[models.Model], dimension: str) -> Any:
    """Of which part of a list the column takes its entries, as the kinds of meetings."""
    if dimension in _LISTS:
        return None
    for name in _COLUMNS.get(dimension, (dimension,)):
        column = _column(model, name)
        if column is not None and column.related_model is not None:
            return column.get_limit_choices_to()
    return None


def _source(model: type[models.Model], dimension: str) -> Any:
    """The choices, or the model, whose entries a dimension names; None for free words."""
    listed = _LISTS.get(dimension)
    if listed is not None:
        return listed if isinstance(listed, models.base.ModelBase) else dict(listed.choices)
    for name in _COLUMNS.get(dimension, (dimension,)):
        column = _column(model, name)
        if column is not None:
            return _answers(column)
    return None


def _column(model: type[models.Model], name: str) -> Any:
    """The model's own column, else that of the row it belongs to."""
    for parent in ("", *_PARENTS):
        try:
            holder: Any = model._meta.get_field(parent).related_model if parent else model
            return holder._meta.get_field(name)
        except FieldDoesNotExist:
            continue
    return None


def _answers(column: Any) -> Any:
    if column.choices:
        return {str(value): str(label) for value, label in column.flatchoices}
    related = column.related_model
    if related is not None and issubclass(related, ReferenceModel | OwnedModel):
        return related
    return None


def _is_plain(code: str, *, is_number: bool) -> bool:
    if is_number:
        return len(code) == 4 and code.isascii() and code.isdecimal()
    try:
        return bool(code) and clean_text(code, max_length=_LONGEST_CODE) == code
    except ValueProblem:
        return False


def _is_uid(code: str) -> bool:
    try:
        return str(UUID(code)) == code
    except ValueError:
        return False

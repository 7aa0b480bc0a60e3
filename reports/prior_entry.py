"""启用前数据: which figures may be entered for the months before the office began, and entering."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from django.db import transaction
from django.utils import timezone

from reports.blocks import TemplateBlock, read_blocks, wordings
from reports.figures import NONE, REGISTRY, Figure, Filters, Ratio, Request, Scope, normal_filters
from reports.figures.prior import filters_text
from reports.models import PriorValue, ReportTemplate
from reports.overview import subject_and_name
from reports.questions import filter_words
from reports.text import tokens
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.periods import Period

LEFT_EMPTY = "改为不填"
_YEARS_BACK = 2


class MonthChanged(Exception):
    """Somebody else saved values of the month since the page was opened; nothing was written."""


@dataclass(frozen=True)
class PriorQuestion:
    """One figure, or one part of it, that a month may be given a number for."""

    key: str
    filters: Filters
    subject: str
    label: str
    unit: str
    definition: str
    is_money: bool

    @property
    def code(self) -> str:
        return f"{self.key}?{filters_text(self.filters)}"


def prior_questions(office: Office) -> list[PriorQuestion]:
    """Every sum over a period, and the parts of sums that the office's reports print."""
    asked: dict[str, set[Filters]] = {
        key: {()} for key, figure in REGISTRY.figures.items() if _may_be_entered(figure)
    }
    for template in ReportTemplate.objects.available_to(office):
        for key, filters in _printed(read_blocks(template.blocks)):
            asked[key].update(_single(filters))
    return [
        _question(key, filters, office=office)
        for key, parts in asked.items()
        for filters in sorted(parts)
        if filters or REGISTRY.total(key).unit
    ]


def question(code: str, *, office: Office) -> PriorQuestion:
    """The question with that code; of parts that no report prints, too."""
    key, _, text = code.partition("?")
    pairs = dict(pair.split("=", 1) for pair in text.split(";") if pair)
    return _question(key, normal_filters(pairs), office=office)


def _may_be_entered(figure: object) -> bool:
    return isinstance(figure, Figure) and figure.is_flow


def _printed(blocks: Iterable[TemplateBlock]) -> Iterator[tuple[str, Filters]]:
    for wording in wordings(blocks):
        for token in tokens(wording):
            figure = REGISTRY.get(token.key)
            keys = (figure.part, figure.whole) if isinstance(figure, Ratio) else (token.key,)
            for key in keys:
                if _may_be_entered(REGISTRY.get(key)):
                    yield key, token.filters


def _single(filters: Filters) -> Iterator[Filters]:
    """Numbers are given for single codes: a question for several of them adds them up."""
    choices = [[(name, (code,)) for code in codes if code != NONE] for name, codes in filters]
    yield from product(*choices)


def _question(key: str, filters: Filters, *, office: Office) -> PriorQuestion:
    figure = REGISTRY.total(key)
    subject, name = subject_and_name(figure)
    request = Request(key, Scope((office.pk,), Period.of_year(timezone.localdate().year), filters))
    words = "，".join(text for _, text in filter_words(request, office=office))
    return PriorQuestion(
        key=key,
        filters=filters,
        subject=subject,
        label=f"{name}（{words}）" if words else name,
        unit=figure.unit,
        definition=figure.definition,
        is_money=figure.is_money,
    )


def open_months(office: Office) -> list[Period]:
    """The months that may be filled in, newest first: up to the one in which the office began."""
    if office.started_on is None:
        return []
    last = Period.containing(office.started_on)
    if last.first_day == office.started_on:
        last = last.previous()
    first = Period.of_month(last.last_day.year - _YEARS_BACK, 1)
    months = Period.between(first.first_day, last.last_day).months()
    return [Period.of_month(m.first_day.year, m.first_day.month) for m in reversed(months)]


def shown(number: Decimal) -> str:
    """Without trailing zeros."""
    return f"{number.normalize():f}"


def version_of(rows: Iterable[PriorValue]) -> str:
    """Equal as long as nobody changed a number or a source of these rows."""
    texts = sorted(f"{row.pk} {row.value} {row.source}" for row in rows)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def rows_of_month(office: Office, month: Period) -> dict[str, PriorValue]:
    rows = PriorValue.objects.for_offices([office.pk]).counted().of_month(month)
    return {f"{row.figure}?{row.filters}": row for row in rows}


@transaction.atomic
def fill_month(
    office: Office,
    *,
    month: Period,
    numbers: Mapping[str, Decimal | None],
    source: str,
    seen: str,
    by: User,
) -> int:
    """Enter, change and void the numbers of one month; how many changed.

    `numbers` goes by question code. Raises MonthChanged when `seen` is not the present version.
    """
    Office.objects.select_for_update().get(pk=office.pk)
    rows = rows_of_month(office, month)
    if version_of(rows.values()) != seen:
        raise MonthChanged
    changes: dict[str, list[str]] = {}
    for code, number in numbers.items():
        row = rows.get(code)
        before = row.value if row else None
        if number == before:
            continue
        _put(row, code, number, office=office, month=month, source=source, by=by)
        changes[code] = ["" if one is None else shown(one) for one in (before, number)]
    if changes:
        summary = f"{month.label}启用前数据，来源：{source}"
        audit.record("填写启用前数据", by=by, office=office, summary=summary, changes=changes)
    return len(changes)


def _put(
    row: PriorValue | None,
    code: str,
    number: Decimal | None,
    *,
    office: Office,
    month: Period,
    source: str,
    by: User,
) -> None:
    if row is None:
        key, _, filters = code.partition("?")
        row = PriorValue(office=office, figure=key, filters=filters, recorded_by=by)
        row.first_day, row.last_day = month.first_day, month.last_day
    if number is None:
        row.voided_at, row.voided_by, row.void_reason = timezone.now(), by, LEFT_EMPTY
    else:
        row.value, row.source = number, source
    row.save()


@transaction.atomic
def demand_unchanged(row: PriorValue, *, seen: str) -> None:
    """Raises MonthChanged when the row is no longer what the person saw; locks it."""
    locked = PriorValue.objects.select_for_update().get(pk=row.pk)
    if version_of([locked]) != seen:
        raise MonthChanged

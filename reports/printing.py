"""How a figure's value looks in a sentence or a cell; the exact number stays behind it."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from reports.figures import REGISTRY, Attribute, Figure, Ratio, Request, Value
from township_safety.documents.model import FigureRun
from township_safety.documents.numerals import percent, wan

# Before the office began, and not entered afterwards.
UNRECORDED = "未建账"


def figure_run(value: Value, *, form: str = "") -> FigureRun:
    """The printed number with its question; `form` as in reports.text.FORMS."""
    request = value.request
    figure = REGISTRY.get(request.key)
    return FigureRun(
        text=text_of_value(value, form=form),
        key=request.key,
        value=plain(value),
        unit=value.unit,
        filters=tuple((name, ",".join(codes)) for name, codes in request.scope.filters),
        definition=f"{figure.name}：{figure.definition}",
        href=link_to_rows(request),
        rows=value.rows,
    )


def link_to_rows(request: Request) -> str:
    """The page that lists the rows of exactly this question."""
    scope = request.scope
    query: dict[str, object] = {
        "office": ",".join(str(office) for office in scope.office_ids),
        "first": scope.first_day,
        "last": scope.last_day,
    }
    if scope.closes_at is not None:
        query["closes"] = f"{scope.closes_at:%H:%M}"
    query |= {name: ",".join(codes) for name, codes in scope.filters}
    return f"{reverse('reports:figure', args=[request.key])}?{urlencode(query)}"


def plain(value: Value) -> str | int | None:
    """The value as data: whole numbers as int, others as text, none as None."""
    number = value.number if value.recorded else None
    if number is None or isinstance(number, int):
        return number
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else _short(number)
    return str(number)


def text_of_value(value: Value, *, form: str = "") -> str:
    if not value.recorded:
        return UNRECORDED
    figure = REGISTRY.get(value.request.key)
    if isinstance(figure, Ratio):
        return _ratio(value, form)
    if isinstance(figure, Attribute):
        return _attribute(value)
    return _number(value, figure, form)


def _number(value: Value, figure: Figure, form: str) -> str:
    if figure.is_money and form == "wan":
        return wan(Decimal(value.number))
    if form == "over":
        return over(value.number)
    return _short(Decimal(value.number))


def _ratio(value: Value, form: str) -> str:
    """“均/全部” is a ratio n/n: both numbers stand in the text."""
    part, whole = value.part or 0, value.whole or 0
    if form == "ratio":
        return f"{part}/{whole}"
    rate = percent(part, whole)
    if form == "cell":
        return rate
    if form == "all" and whole and part == whole:
        return f"全部（{part}/{whole}）"
    return rate if rate == "/" else f"{rate}（{part}/{whole}）"


def _attribute(value: Value) -> str:
    if value.number is None:
        return "—"
    first, last = (
        _short(number) if isinstance(number, Decimal) else str(number)
        for number in (value.number, value.last)
    )
    return first if last == first else f"{first}至{last}"


def over(number: Decimal | int) -> str:
    """余: the leading digit kept, 2,345 as 2000余; exact where nothing is dropped."""
    whole = int(number)
    size = 10 ** max(0, len(str(whole)) - 1)
    floor = whole // size * size
    if whole < 20 or floor == number:
        return _short(Decimal(number))
    return f"{floor}余"


def _short(number: Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""选数据项: every figure by name, meaning or initials, with its value and what narrows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reports.figures import (
    DIMENSIONS,
    REGISTRY,
    Attribute,
    DimensionProblem,
    Figure,
    Ratio,
    Request,
    Scope,
    evaluate,
)
from reports.overview import place_of, subject_and_name, unit_beside
from reports.printing import text_of_value
from reports.questions import accepts
from reports.text import FORMS
from reports.wording import OF_THE_ROUND, THE_ROUND, Translator, token_of
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.register.initials import initials_of

_MOST_SHOWN = 400


@dataclass(frozen=True)
class Line:
    """One figure of the list with its value in the chosen period."""

    key: str
    name: str
    unit: str
    definition: str
    text: str
    token: str


@dataclass(frozen=True)
class Narrowing:
    """A dimension of the chosen figure, its choices, and what is chosen."""

    dimension: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Picked:
    """The chosen figure as it would be put into the wording."""

    line: Line
    narrowings: list[Narrowing]
    form: str
    forms: list[tuple[str, str]] = field(default_factory=lambda: list(FORMS.items()))


def lines(query: str, *, office: Office, period: Period) -> list[Line]:
    """The figures that fit the words, the office's daily work first, asked at once."""
    found = [figure for figure in REGISTRY.figures.values() if _fits(figure, query)][:_MOST_SHOWN]
    found.sort(key=lambda figure: place_of(subject_and_name(figure)[0]))
    scope = Scope((office.pk,), period)
    values = evaluate(Request(figure.key, scope) for figure in found)
    made = []
    for figure in found:
        value = values[Request(figure.key, scope)]
        made.append(
            Line(
                figure.key,
                figure.name,
                unit_beside(value),
                figure.definition,
                text_of_value(value),
                "{" + figure.name + "}",
            )
        )
    return made


def picked(
    key: str,
    asked: Mapping[str, str],
    *,
    form: str,
    office: Office,
    period: Period,
    turns: Collection[str] = (),
) -> Picked | None:
    """The figure of that key narrowed as asked; None when there is no such figure.

    `turns` are the dimensions of the rounds the wording stands in.
    """
    figure = REGISTRY.figures.get(key)
    if figure is None:
        return None
    translator = Translator(office)
    narrowings = _narrowings(figure, asked, translator, turns)
    filters = {one.dimension: one.chosen for one in narrowings if one.chosen}
    fixed = {name: code for name, code in filters.items() if code != THE_ROUND}
    scope = Scope((office.pk,), period).narrowed(**fixed)
    try:
        value = evaluate([Request(key, scope)])[Request(key, scope)]
        text, unit = text_of_value(value, form=form), unit_beside(value)
    except (DimensionProblem, ValueError):
        text, unit = "—", ""
    form = form if form in FORMS else ""
    token = translator.shown(token_of(key, filters, form))
    line = Line(key, figure.name, unit, figure.definition, text, token)
    return Picked(line, narrowings, form)


def _narrowings(
    figure: Figure | Ratio | Attribute,
    asked: Mapping[str, str],
    translator: Translator,
    turns: Collection[str],
) -> list[Narrowing]:
    found = []
    for dimension in DIMENSIONS.values():
        if not accepts(figure, dimension.key):
            continue
        choices = translator.choices(figure.key, dimension.key)
        if dimension.key in turns:
            choices = {THE_ROUND: OF_THE_ROUND, **choices}
        chosen = asked.get(dimension.key, "")
        if choices:
            chosen = chosen if chosen in choices else ""
            found.append(Narrowing(dimension.key, dimension.label, list(choices.items()), chosen))
    return found


def _fits(figure: Figure | Ratio | Attribute, query: str) -> bool:
    """All words stand in its name, meaning, unit or initials."""
    text = _text(figure.name, figure.definition, figure.unit)
    return all(word in text for word in query.lower().split())


@lru_cache(maxsize=512)
def _text(name: str, definition: str, unit: str) -> str:
    return " ".join((name, name.replace(".", ""), definition, unit, initials_of(name))).lower()

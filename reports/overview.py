"""数据指标: every figure of the office with its meaning and its value, by subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.figures import REGISTRY, Attribute, Figure, Ratio, Request, Scope, Value, evaluate
from reports.printing import link_to_rows, text_of_value
from reports.questions import accepts

_FIRST = ("隐患", "通知书", "检查执法", "检查", "执法", "执法结果")


@dataclass(frozen=True)
class FigureLine:
    """`text` is empty where the figure cannot be asked of the chosen part."""

    name: str
    definition: str
    unit: str
    text: str
    url: str


@dataclass(frozen=True)
class Subject:
    name: str
    lines: list[FigureLine] = field(default_factory=list)


def subjects(scope: Scope) -> list[Subject]:
    """All figures of one scope, asked at once."""
    figures = list(REGISTRY.figures.values())
    requests = {
        figure.key: Request(figure.key, scope)
        for figure in figures
        if all(accepts(figure, dimension) for dimension, _ in scope.filters)
    }
    values = evaluate(requests.values())
    found: dict[str, Subject] = {}
    for figure in figures:
        subject, name = subject_and_name(figure)
        line = _line(figure, name, requests.get(figure.key), values)
        found.setdefault(subject, Subject(subject)).lines.append(line)
    return sorted(found.values(), key=lambda subject: place_of(subject.name))


def place_of(subject: str) -> int:
    """The office's daily work first, the rest as the catalogue has it."""
    return _FIRST.index(subject) if subject in _FIRST else len(_FIRST)


def subject_and_name(figure: Figure | Ratio | Attribute) -> tuple[str, str]:
    subject, _, name = figure.name.partition(".")
    return subject, name or subject


def _line(
    figure: Figure | Ratio | Attribute,
    name: str,
    request: Request | None,
    values: Mapping[Request, Value],
) -> FigureLine:
    if request is None:
        return FigureLine(name, figure.definition, figure.unit, "", "")
    value = values[request]
    return FigureLine(
        name, figure.definition, unit_beside(value), text_of_value(value), link_to_rows(request)
    )


def unit_beside(value: Value) -> str:
    """The unit behind the printed number: a rate carries its own, 未建账 has none."""
    is_rate = isinstance(REGISTRY.get(value.request.key), Ratio)
    return value.unit if value.recorded and not is_rate and value.number is not None else ""

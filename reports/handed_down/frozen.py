"""A frozen filling as its pages show it: from what was kept, and what moved since."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from reports.figures import Request, Scope, evaluate, normal_filters
from reports.handed_down.grid import Shown
from reports.handed_down.layout import Layout, Spot
from reports.models import HandedFigure, HandedFilling
from reports.models.issued import read_exact
from reports.models.numbers import read_numbers
from reports.printing import link_to_rows, text_of_value
from reports.rows import Heading, Line
from reports.statistics.asking import since_january
from township_safety.periods import Period
from township_safety.spreadsheets.blanks import Blank

AMOUNT = "计入数"
_MOST_SHOWN = 500


@dataclass(frozen=True)
class KeptList:
    title: str
    headings: list[Heading]
    lines: list[Line]
    count: int
    share: str

    @property
    def is_cut(self) -> bool:
        return len(self.lines) < self.count


@dataclass(frozen=True)
class Moved:
    """A figure that the ledger now answers otherwise."""

    label: str
    before: str
    now: str
    url: str


def layout_kept(filling: HandedFilling) -> Layout:
    return Layout(Blank.from_json(filling.kept["layout"]))


def kept_shown(filling: HandedFilling) -> dict[Spot, Shown]:
    found = {}
    for key, cell in filling.kept["cells"].items():
        spot = Spot.read(key)
        number = cell["figure"]
        url = reverse("reports:handed_figure", args=[filling.pk, number]) if number else ""
        is_empty = cell["is_typed"] and not cell["text"]
        if spot is not None:
            kind = "missing" if is_empty else cell["kind"]
            found[spot] = Shown(cell["text"], kind, url, cell["note"])
    return found


def kept_lists(figure: HandedFigure) -> list[KeptList]:
    found = []
    for each in figure.lists:
        numbers = read_numbers(each["numbers"])
        amounts = dict(zip(numbers, each["amounts"] or [], strict=False))
        headings = [Heading(name, "number" if name == AMOUNT else "") for name in each["headings"]]
        rows = {row.number: row for row in figure.filling.rows.of_numbers(each["numbers"])}
        lines = []
        for number in numbers[:_MOST_SHOWN]:
            texts = {**rows[number].cells, AMOUNT: amounts.get(number, "")}
            lines.append(Line("", [(texts.get(head.label, ""), head.kind) for head in headings]))
        found.append(KeptList(each["title"], headings, lines, each["count"], each["share"]))
    return found


def moved_since(filling: HandedFilling) -> list[Moved]:
    """Figures whose answer is no longer the kept one."""
    figures = {_request(figure): figure for figure in filling.figures.all()}
    values = evaluate(figures)
    return [
        Moved(figure.label, figure.text, text_of_value(values[request]), link_to_rows(request))
        for request, figure in figures.items()
        if values[request].number != read_exact(figure.value["number"])
    ]


def _request(figure: HandedFigure) -> Request:
    filling = figure.filling
    parts = (part.partition("=") for part in filter(None, figure.filters.split(";")))
    filters = normal_filters({name: codes for name, _, codes in parts})
    period = _period(filling.period, figure)
    return Request(figure.key, Scope((filling.office_id,), period, filters))


def _period(own: Period, figure: HandedFigure) -> Period:
    """The kept days under the label they had."""
    for known in (own, since_january(own, own.last_day)):
        if (known.first_day, known.last_day) == (figure.first_day, figure.last_day):
            return known
    return Period.between(figure.first_day, figure.last_day)

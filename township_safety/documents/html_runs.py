"""The characters of a document as HTML: nothing said is ever taken as markup."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from township_safety.documents.breaks import guided
from township_safety.documents.characters import legible
from township_safety.documents.model import (
    BlankRun,
    BoxRun,
    FigureRun,
    Run,
    TextRun,
    text_of,
    width_in_ems,
)


def escaped(text: str) -> str:
    return escape(legible(text), quote=True)


attribute = escaped


def printed(runs: tuple[Run, ...]) -> str:
    """Neighbouring runs as one text, so that a number stays with the unit behind it."""
    return "".join(_printed(runs))


def _printed(runs: tuple[Run, ...]) -> Iterator[str]:
    for kind, group in groupby(runs, key=_kind):
        some = tuple(group)
        if kind == "place":
            yield from map(_place, some)
            continue
        shown = escaped(guided(text_of(some)))
        yield f"<strong>{shown}</strong>" if kind == "bold" else shown


def linked(runs: tuple[Run, ...]) -> str:
    """For the screen: a figure leads to its rows."""
    parts = []
    unit = ""
    for run, following in zip(runs, (*runs[1:], None), strict=True):
        match run:
            case FigureRun():
                unit = _unit_behind(run, following)
                parts.append(_figure(run, unit))
                continue
            case TextRun():
                shown = escaped(run.text.removeprefix(unit))
                parts.append(f"<strong>{shown}</strong>" if run.bold else shown)
            case _:
                parts.append(_place(run))
        unit = ""
    return "".join(parts)


def _kind(run: Run) -> str:
    if isinstance(run, BoxRun | BlankRun):
        return "place"
    return "bold" if isinstance(run, TextRun) and run.bold else "plain"


def _place(run: Run) -> str:
    """A box to tick, a blank to write on; what is longer than its blank breaks like any text."""
    if isinstance(run, BoxRun):
        named = "box ticked" if run.ticked else "box"
        box = f'<span class="{named}">{run.mark}</span>'
        return f'<span class="choice">{box}{escaped(run.label)}</span>'
    if isinstance(run, BlankRun) and width_in_ems(run.text) < run.ems:
        return f'<span class="blank">{escaped(run.padded)}</span>'
    return f'<span class="written">{escaped(guided(run.text))}</span>'


def _unit_behind(figure: FigureRun, following: Run | None) -> str:
    """The figure's unit when the next run opens with it."""
    plain = isinstance(following, TextRun) and not following.bold
    if following and plain and figure.unit and following.text.startswith(figure.unit):
        return figure.unit
    return ""


def _figure(figure: FigureRun, unit: str) -> str:
    # The only place where a line may end in 96%（285/297）; see breaks for paper.
    shown = escaped(figure.text).replace("%（", "%<wbr>（")
    title = f' title="{attribute(figure.definition)}"' if figure.definition else ""
    key = f' data-key="{attribute(figure.key)}"'
    if figure.href.startswith("/") and not figure.href.startswith("//"):
        shown = f'<a class="figure" href="{attribute(figure.href)}"{title}{key}>{shown}</a>'
    else:
        shown = f'<span class="figure"{title}{key}>{shown}</span>'
    return f'<span class="together">{shown}{escaped(unit)}</span>' if unit else shown

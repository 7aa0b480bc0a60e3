"""What a text was written from, as data: enough to write the very same text again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from reports.bridging import Bridge
from reports.composing import Commission, Composition, Sources, compose
from reports.correcting.told import Told
from reports.figures import Request, Scope, Value
from reports.figures.prior import filters_text
from reports.figures.scope import Filters
from reports.freezing.text import unlinked
from reports.listed import Asked
from reports.listed.source import Row
from reports.models import IssuedFigure, IssuedReport, ReportTemplate
from reports.models.issued import plain_exact, read_exact
from reports.partitions import Lists
from reports.red_heads import Layout
from reports.subjects import Subject
from reports.turns import Turn
from township_safety.organisation.models import Office
from township_safety.periods import Period


@dataclass
class Recording:
    """Asks the ledger for rows to be told one by one, and remembers the answers."""

    ask: Callable[[str, Asked], Sequence[Row]]
    told: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def __call__(self, code: str, asked: Asked) -> Sequence[Row]:
        rows = self.ask(code, asked)
        self.told[_list_key(code, asked)] = [dict(row) for row in rows]
        return rows


def recorded(commission: Commission) -> tuple[Composition, Recording]:
    """The report from the ledger, and the rows that were told."""
    sources = Sources.of(commission)
    recording = Recording(sources.listed)
    return compose(commission, replace(sources, listed=recording)), recording


def inputs_of(
    commission: Commission, composition: Composition, recording: Recording
) -> dict[str, Any]:
    sources, period = composition.sources, commission.period
    subject = commission.subject
    return {
        "office": plain_row(commission.office),
        "period": [str(period.first_day), str(period.last_day), period.label, period.kind],
        "signed_on": str(commission.signed_on),
        "slots": dict(commission.slots),
        "about": commission.about,
        "offices": list(commission.scope.office_ids),
        "subject": _plain_parts(subject) | {"turn": _plain_parts(subject.turn)}
        if subject
        else None,
        "layout": commission.layout.to_json(),
        "words": dict(sources.words),
        "lists": _plain_parts(sources.lists),
        "bridge": sources.bridge.to_json() if sources.bridge else None,
        "corrections": [told.to_json() for told in sources.corrections],
        "rows": recording.told,
    }


@dataclass(frozen=True)
class KeptCommission(Commission):
    """Of an issued report: what it is about was read then."""

    kept_subject: Subject | None = None
    kept_offices: tuple[int, ...] = ()

    @cached_property
    def subject(self) -> Subject | None:
        return self.kept_subject

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.kept_offices, self.period, closes_at=self.template.closes_at)


def recomposed(issued: IssuedReport) -> Composition:
    """The text written again from what was kept, not from the ledger; without links."""
    kept = issued.inputs
    first, last, label, kind = kept["period"]
    period = Period(date.fromisoformat(first), date.fromisoformat(last), label, kind)
    commission = KeptCommission(
        office=Office(pk=issued.office_id, **read_row(Office, kept["office"])),
        template=ReportTemplate(**read_row(ReportTemplate, issued.template)),
        period=period,
        signed_on=date.fromisoformat(kept["signed_on"]),
        slots=kept["slots"],
        about=kept["about"],
        layout=Layout.from_json(kept["layout"]),
        kept_subject=_subject(kept["subject"]),
        kept_offices=tuple(kept["offices"]),
    )
    again = compose(commission, _sources(issued))
    return replace(again, document=unlinked(again.document), gaps=tuple(issued.gaps))


def _sources(issued: IssuedReport) -> Sources:
    kept = issued.inputs
    values = {value.request: value for value in map(value_of, issued.figures.all())}

    def answers(requests: Iterable[Request]) -> Mapping[Request, Value]:
        return {request: values[request] for request in requests}

    def listed(code: str, asked: Asked) -> Sequence[Row]:
        found: Sequence[Row] = kept["rows"][_list_key(code, asked)]
        return found

    return Sources(
        lists=Lists(**_read_parts(kept["lists"])),
        words=kept["words"],
        bridge=Bridge.from_json(kept["bridge"]) if kept["bridge"] else None,
        corrections=tuple(Told(**told) for told in kept.get("corrections", ())),
        answers=answers,
        listed=listed,
    )


def _subject(kept: dict[str, Any] | None) -> Subject | None:
    if kept is None:
        return None
    parts = dict(kept)
    turn = Turn(**_read_parts(parts.pop("turn")))
    return Subject(turn=turn, **_read_parts(parts))


def _list_key(code: str, asked: Asked) -> str:
    scope = asked.scope
    parts = (code, scope.first_day, scope.last_day, scope.closes_at, filters_text(scope.filters))
    return "|".join(map(str, parts))


# Figures


def value_of(figure: IssuedFigure) -> Value:
    """The kept answer as the figures give it."""
    kept = figure.value
    return Value(
        request=request_of(figure),
        number=read_exact(kept["number"]),
        unit=figure.unit,
        rows=figure.row_count,
        part=read_exact(kept["part"]),
        whole=read_exact(kept["whole"]),
        last=read_exact(kept["last"]),
        recorded=kept["recorded"],
    )


def request_of(figure: IssuedFigure) -> Request:
    """The same question, to be asked of the ledger as it is now."""
    scope = Scope(
        tuple(figure.offices),
        figure.period,
        _filters(figure.filters),
        closes_at=figure.closes_at,
    )
    return Request(figure.key, scope)


def _filters(text: str) -> Filters:
    parts = (part.partition("=") for part in filter(None, text.split(";")))
    return tuple((name, tuple(codes.split(","))) for name, _, codes in parts)


# Plain data


def plain_row(row: models.Model) -> dict[str, Any]:
    """The row's own columns as JSON, without what points at other rows."""
    encoder = DjangoJSONEncoder()
    return {
        name: value
        if isinstance(value, str | int | float | bool | list | dict | None)
        else encoder.default(value)
        for name, value in ((f.name, getattr(row, f.name)) for f in _own_fields(type(row)))
    }


def read_row(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """Arguments for the model; columns that came later keep their first values."""
    known = {field.name: field for field in _own_fields(model)}
    return {name: known[name].to_python(value) for name, value in kept.items() if name in known}


def _own_fields(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not f.is_relation and not f.primary_key]


def _plain_parts(whole: Any) -> dict[str, Any]:
    """The fields of a dataclass; `turn` and its like are added by who knows them."""
    return {
        part.name: _plain(getattr(whole, part.name))
        for part in fields(whole)
        if part.name != "turn"
    }


def _read_parts(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: _read(value) for name, value in kept.items()}


def _plain(value: Any) -> Any:
    """Pairs for what has keys: the order is that of the text, and a key may be a number."""
    if isinstance(value, Mapping):
        return {"pairs": [[_plain(key), _plain(each)] for key, each in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [_plain(each) for each in value]}
    return plain_exact(value)


def _read(kept: Any) -> Any:
    if isinstance(kept, dict) and "pairs" in kept:
        return {_read(key): _read(value) for key, value in kept["pairs"]}
    if isinstance(kept, dict) and "tuple" in kept:
        return tuple(_read(each) for each in kept["tuple"])
    return read_exact(kept)

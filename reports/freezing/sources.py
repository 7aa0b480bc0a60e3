"""What a text was written from, as data: enough to write the very same text again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from reports.bridging import Bridge
from reports.composing import Commission, Composition, Lists, Sources, compose
from reports.figures import Request, Scope, Value
from reports.figures.scope import Filters
from reports.models import IssuedFigure, IssuedReport, ReportTemplate
from reports.models.issued import read_exact
from reports.red_heads import Layout
from township_safety.documents.model import Document
from township_safety.organisation.models import Office
from township_safety.periods import Period


def inputs_of(commission: Commission, composition: Composition) -> dict[str, Any]:
    sources, period = composition.sources, commission.period
    lists = asdict(sources.lists)
    return {
        "office": plain_row(commission.office),
        "period": [str(period.first_day), str(period.last_day), period.label, period.kind],
        "signed_on": str(commission.signed_on),
        "slots": dict(commission.slots),
        "layout": commission.layout.to_json(),
        "words": dict(sources.words),
        # Pairs, for the order of the lists is that of the text.
        "lists": {name: _pairs(value) for name, value in lists.items()},
        "bridge": sources.bridge.to_json() if sources.bridge else None,
    }


def recomposed(issued: IssuedReport) -> Document:
    """The text written again from what was kept, not from the ledger."""
    kept = issued.inputs
    first, last, label, kind = kept["period"]
    period = Period(date.fromisoformat(first), date.fromisoformat(last), label, kind)
    # The key leads to nothing: no question of this text goes to the ledger.
    office = Office(pk=issued.office_id, **read_row(Office, kept["office"]))
    commission = Commission(
        office=office,
        template=ReportTemplate(**read_row(ReportTemplate, issued.template)),
        period=period,
        signed_on=date.fromisoformat(kept["signed_on"]),
        slots=kept["slots"],
        layout=Layout.from_json(kept.get("layout")),
    )
    return compose(commission, _sources(issued)).document


def _sources(issued: IssuedReport) -> Sources:
    kept = issued.inputs
    lists = kept["lists"]
    values = {
        value.request: value
        for value in (value_of(figure, issued.office_id) for figure in issued.figures.all())
    }

    def answers(requests: Iterable[Request]) -> Mapping[Request, Value]:
        return {request: values[request] for request in requests}

    return Sources(
        lists=Lists(
            sectors=dict(lists["sectors"]),
            villages=dict(lists["villages"]),
            sources=tuple(lists["sources"]),
        ),
        words=kept["words"],
        bridge=Bridge.from_json(kept["bridge"]) if kept["bridge"] else None,
        answers=answers,
    )


def value_of(figure: IssuedFigure, office_id: int) -> Value:
    """The kept answer as the figures give it."""
    kept = figure.value
    return Value(
        request=request_of(figure, office_id),
        number=read_exact(kept["number"]),
        unit=figure.unit,
        rows=figure.row_count,
        part=read_exact(kept["part"]),
        whole=read_exact(kept["whole"]),
        last=read_exact(kept["last"]),
        recorded=kept["recorded"],
    )


def request_of(figure: IssuedFigure, office_id: int) -> Request:
    """The same question, to be asked of the ledger as it is now."""
    return Request(figure.key, Scope((office_id,), figure.period, _filters(figure.filters)))


def _filters(text: str) -> Filters:
    parts = (part.partition("=") for part in filter(None, text.split(";")))
    return tuple((name, tuple(codes.split(","))) for name, _, codes in parts)


def plain_row(row: models.Model) -> dict[str, Any]:
    """The row's own columns as JSON, without what points at other rows."""
    names = [field.name for field in _own_fields(type(row))]
    encoder = DjangoJSONEncoder()
    return {
        name: value
        if isinstance(value, str | int | float | bool | list | dict | None)
        else encoder.default(value)
        for name, value in ((name, getattr(row, name)) for name in names)
    }


def read_row(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """Arguments for the model; columns that came later keep their first values."""
    fields = {field.name: field for field in _own_fields(model)}
    return {name: fields[name].to_python(value) for name, value in kept.items() if name in fields}


def _own_fields(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not f.is_relation and not f.primary_key]


def _pairs(value: Any) -> Any:
    return [list(pair) for pair in value.items()] if isinstance(value, dict) else list(value)

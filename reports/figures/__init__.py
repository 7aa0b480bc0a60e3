"""A figure is a question to the ledger: its value, its rows and its meaning in one place."""

from reports.figures import catalogue
from reports.figures.definitions import (
    REGISTRY,
    Attribute,
    Computed,
    Figure,
    Middle,
    Ratio,
    Registry,
    Term,
    UnknownFigure,
)
from reports.figures.dimensions import DIMENSIONS, DimensionProblem
from reports.figures.evaluation import (
    Request,
    RowsBehind,
    Value,
    evaluate,
    rows_behind,
    terms_of,
    value,
)
from reports.figures.scope import NONE, Filters, Scope, normal_filters

__all__ = [
    "DIMENSIONS",
    "NONE",
    "REGISTRY",
    "Attribute",
    "Computed",
    "DimensionProblem",
    "Figure",
    "Filters",
    "Middle",
    "Ratio",
    "Registry",
    "Request",
    "RowsBehind",
    "Scope",
    "Term",
    "UnknownFigure",
    "Value",
    "catalogue",
    "evaluate",
    "normal_filters",
    "rows_behind",
    "terms_of",
    "value",
]

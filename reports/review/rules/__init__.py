"""The rules of a strict editor, one module per family."""

from reports.review.rules import (
    balance,
    claims,
    days,
    inventory,
    numbering,
    placeholders,
    repeats,
    sections,
    statuses,
    totals,
    units,
    wording,
)

__all__ = [
    "balance",
    "claims",
    "days",
    "inventory",
    "numbering",
    "placeholders",
    "repeats",
    "sections",
    "statuses",
    "totals",
    "units",
    "wording",
]

"""Every figure of the office, by subject. Importing this fills the registry."""

from reports.figures.catalogue import (
    activities,
    clearances,
    delays,
    duties,
    governance,
    hazards,
    inspections,
    records,
    register,
)

__all__ = [
    "activities",
    "clearances",
    "delays",
    "duties",
    "governance",
    "hazards",
    "inspections",
    "records",
    "register",
]

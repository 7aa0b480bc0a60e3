"""Every figure of the office, by subject. Importing this fills the registry."""

from reports.figures.catalogue import activities, hazards, inspections, records, register

__all__ = ["activities", "hazards", "inspections", "records", "register"]

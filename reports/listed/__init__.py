"""Lists of ledger rows that a report tells one by one: what there is, and the words of each."""

from reports.listed.sources import SOURCES, Asked, RowSource

__all__ = ["SOURCES", "Asked", "RowSource"]

"""What the desk keeps of its own: uploads on their way into the ledgers."""

from township_safety.desk.models.imports import ImportBatch, ImportedRow, LedgerMapping

__all__ = ["ImportBatch", "ImportedRow", "LedgerMapping"]

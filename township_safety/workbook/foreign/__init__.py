"""Ledgers of other offices and years: found in their sheets, matched, converted, judged.

In order: files.read_file, tables_of, propose, then until settling.problems and open_names are
empty the person settles; convert, examine, bring_in.
"""

from township_safety.workbook.foreign.converting import Converted, OpenName, convert, open_names
from township_safety.workbook.foreign.dialects import Dialect, Terms
from township_safety.workbook.foreign.drafts import Draft, Remark
from township_safety.workbook.foreign.finding import Found, LeftOut, table_below
from township_safety.workbook.foreign.outcomes import (
    Examination,
    RowOutcome,
    State,
    bring_in,
    bring_in_all,
    examine,
    row_by_row,
)
from township_safety.workbook.foreign.proposing import propose
from township_safety.workbook.foreign.settling import (
    Certainty,
    Choice,
    Settlement,
    SourceColumn,
    Use,
    fingerprint,
    problems,
    source_columns,
)
from township_safety.workbook.foreign.similar import Candidate, SimilarNames
from township_safety.workbook.foreign.tables import guess_sheet, tables_of

__all__ = [
    "Candidate",
    "Certainty",
    "Choice",
    "Converted",
    "Dialect",
    "Draft",
    "Examination",
    "Found",
    "LeftOut",
    "OpenName",
    "Remark",
    "RowOutcome",
    "Settlement",
    "SimilarNames",
    "SourceColumn",
    "State",
    "Terms",
    "Use",
    "bring_in",
    "bring_in_all",
    "convert",
    "examine",
    "fingerprint",
    "guess_sheet",
    "open_names",
    "problems",
    "propose",
    "row_by_row",
    "source_columns",
    "table_below",
    "tables_of",
]

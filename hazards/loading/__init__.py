"""Loading ledgers of hazards: rows of a file become hazards with their dated rows and history."""

from hazards.loading.counts import load_counts
from hazards.loading.entries import load_hazards, prepare_hazards
from hazards.loading.kept import load_kept
from hazards.loading.lines import (
    load_deadlines,
    load_listings,
    load_rectifications,
    load_referrals,
)
from hazards.loading.notices import load_notice_items, load_notices

__all__ = [
    "load_counts",
    "load_deadlines",
    "load_hazards",
    "load_kept",
    "load_listings",
    "load_notice_items",
    "load_notices",
    "load_rectifications",
    "load_referrals",
    "prepare_hazards",
]

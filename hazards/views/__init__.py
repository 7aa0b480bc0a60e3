"""Pages of the hazard ledger: hazards, counts, notices."""

"""下发表格填报: blank forms of other departments, taught once, filled from the ledger."""

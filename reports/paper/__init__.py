"""Papers about a report that are signed by hand."""

"""Forms of the hazard pages; each names the action it performs."""

"""Forms of the outings and their checklists."""

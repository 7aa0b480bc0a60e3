"""Pages of the outings and their checklists."""

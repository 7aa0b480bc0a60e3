"""The forms of an outing: one file each, from a row to its paper."""

"""The forms that are signed: one file each, from a row to its paper."""

"""Rows for tests: each function makes one valid row, the caller says only what matters."""

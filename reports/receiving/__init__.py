"""收报台: what the offices below send in, whether it came in time, and what became of it."""

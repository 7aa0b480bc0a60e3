"""A number that has not been given out before, for names that must differ."""

from itertools import count

_numbers = count(1)


def fresh() -> int:
    return next(_numbers)

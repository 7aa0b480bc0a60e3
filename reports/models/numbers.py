"""Sets of row numbers as short text: 1-200,205."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def write_numbers(numbers: Iterable[int]) -> str:
    return ",".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in _runs(sorted(set(numbers)))
    )


def read_numbers(text: str) -> list[int]:
    """In ascending order."""
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield numbers[start], number
            start = place + 1

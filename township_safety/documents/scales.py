"""Axes and label widths of charts: pure arithmetic, in pt."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from township_safety.documents.numerals import trimmed

Number = int | float


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low`..`high` onto `start`..`end`, with a tick at every `step`."""

    low: float
    high: float
    step: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Iterable[Number | None], *, start: float, end: float) -> "Scale":
        """A scale from zero that holds all values and ends on round numbers."""
        known = [value for value in values if value is not None]
        low, high = min([0, *known]), max([0, *known])
        whole = all(float(value).is_integer() for value in known)
        step = _round_step((high - low) / 4, whole=whole)
        low = math.floor(low / step) * step
        high = max(math.ceil(high / step) * step, low + step)
        return cls(low=low, high=high, step=step, start=start, end=end)

    def at(self, value: Number) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]


def _round_step(least: float, *, whole: bool) -> float:
    """The next 1, 2 or 5 times a power of ten; for counts no less than one."""
    if least <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * 0.999)
    return max(step, 1) if whole else step


def number_text(value: Number, unit: str = "") -> str:
    """At most two decimals; of the units only % is short enough to stand at every value."""
    return trimmed(Decimal(str(value)), decimals=2) + ("%" if unit == "%" else "")


def text_width(text: str, size: float) -> float:
    """How wide the text is set, to the safe side: digits and Latin letters 0.6 em, others 1 em."""
    return sum(0.6 if character.isascii() else 1 for character in text) * size


def wrapped(text: str, *, width: float, size: float, lines: int) -> list[str]:
    """The text in at most so many lines of that width, of even length; the rest becomes …"""
    found = _filled(text, width=width, size=size)
    if len(found) > lines:
        kept = found[:lines]
        last = kept[-1]
        while len(last) > 1 and text_width(last + "…", size) > width:
            last = last[:-1]
        return [*kept[:-1], last + "…"]
    even = _filled(text, width=text_width(text, size) / len(found) + size * 0.5, size=size)
    return even if len(even) == len(found) else found


def _filled(text: str, *, width: float, size: float) -> list[str]:
    """Lines filled from the start; a character wider than the line stands alone."""
    found: list[str] = [""]
    for character in text:
        if found[-1] and text_width(found[-1] + character, size) > width:
            found.append("")
        found[-1] += character
    return found

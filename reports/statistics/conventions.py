"""How the office writes zeros, rates and money; the exact number stays behind each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.figures import Value
from reports.models import StatisticsSettings
from reports.printing import UNRECORDED
from reports.statistics.columns import Kind
from township_safety.documents.numerals import trimmed

_YUAN_IN_WAN = 10000
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Written:
    """The text of a cell, and what a workbook holds for it: a number where the text is one."""

    text: str
    number: int | Decimal | None = None


@dataclass(frozen=True)
class Conventions:
    zero: str
    no_rate: str
    rate_decimals: int
    money_decimals: int
    keeps_zeros: bool

    @classmethod
    def of(cls, settings: StatisticsSettings) -> Conventions:
        return cls(
            zero=settings.zero,
            no_rate=settings.no_rate,
            rate_decimals=settings.rate_decimals,
            money_decimals=settings.money_decimals,
            keeps_zeros=settings.keeps_zeros,
        )

    def decimals(self, kind: Kind) -> int:
        return {Kind.RATE: self.rate_decimals, Kind.MONEY: self.money_decimals}.get(kind, 0)

    def write(self, value: Value, kind: Kind) -> Written:
        if not value.recorded:
            return Written(UNRECORDED)
        if kind is Kind.RATE:
            return self._rate(value)
        if not value.number:
            return self.nothing(kind)
        number = Decimal(value.number)
        return self._written(number / _YUAN_IN_WAN if kind is Kind.MONEY else number, kind)

    def nothing(self, kind: Kind) -> Written:
        """A zero; of a rate, that there is nothing to divide by."""
        chosen = self.no_rate if kind is Kind.RATE else self.zero
        if chosen == StatisticsSettings.NoRate.WHOLE:
            return self._written(_WHOLE, kind)
        if chosen == StatisticsSettings.Zero.BLANK:
            return Written("")
        return Written(chosen, 0 if chosen == StatisticsSettings.Zero.DIGIT else None)

    def _rate(self, value: Value) -> Written:
        if value.number is None:
            return self.nothing(Kind.RATE)
        return self._written(Decimal(value.number), Kind.RATE)

    def _written(self, number: Decimal, kind: Kind) -> Written:
        places = self.decimals(kind)
        rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if self.keeps_zeros:
            return Written(format(rounded, "f"), rounded)
        text = trimmed(number, decimals=places)
        return Written(text, int(rounded) if rounded == rounded.to_integral_value() else rounded)

    def number_format(self, kind: Kind) -> str:
        """As a workbook shows it; General drops the zeros at the end of decimals."""
        places = self.decimals(kind)
        if kind is Kind.COUNT:
            return "0"
        return f"0.{'0' * places}" if self.keeps_zeros and places else "General"

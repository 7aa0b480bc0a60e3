"""How far each letter of a year is signed: owed, signed, rate, who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from township_safety.activities.models import LetterObligation
from township_safety.documents.numerals import percent


@dataclass
class LetterRate:
    """One kind of letter of one year."""

    year: int
    letter_class: str
    class_label: str
    kind_code: str
    kind_name: str
    owed: int = 0
    signed: int = 0
    missing: list[LetterObligation] = field(default_factory=list)
    done: list[LetterObligation] = field(default_factory=list)

    @property
    def rate(self) -> str:
        return percent(self.signed, self.owed)

    @property
    def missing_names(self) -> str:
        """Whom to call; of long lists the first ones."""
        names = [row.counterparty for row in self.missing]
        return "、".join(names[:8]) + ("等" if len(names) > 8 else "")


def letter_rates(obligations: Iterable[LetterObligation]) -> list[LetterRate]:
    """From rows of with_signed()."""
    found: dict[tuple[int, str, int], LetterRate] = {}
    for row in obligations:
        key = (row.year, row.letter_class, row.kind_id)
        if key not in found:
            found[key] = LetterRate(
                row.year,
                row.letter_class,
                row.get_letter_class_display(),
                row.kind.code,
                row.kind.name,
            )
        rate = found[key]
        rate.owed += row.copies
        rate.signed += row.signed_copies
        (rate.missing if row.signed_copies < row.copies else rate.done).append(row)
    return list(found.values())

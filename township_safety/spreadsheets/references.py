"""Where rows, cells and formulas of a workbook stand after rows were put into one of its sheets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.cell import get_column_letter

_CELLS = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Z]{1,3}\$?)(\d{1,7}))?", re.IGNORECASE)
_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")


@dataclass(frozen=True)
class Stretch:
    """`count` rows that look like row `like` are put below it, in the sheet of that title.

    `like` is the line before the last of a list, so that sums over it take the new lines in; of
    a list of one line it is this line, `is_only`.
    """

    sheet: str
    like: int
    count: int
    is_only: bool = False

    @property
    def last(self) -> int:
        """The last line of the list, as the form came."""
        return self.like if self.is_only else self.like + 1

    def row(self, row: int) -> int:
        return row + self.count if row > self.like else row

    def rows(self, first: int, last: int, *, grows: bool = True) -> tuple[int, int]:
        """What ends with the only line of the list goes on to the end of the new ones."""
        if grows and self.is_only and first <= self.like == last:
            return first, last + self.count
        return self.row(first), self.row(last)


def moved_places(text: str, stretch: Stretch, *, grows: bool = True) -> str:
    """A5, $A$5:$C$9 or 5:9; anything else, as a name or whole columns, stays."""
    if (found := _CELLS.fullmatch(text) or _ROWS.fullmatch(text)) is None:
        return text
    if found[4] is None:
        return f"{found[1]}{stretch.row(int(found[2]))}"
    first, last = stretch.rows(int(found[2]), int(found[4]), grows=grows)
    return f"{found[1]}{first}:{found[3]}{last}"


def moved_list(text: str, stretch: Stretch) -> str:
    """Several of them with spaces between."""
    return " ".join(moved_places(part, stretch) for part in text.split())


def moved_formula(formula: str, stretch: Stretch, *, own: str, row: int = 0) -> str:
    """A formula of the sheet `own`, with or without its sign of equality.

    One in the line that is copied, say a sum over its columns, speaks of this line only.
    """
    grows = not (own == stretch.sheet and row == stretch.like)

    def move(operand: str) -> str:
        sheet, mark, places = operand.rpartition("!")
        named = sheet.removeprefix("'").removesuffix("'").replace("''", "'") if mark else own
        if named != stretch.sheet:
            return operand
        return sheet + mark + moved_places(places, stretch, grows=grows)

    return _with_operands(formula, move)


def _with_operands(formula: str, move: Callable[[str], str]) -> str:
    sign = "" if formula.startswith("=") else "="
    try:
        tokens = Tokenizer(sign + formula).items
    except (TokenizerError, IndexError):
        return formula  # nothing that a program could reckon either
    pieces = [
        move(token.value)
        if token.type == Token.OPERAND and token.subtype == Token.RANGE
        else token.value
        for token in tokens
    ]
    return ("" if sign else "=") + "".join(pieces)


def as_in_place(formula: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    """The formula of one cell (row, column) as it reads when copied to another."""
    sign = "" if formula.startswith("=") else "="
    start, end = (f"{get_column_letter(column)}{row}" for row, column in (origin, place))
    try:
        found: str = Translator(sign + formula, start).translate_formula(end)
    except (TokenizerError, TranslatorError, IndexError):
        return formula
    return found.removeprefix(sign) if sign else found

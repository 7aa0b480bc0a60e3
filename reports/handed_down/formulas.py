"""What the sums of a form come to, so that they can be read before the file is opened.

Only plain arithmetic and the commonest functions; anything else is left to the program that
opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

Place = tuple[int, int]
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<range>\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+)"
    r"|(?P<ref>\$?[A-Z]{1,3}\$?\d+)(?![\w(!])|(?P<name>[A-Z]+)(?=\()|(?P<sign>[-+*/(),%]))",
    re.IGNORECASE,
)
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)", re.IGNORECASE)
_MOST_CELLS = 20_000
_DEEPEST = 60


class Unreckonable(Exception):
    """Not one of the formulas known here, or one that goes in a circle."""


class Reckoner:
    """The formulas of one sheet over its numbers; texts and empty cells count as nothing."""

    def __init__(self, formulas: Mapping[Place, str], numbers: Mapping[Place, Decimal]) -> None:
        self.formulas, self.numbers = formulas, dict(numbers)
        self.open: set[Place] = set()

    def results(self) -> dict[Place, Decimal]:
        found = {}
        for place in self.formulas:
            try:
                found[place] = self.at(place)
            except (Unreckonable, ArithmeticError, RecursionError):
                continue
        return found

    def at(self, place: Place) -> Decimal:
        if place in self.numbers:
            return self.numbers[place]
        formula = self.formulas.get(place)
        if formula is None:
            return Decimal(0)
        if place in self.open or len(self.open) > _DEEPEST:
            raise Unreckonable
        self.open.add(place)
        try:
            self.numbers[place] = _Reading(formula, self).whole()
        finally:
            self.open.discard(place)
        return self.numbers[place]

    def filled(self, places: list[Place]) -> list[Decimal]:
        """Of a range only what holds a number."""
        return [
            self.at(place) for place in places if place in self.numbers or place in self.formulas
        ]


class _Reading:
    """Reads a formula once, from left to right."""

    def __init__(self, formula: str, sheet: Reckoner) -> None:
        self.sheet = sheet
        self.tokens = _tokens(formula.removeprefix("=").strip())
        self.next = 0

    def whole(self) -> Decimal:
        value = self._sum()
        if self.next != len(self.tokens):
            raise Unreckonable
        return value

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.next] if self.next < len(self.tokens) else ("", "")

    def _take(self, *signs: str) -> str:
        kind, text = self._peek()
        if kind == "sign" and text in signs:
            self.next += 1
            return text
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._take("+", "-"):
            value = value + self._product() if sign == "+" else value - self._product()
        return value

    def _product(self) -> Decimal:
        value = self._signed()
        while sign := self._take("*", "/"):
            value = value * self._signed() if sign == "*" else value / self._signed()
        return value

    def _signed(self) -> Decimal:
        if self._take("-"):
            return -self._signed()
        self._take("+")
        value = self._one()
        while self._take("%"):
            value /= 100
        return value

    def _one(self) -> Decimal:
        kind, text = self._peek()
        self.next += 1
        match kind:
            case "number":
                return Decimal(text)
            case "ref":
                return self.sheet.at(_place(text))
            case "name":
                return self._function(text.upper())
            case "sign" if text == "(":
                value = self._sum()
                if self._take(")"):
                    return value
        raise Unreckonable

    def _function(self, name: str) -> Decimal:
        reckon = _FUNCTIONS.get(name)
        if reckon is None or not self._take("("):
            raise Unreckonable
        values: list[Decimal] = []
        while True:
            kind, text = self._peek()
            if kind == "range":
                self.next += 1
                values += self.sheet.filled(_range(text))
            else:
                values.append(self._sum())
            if self._take(")"):
                return reckon(values)
            if not self._take(","):
                raise Unreckonable


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise Unreckonable
        found.append((token.lastgroup, token[token.lastgroup]))
        place = token.end()
    return found


def _place(reference: str) -> Place:
    found = _REF.fullmatch(reference)
    if found is None:
        raise Unreckonable
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _range(text: str) -> list[Place]:
    first, last = (_place(end) for end in text.split(":"))
    rows, columns = sorted((first[0], last[0])), sorted((first[1], last[1]))
    if (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > _MOST_CELLS:
        raise Unreckonable
    return [
        (row, column)
        for row in range(rows[0], rows[1] + 1)
        for column in range(columns[0], columns[1] + 1)
    ]


def _rounded(values: list[Decimal]) -> Decimal:
    number, places = values if len(values) == 2 else (values[0], Decimal(0))
    return number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


_FUNCTIONS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "SUM": lambda values: sum(values, Decimal(0)),
    "AVERAGE": lambda values: sum(values, Decimal(0)) / len(values),
    "MAX": lambda values: max(values, default=Decimal(0)),
    "MIN": lambda values: min(values, default=Decimal(0)),
    "COUNT": lambda values: Decimal(len(values)),
    "ROUND": _rounded,
}

"""What a column holds: how a cell becomes a value, a value a cell, and a text on the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone

from township_safety.spreadsheets import ERROR_VALUES
from township_safety.values import (
    ValueProblem,
    clean_text,
    credit_code,
    parse_amount,
    parse_date,
    parse_decimal,
    parse_flag,
    parse_moment,
    parse_whole,
)

FOUNDING_YEAR = 1900  # earliest year of a date that is not the day of the row's fact


@dataclass(frozen=True)
class Reading:
    """What a cell's meaning depends on beside its content."""

    date_1904: bool = False
    default_year: int | None = None
    unit: str = "元"


class Kind:
    """Base: text as it stands."""

    width: ClassVar[float] = 14
    number_format: ClassVar[str | None] = None
    align: ClassVar[str] = ""  # "right" for figures on the screen

    def parse(self, raw: Any, reading: Reading) -> Any:
        """The model's value, None for nothing. Raises ValueProblem."""
        raise NotImplementedError

    def cell(self, value: Any) -> Any:
        """The value as it stands in a workbook, and reads back from one."""
        return value

    def text(self, value: Any) -> str:
        """The value on the screen."""
        return "" if value is None else str(value)

    def key(self, value: Any) -> Any:
        """For comparing two values of a fingerprint."""
        return value


class Text(Kind):
    width = 16

    def __init__(self, *, max_length: int | None = None, multiline: bool = False) -> None:
        self.max_length = max_length
        self.multiline = multiline

    def parse(self, raw: Any, reading: Reading) -> str:
        if isinstance(raw, str) and raw in ERROR_VALUES:
            raise ValueProblem(f"单元格里的公式有错误（{raw}），请改成文字或数字。")
        return clean_text(raw, max_length=self.max_length, multiline=self.multiline)

    def cell(self, value: Any) -> str | None:
        return value or None

    def key(self, value: Any) -> str:
        return re.sub(r"\s", "", clean_text(value))


class LongText(Text):
    width = 40


class CreditCode(Text):
    width = 22

    def parse(self, raw: Any, reading: Reading) -> str:
        return clean_text(credit_code(super().parse(raw, reading)), max_length=18)


class Date(Kind):
    width = 12
    number_format = "yyyy-mm-dd"

    def __init__(self, *, is_fact: bool = False) -> None:
        self._years = {} if is_fact else {"first_year": FOUNDING_YEAR}

    def parse(self, raw: Any, reading: Reading) -> date | None:
        return parse_date(
            raw, default_year=reading.default_year, date_1904=reading.date_1904, **self._years
        )

    def cell(self, value: date | None) -> datetime | None:
        return None if value is None else datetime.combine(value, time())

    def text(self, value: date | None) -> str:
        return "" if value is None else value.isoformat()


class Moment(Kind):
    """A day and a time of day in the office's time zone, to the minute."""

    width = 17
    number_format = "yyyy-mm-dd hh:mm"

    def parse(self, raw: Any, reading: Reading) -> datetime | None:
        moment = parse_moment(raw, default_year=reading.default_year, date_1904=reading.date_1904)
        return None if moment is None else timezone.make_aware(moment)

    def cell(self, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        return timezone.make_naive(value).replace(second=0, microsecond=0)

    def text(self, value: datetime | None) -> str:
        return "" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


class Clock(Kind):
    """A time of day."""

    width = 9
    _SHAPE = re.compile(r"([0-9]{1,2})[:：时点]([0-9]{1,2})?(?:[:：分][0-9]{0,2})?[分秒]?")

    def parse(self, raw: Any, reading: Reading) -> time | None:
        if isinstance(raw, datetime):
            return raw.time().replace(second=0, microsecond=0)
        if isinstance(raw, time):
            return raw.replace(second=0, microsecond=0)
        text = clean_text(raw)
        if not text:
            return None
        found = self._SHAPE.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValueProblem(f"“{text}”不是时间，请写成 9:30。")
        return time(hour, minute)

    def cell(self, value: time | None) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def text(self, value: time | None) -> str:
        return self.cell(value) or ""


class Whole(Kind):
    width = 10
    align = "right"

    def __init__(self, *, allow_negative: bool = False) -> None:
        self.allow_negative = allow_negative

    def parse(self, raw: Any, reading: Reading) -> int | None:
        return parse_whole(raw, allow_negative=self.allow_negative)


class Number(Kind):
    """A number with decimals: lengths, weights, coordinates."""

    width = 10
    align = "right"

    def __init__(self, *, places: int = 2, allow_negative: bool = False) -> None:
        self.places = places
        self.allow_negative = allow_negative

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        return parse_decimal(raw, places=self.places, allow_negative=self.allow_negative)

    def cell(self, value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    def text(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value.normalize():f}"


class Amount(Kind):
    """Money, kept in 元."""

    width = 14
    number_format = "#,##0.00"
    align = "right"

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        return parse_amount(raw, unit=reading.unit)

    def cell(self, value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    def text(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:,.2f}"


class Flag(Kind):
    width = 8

    def parse(self, raw: Any, reading: Reading) -> bool | None:
        return parse_flag(raw)

    def cell(self, value: bool | None) -> str | None:
        return None if value is None else ("是" if value else "否")

    def text(self, value: bool | None) -> str:
        return self.cell(value) or ""


class Choice(Kind):
    """One of a field's choices, by its label, its code, or another word people use for it."""

    width = 12

    def __init__(self, choices: list[tuple[Any, str]], *, words: Mapping[str, Any]) -> None:
        self.labels = {value: str(label) for value, label in choices if value not in ("", None)}
        self._by_text = {self._plain(label): value for value, label in self.labels.items()}
        self._by_text |= {self._plain(word): value for word, value in words.items()}
        for value in self.labels:
            self._by_text.setdefault(self._plain(value), value)

    @staticmethod
    def _plain(text: Any) -> str:
        return re.sub(r"[\s（()）]", "", clean_text(text)).lower()

    def parse(self, raw: Any, reading: Reading) -> Any:
        text = clean_text(raw)
        if not text or text in ("/", "-", "—"):
            return None
        if (plain := self._plain(text)) not in self._by_text:
            raise ValueProblem(
                f"“{text[:30]}”不在选项中，可填：{'、'.join(self.labels.values())}。"
            )
        return self._by_text[plain]

    def cell(self, value: Any) -> str | None:
        return self.labels.get(value, value) or None

    def text(self, value: Any) -> str:
        return self.cell(value) or ""


class Uid(Kind):
    width = 12

    def parse(self, raw: Any, reading: Reading) -> UUID | None:
        text = clean_text(raw)
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            raise ValueProblem(
                f"“{text[:40]}”不是记录号；新增的行请把这一格留空，已有的行请保持原样。"
            ) from None

    def cell(self, value: UUID | None) -> str | None:
        return None if value is None else str(value)


class Data(Kind):
    """Structured settings of a row, written as JSON."""

    width = 24

    def parse(self, raw: Any, reading: Reading) -> Any:
        text = clean_text(raw)
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            raise ValueProblem("内容格式不对，请保持导出时的样子，或留空。") from None

    def cell(self, value: Any) -> str | None:
        if value in (None, "", {}, []):
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def text(self, value: Any) -> str:
        return self.cell(value) or ""


class Ref(Kind):
    """Another row, by what people call it. Resolved by references.Resolver, not here."""

    def parse(self, raw: Any, reading: Reading) -> str:
        return clean_text(raw)

    def text(self, value: Any) -> str:
        return "" if value is None else str(value)


class Many(Ref):
    """Several other rows, separated by 、"""

    width = 20

    def text(self, value: Any) -> str:
        return "、".join(str(row) for row in value)


# For columns that are no field of the model.
NAMED: dict[str, Kind] = {
    "text": Text(),
    "long": LongText(multiline=True),
    "date": Date(is_fact=True),
    "moment": Moment(),
    "clock": Clock(),
    "whole": Whole(),
    "amount": Amount(),
    "flag": Flag(),
}

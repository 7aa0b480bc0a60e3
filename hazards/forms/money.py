"""Money in a form: 元 or 万元, told back in words, asked about once when the two look mixed up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from township_safety.organisation.form_fields import DecimalField
from township_safety.values.amounts import amount_in_words

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object

YUAN, WAN = "元", "万元"
# What a general hazard seldom costs.
MUCH = Decimal(1_000_000)
# 99,999万元 is a sum; with one more digit it was most likely meant in 元.
DIGITS_OF_WAN = 5
_TIMES = 10_000
_BARE = re.compile(r"[\d０-９.．,， ]+")
_SHOWN = re.compile(rf"(?P<number>[\d.]+)(?P<unit>{WAN}|{YUAN})")


class MoneyInput(forms.TextInput):
    """A number and its unit; together they read “1.2万元”. A unit that is typed wins."""

    template_name = "components/money.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        unit = data.get(f"{name}_unit", YUAN)
        is_bare = isinstance(text, str) and _BARE.fullmatch(text.strip())
        return f"{text.strip()}{WAN if unit == WAN else YUAN}" if is_bare else text

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = _SHOWN.fullmatch(value or "")
        if shown is not None:
            context["widget"]["value"] = shown["number"]
        unit = shown["unit"] if shown else YUAN
        context["widget"]["units"] = [(one, one == unit) for one in (YUAN, WAN)]
        return context


class MoneyField(DecimalField):
    """Clean value: 元 with two decimals."""

    widget = MoneyInput(attrs={"inputmode": "decimal", "class": "input--number"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_digits", 14)
        options.setdefault("decimal_places", 2)
        options.setdefault("help_text", "选元或万元；也可以直接写“1.2万元”")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Always with its unit, so that no select beside it can change what it says."""
        plain = super().prepare_value(value)
        return f"{plain}{YUAN}" if isinstance(value, Decimal) else plain


class CheckboxInput(forms.CheckboxInput):
    """A tick that answers for one sum only; for another one it is not set.

    Its name is that of the widget it replaces: by it the page knows how to draw a tick.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return bool(data.get(name) == self.attrs["value"])


class MoneyGuard(_Form):
    """Asks once whether the sum in `money` is right, when 元 and 万元 look mixed up."""

    money: ClassVar[str]

    def sure_name(self) -> str:
        return f"{self.money}_sure"

    def planned_sum(self) -> Decimal | None:
        """What was said before, with which a sum ten thousand times off is compared."""
        return None

    def is_general(self, cleaned: dict[str, Any]) -> bool:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        amount = cleaned.get(self.money)
        if self.money in self.fields and isinstance(amount, Decimal):
            self._ask(amount, doubt=self._doubt(amount, cleaned))
        return cleaned

    def _doubt(self, amount: Decimal, cleaned: dict[str, Any]) -> str:
        if self.money not in self.changed_data:
            return ""
        before = self.planned_sum()
        if before and amount and amount * _TIMES == before:
            return f"正好是原来填的整改资金{_told(before)}的万分之一"
        if before and amount == before * _TIMES:
            return f"正好是原来填的整改资金{_told(before)}的一万倍"
        if self._is_long_in_wan():
            return f"单位是万元，数字却超过{DIGITS_OF_WAN}位"
        if amount >= MUCH and self.is_general(cleaned):
            return "一般隐患的金额达到100万元"
        return ""

    def _is_long_in_wan(self) -> bool:
        said = str(self[self.money].data or "").replace(",", "").replace("，", "")
        whole = said.removesuffix(WAN).partition(".")[0].strip()
        return said.endswith(WAN) and len(whole.lstrip("0")) > DIGITS_OF_WAN

    def _ask(self, amount: Decimal, *, doubt: str) -> None:
        if not doubt:
            return
        name = self.sure_name()
        sure = CheckboxInput(attrs={"value": str(amount)})
        self.fields[name] = forms.BooleanField(
            label=f"金额{_told(amount)}没有错", required=False, widget=sure
        )
        names = list(self.fields)
        names.insert(names.index(self.money) + 1, names.pop())
        self.order_fields(names)
        if not self[name].data:
            self.add_error(
                self.money,
                f"{doubt}，请核对单位：{_told(amount)}。没有错的，勾选“金额没有错”再保存",
            )

    def asked_beside(self, names: Iterable[str]) -> Iterator[str]:
        """The names of a group of fields, with the question behind the sum when it is asked."""
        for name in names:
            yield name
            if name == self.money and self.sure_name() in self.fields:
                yield self.sure_name()


def _told(amount: Decimal) -> str:
    plain = f"{amount:f}".removesuffix(".00")
    return f"{plain}元（{amount_in_words(amount)}）"

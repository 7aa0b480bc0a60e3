"""A kept number as it is read: with its unit where one belongs behind it."""

from __future__ import annotations

from typing import Any

from django.db import models

_ENDS = ("余", "万", "亿")


def unit_behind(text: str, unit: str) -> str:
    """A rate carries its sign in its text; 未建账, / and — have no unit."""
    is_number = text[-1:].isdigit() or text.endswith(_ENDS)
    return unit if is_number and unit != "%" else ""


def with_unit(text: str, unit: str) -> str:
    return f"{text}{unit_behind(text, unit)}"


class Said(models.Model):
    """What a kept figure reads like; its columns are those of the figure."""

    text: Any
    unit: Any

    class Meta:
        abstract = True

    @property
    def unit_beside(self) -> str:
        return unit_behind(self.text, self.unit)

    @property
    def said(self) -> str:
        return with_unit(self.text, self.unit)

"""Pinyin initials, by which a long name is found with a few keys: 测试木器厂 is csmqc."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute


@lru_cache(maxsize=4096)
def initials_of(text: str) -> str:
    """First letters of the characters, letters and digits as they are, the rest left out."""
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(sign for sign in "".join(parts).lower() if sign.isascii() and sign.isalnum())


class _Following(DeferredAttribute):
    """Whoever reads the column, to save it or to compare it, reads what the text is now."""

    field: InitialsField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        return initials_of(getattr(instance, self.field.source) or "")[: self.field.max_length]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class InitialsField(models.CharField[str, str]):
    """A column for searching that follows the text of another."""

    descriptor_class = _Following

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        options = {"max_length": 200, "blank": True, "editable": False, "default": ""}
        super().__init__(*args, **{**options, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

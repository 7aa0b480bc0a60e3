"""Two versions of a template side by side, line by line, as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from reports.blocks import KINDS
from reports.editing.actions import SETTINGS
from reports.editing.records import walk
from reports.models import ReportTemplate
from reports.wording import Translator


@dataclass(frozen=True)
class Change:
    """`kind` is same, added, removed; the line as people read it."""

    kind: str
    text: str


def lines_of(version: Any, translator: Translator) -> list[str]:
    """Settings and blocks of a version, one line each."""
    lines = [f"{label}：{value}" for label, value in settings_of(version, translator) if value]
    return [*lines, *(block_line(path, one, translator) for path, one in walk(version.blocks))]


def settings_of(version: Any, translator: Translator) -> Iterator[tuple[str, str]]:
    """Each setting with its name and its value in words."""
    for name in SETTINGS:
        field: Any = ReportTemplate._meta.get_field(name)
        value = getattr(version, name)
        if name == "title":
            value = translator.shown(value)
        elif name == "sectors":
            names = sector_names(translator)
            value = "、".join(names.get(code, code) for code in value)
        elif field.choices:
            value = dict(field.flatchoices).get(value, value)
        elif isinstance(value, bool):
            value = "是" if value else "否"
        yield str(field.verbose_name), "" if value is None else str(value)


def sector_names(translator: Translator) -> dict[str, str]:
    return translator.choices("hazard.found", "sector")


def block_line(path: tuple[int, ...], record: dict[str, Any], translator: Translator) -> str:
    """Its kind and everything that is filled in; within a round set in."""
    kind = KINDS[record["kind"]]
    parts = []
    for declared in kind.fields:
        value = record.get(declared.name)
        if not value or declared.input == "blocks" or declared.name == "name":
            continue
        is_flag = declared.input == "flag"
        parts.append(declared.label if is_flag else said(declared, value, translator))
    off = "（不写入报告）" if record.get("off") else ""
    return f"{'　' * (len(path) - 1)}{kind.label}{off}：{'；'.join(parts)}".rstrip("：")


def said(declared: Any, value: Any, translator: Translator) -> str:
    """A field's value as people read it."""
    if declared.input == "wording":
        return translator.shown(value)
    if declared.input == "flag":
        return "是"
    if declared.input == "choices":
        names = declared.choices or sector_names(translator)
        return "、".join(names.get(code, code) for code in value)
    choices = declared.choices or {}
    return str(choices.get(str(value), value))


def difference(old: list[str], new: list[str]) -> list[Change]:
    found: list[Change] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            found += [Change("same", line) for line in new[new_from:new_to]]
            continue
        found += [Change("removed", line) for line in old[old_from:old_to]]
        found += [Change("added", line) for line in new[new_from:new_to]]
    return found

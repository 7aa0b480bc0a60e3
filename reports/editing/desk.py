"""What the page of a template shows of its blocks and its sectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.blocks import KINDS
from reports.editing.comparing import said
from reports.editing.forms import sectors_of
from reports.editing.library import GROUPS, group_of
from reports.editing.records import Path, Record, digest_of, path_text
from reports.models import ReportTemplate
from reports.wording import Translator


@dataclass(frozen=True)
class BlockLine:
    """A block as the list shows it: what is filled in, and what it comes to."""

    number: str
    label: str
    group: str
    parts: list[tuple[str, str]]
    seen: str
    is_off: bool
    text: str
    inner: list[BlockLine] = field(default_factory=list)
    is_round: bool = False
    is_first: bool = False
    is_last: bool = False
    # Whether there is anything to fill in, such as the sectors of a round.
    has_fields: bool = True

    @property
    def end(self) -> str:
        """Where another block of this round would stand."""
        return f"{self.number}-{len(self.inner) + 1}"


def block_lines(
    blocks: list[Record], translator: Translator, texts: Mapping[int, str], before: Path = ()
) -> list[BlockLine]:
    """All blocks in order; only the outer ones have a text of their own."""
    return [
        BlockLine(
            number=path_text((*before, place)),
            label=KINDS[record["kind"]].label,
            group=GROUPS[group_of(record)],
            parts=list(parts_of(record, translator)),
            seen=digest_of(record),
            is_off=bool(record.get("off")),
            text=texts.get(place, "") if not before else "",
            inner=block_lines(record.get("blocks", []), translator, {}, (*before, place)),
            is_round="blocks" in record,
            is_first=place == 0,
            is_last=place == len(blocks) - 1,
            has_fields=any(one.input != "blocks" for one in KINDS[record["kind"]].fields),
        )
        for place, record in enumerate(blocks)
    ]


def parts_of(record: Record, translator: Translator) -> list[tuple[str, str]]:
    """Label and value of what is filled in."""
    found = []
    for declared in KINDS[record["kind"]].fields:
        value = record.get(declared.name)
        hidden = declared.input == "blocks" or declared.name == "name"
        if value and not hidden:
            found.append((declared.label, said(declared, value, translator)))
    return found


def sector_lines(template: ReportTemplate) -> tuple[list[Any], list[Any]]:
    """The chosen sectors in their order, and those that may be added."""
    names = dict(sectors_of(template.office))
    chosen = [(code, names.get(code, code)) for code in template.sectors]
    return chosen, [one for one in names.items() if one[0] not in template.sectors]

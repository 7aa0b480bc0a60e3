"""The hand-written passages of a draft, with what may be put into each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reports.blocks import read_blocks, slots_of
from reports.models import Report, Snippet
from reports.models.snippets import SnippetQuerySet


@dataclass(frozen=True)
class Passage:
    """`is_carried`: taken over from the last issue and not touched since."""

    name: str
    label: str
    hint: str
    text: str
    version: int
    is_carried: bool
    offers: tuple[str, ...]


def passages_of(report: Report, offers: Mapping[str, tuple[str, ...]]) -> list[Passage]:
    """In the order of the report; `offers` are sentences that the ledger proves."""
    written = {slot.name: slot for slot in report.slots.all()}
    found = []
    for block in slots_of(read_blocks(report.template.blocks)):
        slot = written.get(block.name)
        text = slot.text if slot is not None else ""
        found.append(
            Passage(
                name=block.name,
                label=block.label,
                hint=block.hint,
                text=text,
                version=slot.version if slot is not None else 0,
                is_carried=slot is not None and slot.carried_from_id is not None,
                offers=tuple(one for one in offers.get(block.name, ()) if one not in text),
            )
        )
    return found


def phrases_for(report: Report, *, on: date) -> SnippetQuerySet:
    """The set phrases that hold on that day."""
    return Snippet.objects.for_offices([report.office_id]).valid(on=on).listed()

"""段落库: ready-made blocks out of the shipped templates, grouped as the office thinks of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reports.blocks import KINDS, read_blocks, wordings
from reports.editing.records import Record, digest_of
from reports.models import ReportTemplate
from reports.text import WordingProblem, tokens

# The codes of the block library, with the words of the office.
GROUPS = {
    "H0": "标题、附件",
    "P0": "导语",
    "A": "形势与事故",
    "B": "组织领导与责任",
    "C": "要素保障",
    "D": "隐患总账",
    "E": "行业领域",
    "F": "专项行动",
    "G": "重大隐患、挂牌督办、上报移送",
    "J": "检查执法与处罚",
    "K": "宣传教育培训",
    "L": "应急演练、值班",
    "M": "重要时段",
    "N": "摸排与入户",
    "O": "其他",
    "Q": "存在的问题",
    "R": "下步计划",
    "S": "结尾",
}
_BY_KIND = {
    "heading": "H0",
    "annex": "H0",
    "balance": "D",
    "sectors": "E",
    "campaigns": "F",
    "key_periods": "M",
    "problems": "Q",
}
_BY_SLOT = {"opening": "P0", "problems": "Q", "next": "R", "ending": "S"}
# By the figure a block is mostly about.
_BY_FIGURE = {
    "accident": "A",
    "meeting": "B",
    "letter": "B",
    "policy": "B",
    "inspection.led": "B",
    "fund": "C",
    "staff": "C",
    "team": "C",
    "village": "C",
    "hazard.listed": "G",
    "hazard.listings": "G",
    "hazard.referred": "G",
    "hazard": "D",
    "notice": "D",
    "operation": "J",
    "inspection": "J",
    "enforcement": "J",
    "target": "J",
    "result": "J",
    "publicity": "K",
    "training": "K",
    "drill": "L",
    "roster": "L",
    "survey": "N",
    "plan": "R",
}


@dataclass(frozen=True)
class Ready:
    """A block that can be put into a template, known by the digest of its record."""

    record: Record
    origin: str

    @property
    def key(self) -> str:
        return digest_of(self.record)


@dataclass
class LibraryGroup:
    code: str
    label: str
    ready: list[Ready] = field(default_factory=list)


def library() -> list[LibraryGroup]:
    """All blocks of the shipped templates once, in the order of the block codes."""
    groups = {code: LibraryGroup(code, label) for code, label in GROUPS.items()}
    known: set[str] = set()
    for template in ReportTemplate.objects.shipped().oldest_first():
        for record in template.blocks:
            ready = Ready(record, template.name)
            if ready.key not in known:
                known.add(ready.key)
                groups[group_of(record)].ready.append(ready)
    return [group for group in groups.values() if group.ready]


def ready_block(key: str) -> Record | None:
    """The library's block of that digest."""
    everything: Iterable[Ready] = (one for group in library() for one in group.ready)
    return next((one.record for one in everything if one.key == key), None)


def group_of(record: Record) -> str:
    """To which letter of the library a block belongs."""
    kind = record["kind"]
    if kind == "slot":
        return _BY_SLOT.get(record["name"], "O")
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if kind in ("table", "chart"):
        return "D"
    return _by_figure(record)


def blank(kind: str) -> Record:
    """A block of this kind with as little as it needs, to be filled in next."""
    record: dict[str, Any] = {"kind": kind}
    for wanted in KINDS[kind].fields:
        if not wanted.required:
            continue
        match wanted.input:
            case "level":
                record[wanted.name] = 1
            case "choice":
                record[wanted.name] = next(iter(wanted.choices or {}), "")
            case "blocks":
                record[wanted.name] = [{"kind": "paragraph", "text": "（请写内容）"}]
            case "text" if wanted.name == "name":
                record[wanted.name] = "passage"
            case _:
                record[wanted.name] = "（请写内容）"
    return record


def _by_figure(record: Record) -> str:
    try:
        found = [token.key for text in wordings(read_blocks([record])) for token in tokens(text)]
    except WordingProblem:
        return "O"
    keys = [key for key in found if key in _BY_FIGURE]
    keys += [key.partition(".")[0] for key in found if key.partition(".")[0] in _BY_FIGURE]
    return _BY_FIGURE[keys[0]] if keys else "O"

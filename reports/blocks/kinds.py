"""Every kind of block: its name, what is filled in, and how it is read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from reports.blocks.parts import (
    AnnexBlock,
    ChartBlock,
    HeadingBlock,
    ItemBlock,
    Level,
    ParagraphBlock,
    ProblemsBlock,
    RoundBlock,
    RowsBlock,
    RowsForm,
    SlotBlock,
    TableBlock,
    TemplateBlock,
)
from reports.listed import SOURCES
from reports.problems import PROBLEMS
from reports.tables import CHARTS, TABLES
from reports.text import WordingProblem, parse

Record = dict[str, Any]
Input = Literal["wording", "text", "choice", "choices", "level", "flag", "blocks"]

# The sentence that makes the hazard figures add up.
BALANCE = (
    "上期结转未整改隐患{hazard.opening}处，{本期}排查发现{hazard.found}处"
    "[，复查不合格退回{hazard.returned}处]，完成整改{hazard.rectified}处，"
    "{截至}未整改{hazard.remaining}处[，其中逾期{hazard.overdue}处]"
    "[，已上报待处置{hazard.referred_waiting}处]。"
)
FORMS: dict[str, str] = {
    "sentences": "一条一段",
    "items": "一是、二是……",
    "names": "一句话列名单",
    "table": "表格",
    "outline": "按所属部分分标题",
}
OFFERS = {"problems": "台账里能查到的问题"}


@dataclass(frozen=True)
class Field:
    """What is filled in for a block; no choices of a list means all of them."""

    name: str
    label: str
    input: Input
    choices: Mapping[str, str] | None = None
    required: bool = True
    hint: str = ""
    # Words beside those of every report; of listed rows they depend on the source.
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlockKind:
    code: str
    label: str
    group: str
    fields: tuple[Field, ...]
    read: Callable[[Record], TemplateBlock]


def read_blocks(records: Any) -> tuple[TemplateBlock, ...]:
    """The blocks of a template; raises WordingProblem naming the block by its number.

    What the office has switched off stays in the template and out of the report.
    """
    blocks: list[TemplateBlock] = []
    for number, record in enumerate(records, start=1):
        if isinstance(record, dict) and record.get("off"):
            continue
        try:
            blocks.append(_block(record))
        except (KeyError, TypeError, ValueError) as problem:
            if isinstance(problem, WordingProblem):
                raise WordingProblem(f"第{number}段：{problem}") from None
            raise WordingProblem(f"第{number}段缺少内容：{problem}") from None
    return tuple(blocks)


def slots_of(blocks: Iterable[TemplateBlock]) -> Iterator[SlotBlock]:
    """The passages that the office writes, in order."""
    for block in blocks:
        if isinstance(block, SlotBlock):
            yield block
        elif isinstance(block, RoundBlock):
            yield from slots_of(block.blocks)


def _block(record: Record) -> TemplateBlock:
    kind = record["kind"]
    if kind not in KINDS:
        raise WordingProblem(f"没有“{kind}”这种段落")
    return KINDS[kind].read(record)


def _known(code: str, known: Mapping[str, Any], what: str) -> str:
    if code not in known:
        raise WordingProblem(f"没有“{code}”这种{what}")
    return code


def _level(record: Record) -> Level:
    level = int(record.get("level", 1))
    if level not in (1, 2, 3, 4):
        raise WordingProblem(f"标题只有四级，没有第{level}级")
    return cast(Level, level)


def _heading(record: Record) -> HeadingBlock:
    return HeadingBlock(
        _level({"level": record["level"]}),
        parse(record["text"]),
        parse(record.get("run_in", "")),
        drops=bool(record.get("drops")),
    )


def _rows(record: Record) -> RowsBlock:
    source = SOURCES[_known(record["source"], SOURCES, "明细")]
    words = source.words
    return RowsBlock(
        source.code,
        cast(RowsForm, _known(record.get("form", "sentences"), FORMS, "写法")),
        parse(record.get("each") or source.each, words=words),
        text=parse(record.get("text", ""), words=("个数", "名单")),
        otherwise=parse(record.get("otherwise", "")),
        level=_level(record),
    )


def _problems(record: Record) -> ProblemsBlock:
    return ProblemsBlock(tuple(_known(one, PROBLEMS, "问题") for one in record.get("only", ())))


def _slot(record: Record) -> SlotBlock:
    offers = record.get("offers", "")
    if offers:
        _known(offers, OFFERS, "备选内容")
    return SlotBlock(record["name"], record["label"], record.get("hint", ""), offers)


def _round(dimension: str, key: str = "only") -> Callable[[Record], RoundBlock]:
    return lambda record: RoundBlock(
        dimension,
        tuple(record.get(key, ())),
        read_blocks(record["blocks"]),
        stays=bool(record.get("stays")),
    )


def _labels(known: Mapping[str, Any]) -> dict[str, str]:
    return {code: one if isinstance(one, str) else one.label for code, one in known.items()}


_LEVELS = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_TEXT = Field("text", "内容", "wording")
_STAYS = Field("stays", "数字都为零时也写", "flag", required=False)
_BLOCKS = Field("blocks", "每个的段落", "blocks")
_ONE_EACH = Field("stays", "没有内容的也写", "flag", required=False)

_ALL = (
    BlockKind(
        "heading",
        "标题",
        "文字",
        (
            Field("level", "级别", "level", _LEVELS),
            Field("text", "标题", "wording"),
            Field("run_in", "接排的正文", "wording", required=False, hint="不填：标题独立成行"),
            Field("drops", "下面没有内容时不写", "flag", required=False),
        ),
        _heading,
    ),
    BlockKind(
        "paragraph",
        "段落",
        "文字",
        (_TEXT, _STAYS),
        lambda record: ParagraphBlock(parse(record["text"]), bool(record.get("stays"))),
    ),
    BlockKind(
        "item",
        "一是、二是",
        "文字",
        (_TEXT, _STAYS),
        lambda record: ItemBlock(parse(record["text"]), bool(record.get("stays"))),
    ),
    BlockKind(
        "balance",
        "隐患总账",
        "数据",
        (),
        lambda _: ParagraphBlock(parse(BALANCE), stays=True),
    ),
    BlockKind(
        "slot",
        "自写内容",
        "文字",
        (
            Field("name", "代号", "text"),
            Field("label", "名称", "text"),
            Field("hint", "提示", "text", required=False),
            Field("offers", "备选内容", "choice", OFFERS, required=False),
        ),
        _slot,
    ),
    BlockKind(
        "table",
        "表格",
        "数据",
        (
            Field("table", "表格", "choice", TABLES),
            Field("lead", "表前的话", "wording", required=False),
        ),
        lambda record: TableBlock(
            _known(record["table"], TABLES, "图表"), parse(record.get("lead", ""))
        ),
    ),
    BlockKind(
        "chart",
        "图",
        "数据",
        (Field("chart", "图", "choice", CHARTS),),
        lambda record: ChartBlock(_known(record["chart"], CHARTS, "图表")),
    ),
    BlockKind(
        "rows",
        "明细",
        "数据",
        (
            Field("source", "明细", "choice", _labels(SOURCES)),
            Field("form", "写法", "choice", FORMS, required=False),
            Field("level", "标题级别", "level", _LEVELS, required=False),
            Field("text", "前面的话", "wording", required=False, words=("个数", "名单")),
            Field("each", "每条的写法", "wording", required=False),
            Field("otherwise", "一条也没有时", "wording", required=False),
        ),
        _rows,
    ),
    BlockKind(
        "problems",
        "存在的问题（由台账得出）",
        "数据",
        (Field("only", "只写这些", "choices", _labels(PROBLEMS), required=False),),
        _problems,
    ),
    BlockKind(
        "annex",
        "附件",
        "文字",
        (Field("text", "附件名称", "wording"),),
        lambda record: AnnexBlock(parse(record["text"])),
    ),
    BlockKind(
        "sectors",
        "逐个行业",
        "循环",
        (Field("sectors", "行业和次序", "choices", required=False), _BLOCKS, _ONE_EACH),
        _round("sector", "sectors"),
    ),
    BlockKind("campaigns", "逐个专项行动", "循环", (_BLOCKS, _ONE_EACH), _round("campaign")),
    BlockKind("key_periods", "逐个重要时段", "循环", (_BLOCKS, _ONE_EACH), _round("key_period")),
    BlockKind("villages", "逐个村（居）", "循环", (_BLOCKS, _ONE_EACH), _round("village")),
)
KINDS: dict[str, BlockKind] = {kind.code: kind for kind in _ALL}

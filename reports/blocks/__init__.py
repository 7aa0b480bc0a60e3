"""The block library: what a template is made of, each kind declared once."""

from reports.blocks.kinds import (
    BALANCE,
    KINDS,
    BlockKind,
    Field,
    read_blocks,
    slots_of,
)
from reports.blocks.parts import (
    AnnexBlock,
    ChartBlock,
    HeadingBlock,
    ItemBlock,
    ParagraphBlock,
    ProblemsBlock,
    RoundBlock,
    RowsBlock,
    SimpleBlock,
    SlotBlock,
    TableBlock,
    TemplateBlock,
    WordedBlock,
    wordings,
)
from reports.tables import CHARTS, TABLES

__all__ = [
    "BALANCE",
    "CHARTS",
    "KINDS",
    "TABLES",
    "AnnexBlock",
    "BlockKind",
    "ChartBlock",
    "Field",
    "HeadingBlock",
    "ItemBlock",
    "ParagraphBlock",
    "ProblemsBlock",
    "RoundBlock",
    "RowsBlock",
    "SimpleBlock",
    "SlotBlock",
    "TableBlock",
    "TemplateBlock",
    "WordedBlock",
    "read_blocks",
    "slots_of",
    "wordings",
]

"""What the desk keeps of its own: uploads on their way, digests sent out, scores published."""

from township_safety.desk.models.archives import ArchiveAddition, ArchiveSection
from township_safety.desk.models.deliveries import (
    ChannelKind,
    DigestChannel,
    Push,
    PushAttempt,
)
from township_safety.desk.models.imports import ImportBatch, ImportedRow, LedgerMapping
from township_safety.desk.models.maps import Place, SketchMap
from township_safety.desk.models.scores import Part, Score, ScoreSheet, ScoreWeights, Who
from township_safety.desk.models.seals import SiteSeal

__all__ = [
    "ArchiveAddition",
    "ArchiveSection",
    "ChannelKind",
    "DigestChannel",
    "ImportBatch",
    "ImportedRow",
    "LedgerMapping",
    "Part",
    "Place",
    "Push",
    "PushAttempt",
    "Score",
    "ScoreSheet",
    "ScoreWeights",
    "SiteSeal",
    "SketchMap",
    "Who",
]

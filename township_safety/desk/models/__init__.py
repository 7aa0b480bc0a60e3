"""What the desk keeps of its own: uploads on their way, digests sent out, scores published."""

from township_safety.desk.models.deliveries import (
    ChannelKind,
    Delivery,
    DeliveryAttempt,
    DigestChannel,
)
from township_safety.desk.models.imports import ImportBatch, ImportedRow, LedgerMapping
from township_safety.desk.models.scores import Part, Score, ScoreSheet, ScoreWeights, Who

__all__ = [
    "ChannelKind",
    "Delivery",
    "DeliveryAttempt",
    "DigestChannel",
    "ImportBatch",
    "ImportedRow",
    "LedgerMapping",
    "Part",
    "Score",
    "ScoreSheet",
    "ScoreWeights",
    "Who",
]

"""Who owns rows, who may see them, what was done, which numbers were given out."""

from township_safety.organisation.models.audit import AuditEvent
from township_safety.organisation.models.base import (
    CountedModel,
    CountedQuerySet,
    OwnedModel,
    ScopedQuerySet,
)
from township_safety.organisation.models.blocks import NumberBlock, ReservedNumber
from township_safety.organisation.models.files import StoredFile
from township_safety.organisation.models.handover import Handover
from township_safety.organisation.models.numbering import NumberSequence
from township_safety.organisation.models.opinions import (
    LEADERS,
    LeaderOpinion,
    Matter,
    OpinionRule,
)
from township_safety.organisation.models.papers import PrintedForm, SignedCopy
from township_safety.organisation.models.people import (
    Level,
    Membership,
    Office,
    User,
    UserManager,
)
from township_safety.organisation.models.span import SpanModel, SpanQuerySet
from township_safety.organisation.models.villages import Village
from township_safety.organisation.roles import Role

__all__ = [
    "LEADERS",
    "AuditEvent",
    "CountedModel",
    "CountedQuerySet",
    "Handover",
    "LeaderOpinion",
    "Level",
    "Matter",
    "Membership",
    "NumberBlock",
    "NumberSequence",
    "Office",
    "OpinionRule",
    "OwnedModel",
    "PrintedForm",
    "ReservedNumber",
    "Role",
    "ScopedQuerySet",
    "SignedCopy",
    "SpanModel",
    "SpanQuerySet",
    "StoredFile",
    "User",
    "UserManager",
    "Village",
]

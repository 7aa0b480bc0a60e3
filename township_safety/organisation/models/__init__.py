"""Who owns rows, who may see them, what was done, which numbers were given out."""

from township_safety.organisation.models.audit import AuditEvent
from township_safety.organisation.models.base import (
    CountedModel,
    CountedQuerySet,
    OwnedModel,
    ScopedQuerySet,
)
from township_safety.organisation.models.files import StoredFile
from township_safety.organisation.models.handover import Handover
from township_safety.organisation.models.numbering import NumberSequence
from township_safety.organisation.models.opinions import (
    LEADERS,
    LeaderOpinion,
    Matter,
    OpinionRule,
)
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
    "NumberSequence",
    "Office",
    "OpinionRule",
    "OwnedModel",
    "Role",
    "ScopedQuerySet",
    "SpanModel",
    "SpanQuerySet",
    "StoredFile",
    "User",
    "UserManager",
    "Village",
]

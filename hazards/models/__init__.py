"""What is wrong: hazards, their dated history, the notices that order them put right."""

from hazards.models.consultations import Consultation, ConsultationItem
from hazards.models.counts import HazardCount
from hazards.models.hazard import Hazard
from hazards.models.listings import (
    Listing,
    ListingAcceptance,
    ListingExtension,
    ListingProgress,
)
from hazards.models.notice_kinds import NoticeKind
from hazards.models.notices import Notice, NoticeItem, NoticePhoto
from hazards.models.photos import HazardPhoto
from hazards.models.phrases import HazardPhrase
from hazards.models.rechecks import Recheck, RecheckItem
from hazards.models.referrals import Referral, ReferralUrge
from hazards.models.saved import ColumnChoice, SavedView
from hazards.models.timeline import Deadline, HazardEvent, Outcome, Rectification

__all__ = [
    "ColumnChoice",
    "Consultation",
    "ConsultationItem",
    "Deadline",
    "Hazard",
    "HazardCount",
    "HazardEvent",
    "HazardPhoto",
    "HazardPhrase",
    "Listing",
    "ListingAcceptance",
    "ListingExtension",
    "ListingProgress",
    "Notice",
    "NoticeItem",
    "NoticeKind",
    "NoticePhoto",
    "Outcome",
    "Recheck",
    "RecheckItem",
    "Rectification",
    "Referral",
    "ReferralUrge",
    "SavedView",
]

"""What was done about listings and referrals, as sheets behind those of the rows they belong to."""

from __future__ import annotations

from hazards.models import ListingAcceptance, ListingExtension, ListingProgress, ReferralUrge
from hazards.sheet_parts import GROUP, with_voided
from township_safety.workbook import Column, Sheet

_LISTING = Column("listing", header="挂牌记录号", note="填“挂牌督办”表中那一行的记录号")
_REFERRAL = Column("referral", header="上报记录号", note="填“上报移送”表中那一行的记录号")

SHEETS = [
    Sheet(
        key="listing_progress",
        title="督办进展",
        synonyms=("季度进展",),
        group=GROUP,
        model=ListingProgress,
        parent="listing",
        columns=(_LISTING, "on", "text"),
        fingerprint=("listing", "on", "text"),
        order_by=("listing", "on"),
        rows=with_voided,
        editable=False,
    ),
    Sheet(
        key="listing_extensions",
        title="督办延期",
        group=GROUP,
        model=ListingExtension,
        parent="listing",
        columns=(_LISTING, "applied_on", "agreed_on", "due_on", "reason", "approver"),
        fingerprint=("listing", "agreed_on", "due_on"),
        order_by=("listing", "agreed_on"),
        rows=with_voided,
        editable=False,
    ),
    Sheet(
        key="listing_acceptances",
        title="督办验收",
        group=GROUP,
        model=ListingAcceptance,
        parent="listing",
        columns=(_LISTING, "on", "people", "outcome", "opinion"),
        fingerprint=("listing", "on", "outcome"),
        order_by=("listing", "on"),
        rows=with_voided,
        editable=False,
    ),
    Sheet(
        key="referral_urges",
        title="催办",
        synonyms=("催办记录",),
        group=GROUP,
        model=ReferralUrge,
        parent="referral",
        columns=(_REFERRAL, "on", "way", "words"),
        fingerprint=("referral", "on", "way", "words"),
        order_by=("referral", "on"),
        rows=with_voided,
        editable=False,
    ),
]

"""What the township is: sites, sectors, units, teams, campaigns. Every other table points here."""

from township_safety.register.models.calendar import Campaign, KeyPeriod
from township_safety.register.models.criteria import Criterion
from township_safety.register.models.holidays import Holiday, HolidayQuerySet
from township_safety.register.models.leaders import (
    LeaderCharge,
    LeaderClass,
    LeaderPost,
    class_of_the_day,
    names_in,
)
from township_safety.register.models.licences import SiteLicence
from township_safety.register.models.nil import NilReturn, Register
from township_safety.register.models.people import Agency, Staff, Team
from township_safety.register.models.reference import (
    HazardCategory,
    HazardSource,
    Kind,
    PublicityItem,
    ReferenceModel,
    ReferenceQuerySet,
    ResultKind,
    Sector,
    SiteCategory,
    StatisticsRow,
)
from township_safety.register.models.sites import Site, has_category
from township_safety.register.models.tags import in_sectors, of_kind, tagged, touching_sectors

__all__ = [
    "Agency",
    "Campaign",
    "Criterion",
    "HazardCategory",
    "HazardSource",
    "Holiday",
    "HolidayQuerySet",
    "KeyPeriod",
    "Kind",
    "LeaderCharge",
    "LeaderClass",
    "LeaderPost",
    "NilReturn",
    "PublicityItem",
    "ReferenceModel",
    "ReferenceQuerySet",
    "Register",
    "ResultKind",
    "Sector",
    "Site",
    "SiteCategory",
    "SiteLicence",
    "Staff",
    "StatisticsRow",
    "Team",
    "class_of_the_day",
    "has_category",
    "in_sectors",
    "names_in",
    "of_kind",
    "tagged",
    "touching_sectors",
]

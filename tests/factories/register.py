"""Reference entries (made once per code) and the rows of the register."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from tests.factories.numbers import fresh
from tests.factories.organisation import make_office, make_village
from township_safety.organisation.models import Office
from township_safety.register.models import (
    Agency,
    Campaign,
    Criterion,
    HazardCategory,
    HazardSource,
    KeyPeriod,
    Kind,
    LeaderCharge,
    LeaderClass,
    LeaderPost,
    NilReturn,
    PublicityItem,
    ReferenceModel,
    Register,
    ResultKind,
    Sector,
    Site,
    SiteCategory,
    SiteLicence,
    Staff,
    StatisticsRow,
    Team,
)

R = TypeVar("R", bound=ReferenceModel)


def _entry(model: type[R], code: str, name: str, **fields: Any) -> R:
    """The shared entry with that code; asking twice gives the same row."""
    entry, _ = model._default_manager.get_or_create(
        code=code, office=None, defaults={"name": name or code, **fields}
    )
    return entry


def make_sector(code: str = "fire", *, name: str = "", **fields: Any) -> Sector:
    return _entry(Sector, code, name, **fields)


def make_site_category(
    code: str = "workshop",
    *,
    name: str = "",
    group: SiteCategory.Group = SiteCategory.Group.ENTERPRISE,
    **fields: Any,
) -> SiteCategory:
    return _entry(SiteCategory, code, name, group=group, **fields)


def make_hazard_category(
    code: str = "equipment", *, name: str = "", **fields: Any
) -> HazardCategory:
    return _entry(HazardCategory, code, name, **fields)


def make_hazard_source(code: str = "patrol", *, name: str = "") -> HazardSource:
    return _entry(HazardSource, code, name)


def make_result_kind(
    code: str = "persuaded", *, name: str = "", unit: str = "人次", is_penalty: bool = False
) -> ResultKind:
    return _entry(ResultKind, code, name, unit=unit, is_penalty=is_penalty)


def make_publicity_item(code: str = "banner", *, name: str = "", unit: str = "条") -> PublicityItem:
    return _entry(PublicityItem, code, name, unit=unit)


def make_kind(domain: Kind.Domain, code: str = "", *, name: str = "") -> Kind:
    """Codes are unique over all domains, so the default code carries the domain."""
    return _entry(Kind, code or f"{domain.value}_plain", name, domain=domain)


def make_statistics_row(
    code: str = "other",
    *,
    name: str = "",
    form: StatisticsRow.Form = StatisticsRow.Form.SECTORS,
    number: str = "1",
    **fields: Any,
) -> StatisticsRow:
    return _entry(StatisticsRow, code, name, form=form, number=number, **fields)


def make_criterion(code: str = "fire_exit", *, name: str = "", **fields: Any) -> Criterion:
    return _entry(Criterion, code, name, **fields)


def make_site(
    *,
    office: Office | None = None,
    name: str = "",
    categories: tuple[str, ...] = (),
    active_from: date | None = None,
    active_to: date | None = None,
    **fields: Any,
) -> Site:
    """A site; `categories` are codes."""
    site = Site.objects.create(
        office=office or make_office(),
        name=name or f"测试厂{fresh()}",
        active_from=active_from,
        active_to=active_to,
        **fields,
    )
    site.categories.set([make_site_category(code) for code in categories])
    return site


def make_agency(*, office: Office | None = None, name: str = "", **fields: Any) -> Agency:
    return Agency.objects.create(
        office=office or make_office(), name=name or f"测试站所{fresh()}", **fields
    )


def make_campaign(
    *,
    office: Office | None = None,
    name: str = "",
    first_day: date = date(2024, 1, 1),
    last_day: date | None = None,
    **fields: Any,
) -> Campaign:
    return Campaign.objects.create(
        office=office or make_office(),
        name=name or f"测试行动{fresh()}",
        first_day=first_day,
        last_day=last_day,
        **fields,
    )


def make_key_period(
    *,
    office: Office | None = None,
    name: str = "",
    first_day: date = date(2024, 1, 1),
    last_day: date = date(2024, 1, 3),
) -> KeyPeriod:
    return KeyPeriod.objects.create(
        office=office or make_office(),
        name=name or f"测试时段{fresh()}",
        first_day=first_day,
        last_day=last_day,
    )


def make_team(
    *, office: Office | None = None, name: str = "", kind: Kind | None = None, **fields: Any
) -> Team:
    return Team.objects.create(
        office=office or make_office(),
        name=name or f"测试队{fresh()}",
        kind=kind or make_kind(Kind.Domain.TEAM),
        **fields,
    )


def make_staff(*, office: Office | None = None, name: str = "", **fields: Any) -> Staff:
    return Staff.objects.create(
        office=office or make_office(), name=name or f"某乙{fresh()}", **fields
    )


def make_leader_post(
    *,
    office: Office | None = None,
    name: str = "",
    post: str = "副乡长",
    leader_class: LeaderClass = LeaderClass.IN_CHARGE,
    **fields: Any,
) -> LeaderPost:
    return LeaderPost.objects.create(
        office=office or make_office(),
        name=name or f"某丁{fresh()}",
        post=post,
        leader_class=leader_class,
        **fields,
    )


def make_leader_charge(
    *, office: Office | None = None, leader: str = "", **fields: Any
) -> LeaderCharge:
    """Of a village of the office unless a village or a site is given."""
    office = office or make_office()
    if not fields.keys() & {"village", "site"}:
        fields["village"] = make_village(office=office)
    return LeaderCharge.objects.create(office=office, leader=leader or f"某丁{fresh()}", **fields)


def make_licence(
    *, site: Site | None = None, office: Office | None = None, name: str = "", **fields: Any
) -> SiteLicence:
    site = site or make_site(office=office)
    name = name or f"测试许可证{fresh()}"
    return SiteLicence.objects.create(office=site.office, site=site, name=name, **fields)


def make_nil_return(
    *,
    office: Office | None = None,
    register: Register = Register.HAZARDS,
    first_day: date = date(2024, 1, 1),
    last_day: date = date(2024, 1, 31),
    **fields: Any,
) -> NilReturn:
    fields.setdefault("declared_on", last_day)
    fields.setdefault("declared_by", "某丙")
    fields.setdefault("evidence", "签字表")
    return NilReturn.objects.create(
        office=office or make_office(),
        register=register,
        first_day=first_day,
        last_day=last_day,
        **fields,
    )

"""A small ledger with rows on both sides of each boundary of April 2024, for the golden tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hazards import actions
from hazards.workflow import Status
from tests.factories.hazards import make_count, make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site, make_statistics_row
from township_safety.organisation.models import Office, Role
from township_safety.register.models import Sector, StatisticsRow

OLD_YEAR, NEW_YEAR = date(2023, 12, 31), date(2024, 1, 1)
EVE, FIRST = date(2024, 3, 31), date(2024, 4, 1)
LAST, NEXT = date(2024, 4, 30), date(2024, 5, 1)

_WHOLE_PLAN: dict[str, Any] = {
    "plan_goals": "更换管线",
    "plan_resources": "自筹",
    "plan_people": "安全科",
    "plan_schedule": "六月底前",
    "plan_safeguards": "专人看守",
}


def make_ledger() -> Office:
    office = make_office(name="青山乡", government_name="青山乡人民政府")
    fire, gas = _sectors()
    _general(office, fire)
    _major(office, gas)
    _sites(office, fire, gas)
    _beside(office, fire)
    _industrial(office)
    return office


def _sectors() -> tuple[Sector, Sector]:
    make_statistics_row("airlines", name="航空公司", number="5", order=50)
    crowded = make_statistics_row("crowded_places", name="人员密集场所", number="11", order=110)
    burning = make_statistics_row("gas", name="燃气", number="21", order=210)
    fire = make_sector("fire", name="消防", statistics_row=crowded)
    return fire, make_sector("gas", name="燃气", statistics_row=burning)


def _general(office: Office, fire: Sector) -> None:
    """Found 1 + 1 + 10 in April, of these 1 + 4 rectified by its last day; 2 more since January."""
    village = make_village(office=office, name="上村")
    own: dict[str, Any] = {"office": office, "sector": fire, "village": village}
    make_hazard(Status.RECTIFIED, found_on=OLD_YEAR, claimed_on=FIRST, **own)
    make_hazard(Status.RECTIFIED, found_on=NEW_YEAR, claimed_on=date(2024, 1, 10), **own)
    make_hazard(found_on=EVE, **own)
    make_hazard(Status.RECTIFIED, found_on=FIRST, claimed_on=LAST, **own)
    make_hazard(Status.RECTIFIED, found_on=LAST, claimed_on=NEXT, **own)
    make_hazard(found_on=NEXT, **own)
    make_hazard(Status.VOIDED, found_on=date(2024, 4, 10), **own)
    entry = make_count(on=date(2024, 4, 15), found=10, rectified=4, **own)
    make_count(on=NEXT, found=0, rectified=3, follows=entry, **own)


def _major(office: Office, gas: Sector) -> None:
    """Two in April, none of them closed by its last day; one more since January, closed on it."""
    own: dict[str, Any] = {"office": office, "sector": gas, "grade": "major"}
    make_hazard(
        Status.CLOSED,
        found_on=NEW_YEAR,
        claimed_on=EVE,
        closed_on=LAST,
        funds=Decimal(30000),
        plan_goals="更换",
        **own,
    )
    watched = make_hazard(found_on=FIRST, funds=Decimal(120000), **own, **_WHOLE_PLAN)
    make_hazard(
        Status.CLOSED,
        found_on=LAST,
        claimed_on=LAST,
        closed_on=NEXT,
        funds=Decimal(5000),
        plan_goals="更换",
        **own,
    )
    deputy = make_user(Role.DEPUTY, office)
    for level, day in (("province", LAST), ("city", FIRST)):
        actions.place_on_list(watched, by=deputy, on=day, body=f"{level}安委办", level=level)
    watched.listings.filter(level="city").update(lifted_on=LAST)


def _sites(office: Office, fire: Sector, gas: Sector) -> None:
    for day in (LAST, EVE):
        site = make_site(office=office, sector=fire)
        make_target(make_operation(office=office, on=day), site=site)
    make_site(office=office, sector=gas)
    make_site(office=office, sector=gas, active_to=date(2024, 4, 29))


def _beside(office: Office, fire: Sector) -> None:
    """What belongs to no row, and what belongs to somebody else."""
    make_hazard(office=office, found_on=FIRST)
    make_hazard(office=office, found_on=FIRST, sector=make_sector("food_drug", name="食品药品"))
    make_hazard(
        office=office,
        found_on=FIRST,
        sector=make_sector("environment", name="环境保护", is_safety=False),
    )
    make_hazard(office=make_office(), found_on=FIRST, sector=fire)


def _industrial(office: Office) -> None:
    """Chemicals: one hazard of the row itself, one of its second part; mines have no sector."""
    form = StatisticsRow.Form.INDUSTRIAL
    make_statistics_row("mines", name="金属非金属矿山", number="1", order=10, form=form)
    chemical = make_statistics_row(
        "chemical", name="危险化学品企业", number="6", order=60, form=form
    )
    make_statistics_row(
        "production", name="生产", number="6（1）", order=70, form=form, parent=chemical
    )
    trade = make_statistics_row(
        "trade", name="经营", number="6（2）", order=80, form=form, parent=chemical
    )
    for code, row in (("hazardous_chemicals", chemical), ("chemical_trade", trade)):
        sector = make_sector(code, statistics_row=row)
        make_hazard(office=office, found_on=FIRST, sector=sector)

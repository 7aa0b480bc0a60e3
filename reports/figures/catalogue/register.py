"""家底: villages, sites, teams and staff as of the last day of the period."""

from __future__ import annotations

from django.db.models import Q

from reports.figures.catalogue.days import dated, standing
from reports.figures.definitions import REGISTRY, Attribute, Figure, Term, UnitBy
from reports.figures.dimensions import (
    chosen,
    coded,
    declare,
    identified,
    itself,
    site_category,
    text,
)
from reports.figures.measures import Rows, Total
from township_safety.organisation.models import Village
from township_safety.register.models import Agency, NilReturn, Site, SiteCategory, Staff, Team

declare(Village, kind=chosen("kind"), village=itself)
declare(
    Site,
    sector=coded("sector"),
    village=identified("village"),
    site_category=site_category("pk"),
    parent_category=site_category("parent"),
    status=chosen("operating_status"),
    licence=chosen("licence_status"),
    risk=chosen("risk_level"),
    equipment=text("equipment"),
)
declare(Agency, kind=chosen("kind"))
declare(
    Team,
    kind=coded("kind"),
    level=chosen("level"),
    village=identified("village"),
    campaign=identified("campaign"),
    topic=text("name"),
)
declare(
    Staff,
    role=chosen("role"),
    employment=chosen("employment"),
    establishment=chosen("establishment"),
    post=text("post"),
)
declare(
    NilReturn,
    register=chosen("register"),
    sector=coded("sector"),
    village=identified("village"),
)


def _category_units() -> dict[str, str]:
    return dict(SiteCategory.objects.values_list("code", "unit"))


BY_CATEGORY = UnitBy("site_category", _category_units)
# Groups, stations and offices are 个; these are 支.
_BODIES_OF_PEOPLE = (
    "rescue_team",
    "rescue_squad",
    "fire_brigade",
    "forest_guard",
    "militia",
    "grid_team",
    "other_team",
)
_BY_TEAM = UnitBy("kind", lambda: dict.fromkeys(_BODIES_OF_PEOPLE, "支"))


REGISTRY.add(
    Figure(
        "village.count",
        "村（居）.个数",
        "个",
        "到数据截至日存在的村（居）",
        (Term(Village, standing(), Rows()),),
        is_flow=False,
    ),
    Figure(
        "site.count",
        "监管对象.数量",
        "家",
        "到数据截至日在册的监管对象；有几个类别的也只算一家",
        (Term(Site, standing(), Rows()),),
        is_flow=False,
        unit_by=BY_CATEGORY,
    ),
    Figure(
        "agency.count",
        "站所单位.个数",
        "个",
        "到数据截至日在册的站所单位",
        (Term(Agency, standing(), Rows()),),
        is_flow=False,
    ),
    Figure(
        "team.count",
        "队伍机构.数量",
        "个",
        "到数据截至日在册的队伍、机构",
        (Term(Team, standing(), Rows()),),
        is_flow=False,
        unit_by=_BY_TEAM,
    ),
    Figure(
        "team.members",
        "队伍机构.人数",
        "人",
        "到数据截至日在册队伍、机构的人数之和",
        (Term(Team, standing(), Total("member_count")),),
        is_flow=False,
    ),
    Attribute(
        "team.size",
        "队伍机构.每队人数",
        "人",
        "到数据截至日在册的各队伍、机构的人数；各队不同时写最少和最多",
        Term(Team, standing(), Rows()),
        "member_count",
    ),
    Figure(
        "staff.count",
        "人员.人数",
        "人",
        "到数据截至日在册的人员",
        (Term(Staff, standing(), Rows()),),
        is_flow=False,
    ),
    Figure(
        "staff.certified",
        "人员.持执法证人数",
        "人",
        "到数据截至日在册、持有执法证的人员",
        (Term(Staff, standing(~Q(certificate="")), Rows()),),
        is_flow=False,
    ),
    Figure(
        "nil.count",
        "零报告.份数",
        "份",
        "统计期内截止的零报告",
        (Term(NilReturn, dated("last_day"), Rows()),),
    ),
)

"""Names in a text that the registers of the office do not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.findings import Finding, Rule, at, rule
from reports.review.passages import Passage, Span
from township_safety.organisation.models import Office, Village
from township_safety.register.models import Campaign, Site

VILLAGE = rule(
    "unknown_village", "村（居）不在登记之内", "村（居）名称以登记的为准", "村（居）登记"
)
SITE = rule(
    "unknown_site",
    "监管对象没有登记",
    "检查、隐患都要落到登记的监管对象",
    "监管对象登记",
    severity="hint",
)
CAMPAIGN = rule(
    "unknown_campaign",
    "专项行动没有登记",
    "专项行动登记后，各项数才能归进去",
    "专项行动登记",
    severity="hint",
)

_BOUNDARY = r"(?:^|(?<=[,。;:、()“”《》\s])|(?<=[在对到与和及赴往由联]))"
_VILLAGE = re.compile(
    rf"{_BOUNDARY}([\u4e00-\u9fff]{{2,4}}?(?:村(?!组|民|级|干|委|庄|屯|户|镇|道|两|务|居|\(|、社区)|社区(?!、|工作|网格|矫正|居民)))"
)
_NO_VILLAGE = re.compile(
    r"以|进|入|走|包|到|了|推|镇干|[各全本每该驻农乡行自贫山渔城新老旧两多几数]|行政|自然|所在|辖区|基层|部分|重点|进农|下|示范|街道|建制"
)
_SITE = re.compile(
    rf"{_BOUNDARY}([\u4e00-\u9fff]{{2,16}}?(?:有限(?:责任)?公司|加油站|(?<!非)煤矿|石料厂|纺织厂|食品厂|超市|宾馆|酒店|养老院|敬老院|幼儿园|中心小学|液化气站))"
)
_NO_SITE = re.compile(
    r"[对各的在了有查辖等及或与和]|全镇|全乡|辖区|经营|大型|重点|学校|所有|沿街|企业|民办"
)
_CAMPAIGN = re.compile(r"“([^”\n]{2,20})”(?:集中整治)?(?:专项)?(?:行动|整治)|“([^”\n]{4,20}行动)”")


def unregistered(passage: Passage, office: Office) -> Iterator[Finding]:
    offices = [office.pk]
    villages = set(Village.objects.for_offices(offices).counted().values_list("name", flat=True))
    if villages:
        yield from _unknown(passage, _VILLAGE, _NO_VILLAGE, villages, VILLAGE, "村（居）登记")
    sites = set(Site.objects.for_offices(offices).counted().values_list("name", flat=True))
    if sites:
        yield from _unknown(passage, _SITE, _NO_SITE, sites, SITE, "监管对象登记")
    campaigns = set(Campaign.objects.for_offices(offices).counted().values_list("name", flat=True))
    yield from _unknown(
        passage, _CAMPAIGN, re.compile(r"(?!)"), campaigns, CAMPAIGN, "专项行动登记"
    )


def _unknown(
    passage: Passage,
    pattern: re.Pattern[str],
    common: re.Pattern[str],
    known: set[str],
    of: Rule,
    register: str,
) -> Iterator[Finding]:
    """Each name once; a name that holds a registered one, or is held by it, is that one."""
    told: set[str] = set()
    for found in pattern.finditer(passage.text):
        name = next(group for group in found.groups() if group)
        is_known = any(name in one or _stem(one) in name for one in known)
        if name in told or is_known or common.search(name[:-1]):
            continue
        told.add(name)
        place = Span(name, found.start() + found[0].index(name))
        yield at(of, place, f"“{name}”", f"核对名称；确实有的，在{register}里补登")


def _stem(name: str) -> str:
    return (
        re.sub(r"(?:村民委员会|居民委员会|村委会|居委会|专项行动|有限责任公司|有限公司)$", "", name)
        or name
    )

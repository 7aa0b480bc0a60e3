"""The menu: which pages there are, in which group, and who sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse

from township_safety.organisation.models import Level, User
from township_safety.organisation.permissions import Permission


@dataclass(frozen=True)
class Entry:
    """One link of the menu. Without an address it is not shown."""

    label: str
    view: str
    args: tuple[str, ...] = ()
    permission: Permission | None = Permission.VIEW
    # Not for people who see single villages only.
    whole_office: bool = False
    # Only where offices lie below that send in their reports.
    above_others: bool = False
    url: str = ""
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Links under one heading; with a view of its own the heading is the link."""

    label: str
    icon: str
    items: tuple[Entry, ...] = field(default=())
    view: str = ""
    permission: Permission | None = None
    url: str = ""
    current: bool = False


def _records(*registers: tuple[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(label, "records:list", (key,)) for key, label in registers)


MENU: tuple[Group, ...] = (
    Group("工作概览", "home", view="home"),
    Group("登记工作", "edit", view="record_work", permission=Permission.RECORD),
    Group("工作日历", "calendar", view="calendar", permission=Permission.VIEW),
    Group(
        "隐患台账",
        "hazard",
        (
            Entry("隐患", "hazards:list"),
            Entry("汇总登记（只登数）", "hazards:counts"),
            Entry("隐患会商分级", "hazards:consultations", whole_office=True),
            Entry("月末销号例检例查", "inspections:clearances", whole_office=True),
            *_records(("nil_returns", "零报告（无隐患）")),
            Entry("各村报送情况", "village_returns", whole_office=True),
            Entry("导入台账", "imports", permission=Permission.IMPORT),
        ),
    ),
    Group(
        "文书签批",
        "paper",
        (
            Entry("整改通知书", "hazards:notices"),
            Entry("整改复查", "hazards:rechecks"),
            Entry("签字件", "papers"),
            Entry("迎检档案", "archive", permission=Permission.EXPORT, whole_office=True),
            Entry("手工文号", "number_blocks", whole_office=True),
            Entry("领导意见", "opinions", whole_office=True),
        ),
    ),
    Group(
        "检查执法",
        "inspect",
        (
            *_records(("operations", "检查/联合执法")),
            Entry("逐户检查", "inspections:outings", permission=Permission.RECORD),
            Entry("例行检查任务", "duties", whole_office=True),
        ),
    ),
    Group(
        "各类台账",
        "activity",
        (
            *_records(("meetings", "会议")),
            Entry("议定事项", "tasks"),
            *_records(
                ("trainings", "培训"),
                ("publicity", "宣传"),
                ("drills", "演练"),
                ("letters", "责任书、承诺书"),
                ("letter_obligations", "应签名单"),
            ),
            Entry("签订情况", "letters"),
            *_records(("funds", "经费"), ("surveys", "入户摸排"), ("accidents", "事故")),
            Entry("举报", "records:list", ("public_reports",), whole_office=True),
            *_records(
                ("submissions", "报送"),
                ("feedbacks", "督查反馈"),
                ("feedback_problems", "督查问题"),
                ("plan_items", "工作要点"),
                ("rosters", "值班"),
                ("policies", "制度文件"),
                ("insurance_claims", "保险理赔"),
                ("sampling_tests", "抽检"),
                ("standardisation", "标准化创建"),
            ),
        ),
    ),
    Group(
        "基础台账",
        "register",
        (
            *_records(
                ("villages", "村（居）"),
                ("sites", "监管对象"),
                ("site_licences", "证照许可"),
                ("teams", "队伍机构"),
                ("staff", "人员"),
                ("leader_posts", "领导职务"),
                ("leader_charges", "领导包保"),
                ("agencies", "站所单位"),
                ("station_questions", "站所报数项目"),
                ("campaigns", "专项行动"),
                ("key_periods", "重要时段"),
            ),
            Entry("乡镇地图", "map"),
        ),
    ),
    Group(
        "报告",
        "report",
        (
            Entry("报告编制", "reports:list", whole_office=True),
            Entry("收报台", "reports:receiving", whole_office=True, above_others=True),
            Entry("文稿检查", "reports:review", whole_office=True),
            Entry("下发表格", "reports:handed", whole_office=True),
            Entry(
                "报告模板", "reports:templates", permission=Permission.COMPOSE, whole_office=True
            ),
            Entry("常用语", "reports:snippets", permission=Permission.COMPOSE, whole_office=True),
            Entry("站所报数", "stations", whole_office=True),
            Entry("启用前数据", "reports:prior", whole_office=True),
        ),
    ),
    Group(
        "统计",
        "statistics",
        (
            Entry("统计概览", "dashboard", whole_office=True),
            Entry("领导履职台账", "leaders", whole_office=True),
            Entry("查数", "reports:ask", whole_office=True),
            Entry("统计报表", "reports:statistics", whole_office=True),
            Entry("数据指标", "reports:figures", whole_office=True),
            Entry("往日台账", "reports:past", whole_office=True),
            Entry("工作要点进度", "plan", whole_office=True),
            Entry("考核评分", "scores", whole_office=True),
        ),
    ),
    Group("台账 Excel", "workbook", view="workbook", permission=Permission.VIEW),
    Group(
        "设置",
        "settings",
        (
            Entry("基础数据", "reference", permission=Permission.REFERENCE),
            Entry("账号", "accounts", permission=Permission.ACCOUNTS),
            Entry("单位设置", "office", permission=Permission.ACCOUNTS),
            Entry("报告设置", "reports:settings", permission=Permission.ACCOUNTS),
            Entry("工作交接", "handovers", permission=Permission.HANDOVER),
            Entry("操作日志", "log", permission=Permission.AUDIT),
        ),
    ),
    Group("帮助", "help", view="help"),
)


def menu(user: User, *, path: str, groups: tuple[Group, ...] = MENU) -> list[Group]:
    """The groups this person may use, the present page marked."""
    found = list(_allowed(user, groups))
    here = _longest_match(path, found)
    return [
        replace(
            group,
            current=bool(here) and here in {group.url, *(item.url for item in group.items)},
            items=tuple(replace(item, current=item.url == here) for item in group.items),
        )
        for group in found
    ]


def _allowed(user: User, groups: tuple[Group, ...]) -> Iterator[Group]:
    for group in groups:
        if group.permission is not None and not user.may(group.permission):
            continue
        if group.view:
            url = _address(group.view)
            if url:
                yield replace(group, url=url)
            continue
        items = tuple(
            replace(item, url=url)
            for item in group.items
            if item.permission is None or user.may(item.permission)
            if user.sees_whole_office or not item.whole_office
            if not item.above_others or _is_above(user)
            if (url := _address(item.view, *item.args))
        )
        if items:
            yield replace(group, items=items)


def _is_above(user: User) -> bool:
    return user.office is not None and user.office.level in {Level.COUNTY, Level.CITY}


def _address(view: str, *args: str) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def _longest_match(path: str, groups: list[Group]) -> str:
    """The address of the entry under which the present page lies; the start page only itself."""
    addresses = [group.url for group in groups if group.url]
    addresses += [item.url for group in groups for item in group.items]
    under = [url for url in addresses if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")

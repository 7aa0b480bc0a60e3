"""The register as sheets: units, sites, teams, people, campaigns; then the lists to choose from."""

from __future__ import annotations

from township_safety.register.models import (
    Agency,
    Campaign,
    Criterion,
    HazardCategory,
    HazardSource,
    Holiday,
    KeyPeriod,
    Kind,
    LeaderCharge,
    LeaderPost,
    NilReturn,
    PublicityItem,
    ReferenceModel,
    ResultKind,
    Sector,
    Site,
    SiteCategory,
    SiteLicence,
    Staff,
    StatisticsRow,
    Team,
)
from township_safety.workbook import Column, Sheet

BASE = "基础台账"
LISTS = "选项表"

FROM = Column("active_from", synonyms=("成立日期", "设立日期", "组建日期"))
TO = Column("active_to", synonyms=("撤销日期", "注销日期"), listed=False)
PHONE = Column("phone", synonyms=("联系电话", "手机", "手机号", "联系方式"))
VILLAGE = Column("village", synonyms=("村（社区）", "所在村", "所属村", "属地", "村居", "所在区域"))
SECTOR = Column("sector", synonyms=("行业", "所属行业", "行业类别", "所属行业领域"))
NOTE = Column("note", synonyms=("说明", "其他"), listed=False)

_SITE = Sheet(
    key="sites",
    title="监管对象",
    synonyms=("企业台账", "企业基础台账", "单位台账", "场所台账", "一企一档", "企业名单"),
    group=BASE,
    model=Site,
    columns=(
        Column(
            "name",
            synonyms=(
                "单位名称",
                "企业名称",
                "场所名称",
                "单位（场所）名称",
                "被检查单位",
                "被检查单位（场所）",
            ),
        ),
        Column("former_name", listed=False),
        Column(
            "categories",
            synonyms=("企业类型", "企业类别", "场所类别", "单位类别", "类型", "监管分类"),
        ),
        SECTOR,
        VILLAGE,
        Column(
            "address",
            synonyms=("详细地址", "所在地址", "注册地址", "生产经营地址", "单位地址"),
            listed=False,
        ),
        Column(
            "credit_code",
            synonyms=("信用代码", "社会信用代码", "工商注册号", "注册号", "营业执照号"),
            attr="credit_code_shown",
            listed=False,
        ),
        Column(
            "legal_person",
            synonyms=("法定代表人", "法人代表", "法人", "负责人", "主要负责人", "单位负责人"),
        ),
        Column(
            "safety_person",
            synonyms=("安管负责人", "安全管理人员", "安全员", "安全管理员"),
            listed=False,
        ),
        PHONE,
        Column(
            "size",
            synonyms=("企业规模", "规模情况", "是否规上"),
            words={"规上": "above", "规下": "below", "小微企业": "small", "个体": "household"},
            listed=False,
        ),
        Column("employees", synonyms=("从业人数", "员工人数", "职工人数", "员工数"), listed=False),
        Column("is_key_unit", synonyms=("是否重点单位", "重点企业"), listed=False),
        Column(
            "operating_status",
            synonyms=("企业状态", "生产状态", "状态", "经营情况"),
            words={
                "正常": "operating",
                "正常生产": "operating",
                "营业": "operating",
                "停产": "stopped",
                "停业": "stopped",
                "搬离": "moved",
                "拆除": "demolished",
                "关停": "closed",
                "关闭": "closed",
                "筹建": "preparing",
            },
        ),
        Column("status_on", listed=False),
        Column(
            "licence_status",
            synonyms=("证照", "证照状况", "证照是否齐全"),
            words={"齐全": "complete", "不全": "incomplete", "无证照": "none"},
            listed=False,
        ),
        Column(
            "risk_level",
            synonyms=("企业风险等级", "风险级别", "风险分级", "安全风险等级", "风险颜色"),
            words={
                "红": "red",
                "橙": "orange",
                "黄": "yellow",
                "蓝": "blue",
                "重大风险": "red",
                "较大风险": "orange",
                "一般风险": "yellow",
                "低风险": "blue",
            },
        ),
        Column("risk_set_on", synonyms=("评定日期",), listed=False),
        Column("risk_basis", synonyms=("评定依据",), listed=False),
        Column("parent", synonyms=("所在园区", "房东单位"), listed=False),
        Column("equipment", synonyms=("消防设施", "安全设备"), listed=False),
        FROM,
        TO,
        NOTE,
    ),
    fingerprint=("name", "village"),
    order_by=("name",),
)

_LICENCE = Sheet(
    key="site_licences",
    title="证照许可",
    synonyms=("证照台账", "许可证台账", "行政许可台账"),
    group=BASE,
    model=SiteLicence,
    columns=(
        Column("site", synonyms=("单位名称", "企业名称")),
        Column("name", synonyms=("许可证名称", "证件名称", "许可项目")),
        Column("number", synonyms=("许可证编号", "证号", "许可证号")),
        Column("issued_by", synonyms=("发证单位", "许可机关")),
        Column("issued_on", synonyms=("发证时间", "许可日期")),
        Column("valid_until", synonyms=("有效期", "到期日期", "有效期限至")),
        NOTE,
    ),
    fingerprint=("site", "name", "number"),
)

_AGENCY = Sheet(
    key="agencies",
    title="站所单位",
    synonyms=("站所", "驻乡单位", "驻镇单位", "协作部门", "成员单位"),
    group=BASE,
    model=Agency,
    columns=(
        Column("name", synonyms=("单位名称", "站所名称", "部门")),
        Column("kind", words={"站所": "station", "驻乡单位": "station", "内设机构": "own"}),
        Column("contact", synonyms=("联络员", "负责人")),
        PHONE,
        FROM,
        TO,
    ),
    fingerprint=("name",),
    order_by=("kind", "name"),
)

_CAMPAIGN = Sheet(
    key="campaigns",
    title="专项行动",
    synonyms=("专项整治", "专项整治行动"),
    group=BASE,
    model=Campaign,
    columns=(
        Column("name", synonyms=("行动名称", "专项行动名称")),
        Column("first_day", synonyms=("起始日期", "开始时间")),
        Column("last_day", synonyms=("截止日期", "结束时间")),
        Column("issuer", synonyms=("下发单位", "发文单位")),
        Column("goal", listed=False),
        Column("site_categories", synonyms=("检查对象类别",), listed=False),
        Column("villages", listed=False),
    ),
    fingerprint=("name",),
)

_KEY_PERIOD = Sheet(
    key="key_periods",
    title="重要时段",
    synonyms=("重点时段", "节假日"),
    group=BASE,
    model=KeyPeriod,
    columns=(
        Column("name", synonyms=("时段名称", "时段")),
        Column("first_day", synonyms=("起始日期", "开始时间")),
        Column("last_day", synonyms=("截止日期", "结束时间")),
    ),
    fingerprint=("name", "first_day"),
)

_TEAM = Sheet(
    key="teams",
    title="队伍机构",
    synonyms=("应急队伍", "队伍", "组织机构"),
    group=BASE,
    model=Team,
    columns=(
        Column("name", synonyms=("队伍名称", "机构名称")),
        Column("kind", synonyms=("队伍类别", "类别")),
        Column(
            "level",
            words={"乡级": "township", "镇级": "township", "村": "village", "社区": "village"},
        ),
        VILLAGE,
        Column("campaign", listed=False),
        Column("member_count", synonyms=("队员人数", "人员数")),
        Column("leader", synonyms=("队长", "组长")),
        FROM,
        TO,
    ),
    fingerprint=("name", "village"),
)

_STAFF = Sheet(
    key="staff",
    title="人员",
    synonyms=("安全监管人员", "工作人员", "专家名单"),
    group=BASE,
    model=Staff,
    columns=(
        Column("name"),
        Column("role", synonyms=("人员类别",), words={"安办人员": "staff"}),
        Column("post", synonyms=("岗位",)),
        Column("employment", synonyms=("专职或兼职",)),
        Column(
            "establishment",
            synonyms=("编制类型",),
            words={"行政编制": "civil", "事业编制": "public", "聘用": "contract"},
            listed=False,
        ),
        Column("certificate", synonyms=("行政执法证号", "证件号"), listed=False),
        PHONE,
        FROM,
        TO,
    ),
    fingerprint=("name", "role"),
)

_LEADER_POST = Sheet(
    key="leader_posts",
    title="领导职务",
    synonyms=("领导班子", "班子成员名单", "党政领导名单"),
    group=BASE,
    model=LeaderPost,
    columns=(
        Column("name", synonyms=("领导姓名",)),
        Column("post", synonyms=("现任职务", "岗位")),
        Column(
            "leader_class",
            synonyms=("类别", "领导级别"),
            words={
                "主要领导": "main",
                "党政主要负责人": "main",
                "班子成员": "other",
                "党政领导": "other",
            },
        ),
        Column("led_per_year", synonyms=("年度应带队次数", "每年带队检查次数")),
        Column("active_from", synonyms=("任职日期", "任职时间")),
        Column("active_to", synonyms=("免职日期", "离任日期")),
    ),
    fingerprint=("name", "post", "active_from"),
)

_LEADER_CHARGE = Sheet(
    key="leader_charges",
    title="领导包保",
    synonyms=("领导包片", "领导包村", "包保责任清单"),
    group=BASE,
    model=LeaderCharge,
    columns=(
        Column("leader", synonyms=("包保领导", "包片领导", "包村领导")),
        VILLAGE,
        Column("site", synonyms=("单位名称", "企业名称", "包保单位")),
        Column("active_from", synonyms=("包保开始日期",)),
        Column("active_to", synonyms=("包保结束日期",)),
    ),
    fingerprint=("leader", "village", "site", "active_from"),
)

_NIL_RETURN = Sheet(
    key="nil_returns",
    title="零报告",
    synonyms=("零报告（无隐患）", "无隐患报告"),
    group=BASE,
    model=NilReturn,
    columns=(
        Column("register", synonyms=("报告事项", "台账名称")),
        VILLAGE,
        Column("sector", synonyms=SECTOR.synonyms, listed=False),
        Column("first_day", synonyms=("开始日期",)),
        Column("last_day", synonyms=("结束日期", "截至日期")),
        Column("declared_on", synonyms=("报告日期",)),
        Column("declared_by", synonyms=("报告人", "签字人")),
        Column("evidence", synonyms=("凭据",)),
    ),
    fingerprint=("register", "village", "sector", "first_day", "last_day"),
)


def _list(
    key: str, title: str, model: type[ReferenceModel], *columns: Column | str, note: str = ""
) -> Sheet:
    """A list of choices; its entries are known by code."""
    return Sheet(
        key=key,
        title=title,
        group=LISTS,
        model=model,
        columns=(
            Column("code", note=note),
            "name",
            *columns,
            Column("order", listed=False),
            Column("valid_from", listed=False),
            "valid_to",
        ),
        fingerprint=("code",),
        order_by=("order",),
        date_field="",
    )


_LISTS = [
    _list("statistics_rows", "统计报表行业", StatisticsRow, "form", "number", "parent"),
    _list("sectors", "行业领域", Sector, "statistics_row", "is_safety"),
    _list("site_categories", "监管对象类别", SiteCategory, "group", "sector", "unit"),
    _list("hazard_categories", "隐患类别", HazardCategory, "parent"),
    _list("hazard_sources", "隐患来源", HazardSource),
    _list("result_kinds", "执法与处置结果", ResultKind, "unit", "is_penalty"),
    _list("publicity_items", "宣传项目", PublicityItem, "unit"),
    _list("kinds", "种类", Kind, "domain"),
    _list(
        "criteria",
        "判定依据",
        Criterion,
        "sector",
        "document_number",
        "version",
        Column("text", listed=False),
        "effective_on",
        Column("repealed_on", listed=False),
        "is_verified",
    ),
]

_HOLIDAY = Sheet(
    key="holidays",
    title="节假日和调休",
    synonyms=("放假安排", "节假日安排", "法定节假日"),
    group=LISTS,
    model=Holiday,
    columns=(
        "day",
        Column(
            "is_workday",
            synonyms=("放假或上班", "类型"),
            words={"休": False, "休息": False, "上班": True, "班": True, "补班": True},
        ),
        Column("name", synonyms=("节日名称", "名称")),
        Column("source", words={"国家": "state", "地方": "local"}),
    ),
    fingerprint=("day",),
    order_by=("day",),
    date_field="",
)

SHEETS = [
    *_LISTS,
    _HOLIDAY,
    _CAMPAIGN,
    _KEY_PERIOD,
    _AGENCY,
    _SITE,
    _LICENCE,
    _TEAM,
    _STAFF,
    _LEADER_POST,
    _LEADER_CHARGE,
    _NIL_RETURN,
]

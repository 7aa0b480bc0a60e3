"""经费、入户摸排 and the small counts as sheets."""

from township_safety.activities.models import (
    Fund,
    HouseholdSurvey,
    InsuranceClaim,
    SamplingTest,
    Standardisation,
)
from township_safety.activities.sheets.columns import CAMPAIGN, GROUP, NOTE, ON, SECTOR, VILLAGE
from township_safety.workbook import Column, Sheet

FUND = Sheet(
    key="funds",
    title="经费",
    synonyms=("经费台账", "资金投入", "安全投入"),
    group=GROUP,
    model=Fund,
    columns=(
        Column("on", synonyms=("投入日期", "支出日期", "时间")),
        Column("amount", synonyms=("金额", "投入金额", "资金")),
        Column("purpose", synonyms=("资金用途", "项目")),
        Column("source", synonyms=("资金来源",), words={"乡财政": "own", "镇财政": "own"}),
        Column("source_note", listed=False),
        Column("hazard", synonyms=("隐患编号",), listed=False),
        SECTOR,
        VILLAGE,
        NOTE,
    ),
    fingerprint=("on", "purpose", "source", "sector", "village", "hazard", "note"),
)


SURVEY = Sheet(
    key="surveys",
    title="入户摸排",
    synonyms=("摸排台账", "入户排查", "入户走访"),
    group=GROUP,
    model=HouseholdSurvey,
    columns=(
        Column("on", synonyms=("摸排日期", "排查日期", "时间")),
        Column("item", synonyms=("事项", "排查事项")),
        Column("site_category", synonyms=("对象",)),
        Column("households", synonyms=("排查户数", "走访户数")),
        "quantity",
        "unit",
        Column("done_by", synonyms=("排查人员", "走访人员"), listed=False),
        Column("village", synonyms=VILLAGE.synonyms),
        SECTOR,
        CAMPAIGN,
        NOTE,
    ),
    fingerprint=("on", "item", "site_category", "village"),
)


INSURANCE = Sheet(
    key="insurance_claims",
    title="保险理赔",
    group=GROUP,
    model=InsuranceClaim,
    columns=(
        ON,
        Column("sector", synonyms=SECTOR.synonyms),
        Column("claims", synonyms=("件数", "案件数")),
        Column("amount", synonyms=("理赔金额", "金额")),
        NOTE,
    ),
    fingerprint=("on", "sector", "note"),
)


SAMPLING = Sheet(
    key="sampling_tests",
    title="抽检",
    synonyms=("抽检台账",),
    group=GROUP,
    model=SamplingTest,
    columns=(
        Column("on", synonyms=("抽检日期", "时间")),
        Column("sector", synonyms=SECTOR.synonyms),
        Column("subject", synonyms=("抽检品种",)),
        "rounds",
        Column("batches", synonyms=("抽检批次",)),
        Column("passed", synonyms=("合格",)),
        NOTE,
    ),
    fingerprint=("on", "sector", "subject"),
)


STANDARDISATION = Sheet(
    key="standardisation",
    title="标准化创建",
    synonyms=("安全生产标准化",),
    group=GROUP,
    model=Standardisation,
    columns=(
        Column("site", synonyms=("单位名称", "企业名称")),
        Column("level", synonyms=("达标等级", "标准化等级")),
        "applied_on",
        Column("passed_on", synonyms=("达标日期",)),
    ),
    fingerprint=("site", "level", "applied_on"),
)

"""The dated rows of a hazard's life, as sheets behind that of the hazards."""

from __future__ import annotations

from hazards import loading
from hazards.models import Deadline, Listing, Rectification, Referral
from hazards.sheet_parts import GROUP, hazard, with_voided
from township_safety.workbook import Column, Sheet

_DEADLINES = Sheet(
    key="deadlines",
    title="整改期限",
    synonyms=("整改期限变更", "延期整改"),
    group=GROUP,
    model=Deadline,
    parent="hazard",
    columns=(
        hazard(),
        Column("due_on", synonyms=("期限", "整改时限", "延期至")),
        Column("agreed_on", synonyms=("交办日期", "批准日期"), note="从这一天起按这个期限"),
        Column("reason", synonyms=("延期原因",)),
    ),
    fingerprint=("hazard", "due_on", "agreed_on"),
    order_by=("hazard__number", "agreed_on"),
    load=loading.load_deadlines,
    rows=with_voided,
    editable=False,
)

_RECTIFICATIONS = Sheet(
    key="rectifications",
    title="整改记录",
    synonyms=("整改情况", "整改复查记录"),
    group=GROUP,
    model=Rectification,
    parent="hazard",
    columns=(
        hazard(),
        Column("claimed_on", synonyms=("整改完成时间", "完成日期")),
        Column("is_date_unknown"),
        Column("measures", synonyms=("整改措施", "完成情况")),
        Column("amount", synonyms=("整改资金",)),
        Column("decided_on", synonyms=("验收日期", "核查日期")),
        Column("outcome", synonyms=("验收结果",), words={"通过": "passed", "不通过": "failed"}),
        Column("verifier", header="复查人", synonyms=("验收人", "复查人员")),
        Column("remark", synonyms=("验收意见",)),
    ),
    fingerprint=("hazard", "claimed_on"),
    order_by=("hazard__number", "claimed_on"),
    load=loading.load_rectifications,
    rows=with_voided,
    editable=False,
)

_LISTINGS = Sheet(
    key="listings",
    title="挂牌督办",
    synonyms=("挂牌督办台账",),
    group=GROUP,
    model=Listing,
    parent="hazard",
    columns=(
        hazard(),
        Column("body", synonyms=("挂牌单位", "督办部门")),
        Column("level", synonyms=("级别",)),
        Column("number", synonyms=("挂牌督办文号", "文号")),
        Column("leader", synonyms=("督办领导",)),
        "listed_on",
        Column("due_on", synonyms=("督办完成时间",)),
        Column("lifted_on", synonyms=("摘牌日期",)),
        "lifted_number",
        "lifted_by",
    ),
    fingerprint=("hazard", "body", "listed_on"),
    load=loading.load_listings,
    rows=with_voided,
    editable=False,
)

_REFERRALS = Sheet(
    key="referrals",
    title="上报移送",
    synonyms=("上报台账", "移送台账"),
    group=GROUP,
    model=Referral,
    parent="hazard",
    columns=(
        hazard(),
        Column("kind", header="上报方式", words={"移送": "transfer", "函告": "transfer"}),
        Column("to_agency", synonyms=("上报单位", "移送单位", "主送")),
        Column("number", synonyms=("抄告编号",)),
        Column("referred_on", synonyms=("移送日期",)),
        Column("reply_due_on", note="不填的，按单位设置的工作日数推算"),
        "reason",
        "interim_measures",
        "replied_on",
        Column("reply", synonyms=("处理意见",)),
        "result",
        "follow_up",
    ),
    fingerprint=("hazard", "to_agency", "referred_on"),
    load=loading.load_referrals,
    rows=with_voided,
    editable=False,
)

SHEETS = [_DEADLINES, _RECTIFICATIONS, _LISTINGS, _REFERRALS]

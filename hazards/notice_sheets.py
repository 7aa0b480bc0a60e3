"""整改文书, what stands on them, and their kinds, as sheets."""

from __future__ import annotations

from hazards import loading
from hazards.models import Notice, NoticeItem, NoticeKind
from hazards.sheet_parts import GROUP, LISTS, NOTE, VILLAGE, hazard
from township_safety.workbook import Column, Sheet

NOTICES = Sheet(
    key="notices",
    title="整改通知书",
    synonyms=("通知书台账", "文书台账", "整改文书台账", "执法文书台账"),
    group=GROUP,
    model=Notice,
    columns=(
        Column("kind", synonyms=("文书名称", "文书类型")),
        Column(
            "number",
            synonyms=("文书编号", "文书号"),
            note="已有文号的照填；已签发没有文号的留空，由系统接着编",
        ),
        Column("addressee", synonyms=("受文单位", "单位名称", "被检查单位")),
        Column("site", listed=False),
        Column("village", synonyms=VILLAGE, listed=False),
        Column("issued_on", synonyms=("下达日期", "发文日期", "开具日期")),
        Column("due_on", synonyms=("整改时限",)),
        Column("days_to_rectify", listed=False),
        Column("served_on"),
        Column("service", listed=False),
        Column("received_by", listed=False),
        Column("is_refused", listed=False),
        Column("witness", listed=False),
        Column("served_by", listed=False),
        Column("service_place", listed=False),
        Column("returned_on", listed=False),
        Column("return_service", listed=False),
        Column("return_reason", listed=False),
        Column("report_received_on", synonyms=("整改报告日期",), listed=False),
        Column("report_note", listed=False),
        Column("agency", synonyms=("站所",), listed=False),
        Column("content", listed=False),
        Column("inspector", synonyms=("执法人员",), listed=False),
        Column("inspector_number", listed=False),
        Column("second_inspector", listed=False),
        Column("second_number", listed=False),
        Column("cancelled_on", synonyms=("作废日期",)),
        Column("cancel_reason", listed=False),
        NOTE,
    ),
    fingerprint=("kind", "addressee", "issued_on", "due_on", "days_to_rectify"),
    known_by="number",
    load=loading.load_notices,
    editable=False,
)

NOTICE_ITEMS = Sheet(
    key="notice_items",
    title="通知书事项",
    group=GROUP,
    model=NoticeItem,
    parent="notice",
    columns=(
        Column("notice", header="文号", note="填通知书的文号；草稿填记录号"),
        Column("position", header="第几项", required=False, note="不填的按行的先后"),
        hazard(),
        "text",
        "demand",
        Column("due_on", synonyms=("整改时限",), note="各项期限不同的填；不填的按整份通知书"),
    ),
    fingerprint=("notice", "hazard"),
    order_by=("notice", "position"),
    load=loading.load_notice_items,
    editable=False,
)

NOTICE_KINDS = Sheet(
    key="notice_kinds",
    title="文书种类",
    group=LISTS,
    model=NoticeKind,
    columns=(
        "code",
        "name",
        "order",
        "number_word",
        "orders_rectification",
        "needs_powers",
        "valid_from",
        "valid_to",
    ),
    fingerprint=("code",),
    order_by=("order",),
)

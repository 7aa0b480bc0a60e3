"""责任书、承诺书 and 应签名单 as sheets."""

from township_safety.activities.models import LetterObligation, SignedLetter
from township_safety.activities.sheets.columns import GROUP, NOTE, SECTOR
from township_safety.workbook import Column, Sheet

COUNTERPARTY = (
    Column("letter_class", synonyms=("文书类别",)),
    Column("kind", synonyms=("责任书名称", "承诺书名称", "名称")),
    Column("year", synonyms=("年份",)),
    Column("village", synonyms=("村（社区）", "签订村")),
    Column("agency", synonyms=("单位", "部门")),
    Column("site", synonyms=("企业", "企业名称", "单位名称")),
    Column("person", synonyms=("姓名",)),
    "copies",
    Column("sector", synonyms=SECTOR.synonyms, listed=False),
    NOTE,
)


LETTER = Sheet(
    key="letters",
    title="责任书承诺书",
    synonyms=("责任书", "承诺书", "责任书签订台账"),
    group=GROUP,
    model=SignedLetter,
    columns=(*COUNTERPARTY, Column("signed_on", synonyms=("签订时间", "日期"))),
    fingerprint=(
        "letter_class", "kind", "year", "village", "agency", "site", "person", "signed_on",
    ),
)  # fmt: skip


OBLIGATION = Sheet(
    key="letter_obligations",
    title="应签名单",
    synonyms=("应签订名单",),
    group=GROUP,
    model=LetterObligation,
    columns=(*COUNTERPARTY, "due_on"),
    fingerprint=("letter_class", "kind", "year", "village", "agency", "site", "person"),
    order_by=("year",),
)

"""Ledgers as other offices make them, ugly on purpose, and the way through the engine."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.workbook.workbook import Workbook

from township_safety.spreadsheets import read_any
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import (
    Settlement,
    Terms,
    convert,
    examine,
    problems,
    propose,
    source_columns,
    tables_of,
)


def words(text: str) -> list[str]:
    return text.split()


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def saved(folder: Path, book: Any, name: str = "台账.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def book_of(*rows: list[Any], title: str = "Sheet1", merge: tuple[str, ...] = ()) -> Any:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for block in merge:
        sheet.merge_cells(block)
    return book


def a_table(path: Path, key: str = "hazards") -> Any:
    (found,) = tables_of(read_any(path), sheet_for(key))
    return found


def settled(found: Any, office: Any, key: str = "hazards", **more: Any) -> Settlement:
    """The proposal, with `more` constants; and nothing left to settle."""
    sheet = sheet_for(key)
    settlement = propose(found, sheet, office)
    settlement.constants |= more
    assert [str(p) for p in problems(found, source_columns(found), settlement, sheet)] == []
    return settlement


def mapping(found: Any, settlement: Settlement) -> dict[str, str]:
    """Heading → our column, or how it is used."""
    return {
        column.header: (choice := settlement.choices[column.position]).target or choice.use.value
        for column in source_columns(found)
    }


def examined(found: Any, settlement: Settlement, office: Any, key: str = "hazards", **terms: Any):
    terms.setdefault("year", found.year)
    converted = convert(found, sheet_for(key), settlement, office=office, terms=Terms(**terms))
    return examine(converted, office=office, by=None)


def states(examination: Any) -> dict[int, str]:
    return {row.number: row.state.value for row in examination.rows}


def remarks(examination: Any) -> list[tuple[int, str, str, str]]:
    return [(r.row, r.column, r.before, r.after) for r in examination.converted.remarks]


def wrong(examination: Any) -> dict[int, list[tuple[str, str]]]:
    return {row.number: row.reasons for row in examination.rows if row.state.value == "有错误"}


# -- the six column sets of real ledgers -----------------------------------------------------------


def ledger_a() -> Any:
    """Export of a reporting platform: title and note rows, many columns, hidden column."""
    headers = words(
        "上报单位 行业领域 企业类型 企业名称 统一社会信用代码 属地 详细地址 "
        "负责人 隐患分类 隐患描述 隐患位置 检查方式 检查人 检查时间 判定依据 "
        "违反判定依据具体条款 是否整改 实际整改完成时间 整改责任部门/责任人 "
        "整改措施 举报情况备注"
    )
    row = [
        "甲乡", "消防", "九小场所", "广源超市", "", "东村", "东村1号", "张某 13800000001",
        "物的不安全状态",
        "安全出口堆放杂物", "后门", "日常检查", "李某", "2024.3.5", "", "第十二条", "√", "2024/3/8",
        "广源超市", "清理杂物", "",
    ]  # fmt: skip
    book = book_of(
        ["重大事故隐患排查治理台账（2024年）"],
        ["填报单位：甲乡安办", None, None, "截至2024年6月30日"],
        headers,
        row,
        [*row[:9], "灭火器过期", "仓库", *row[11:13], 45357, "", "", "未整改", "", "", "", ""],
        row,
        ["合　计", "3"],
        ["填表人：王某", None, None, "审核人：赵某"],
        merge=("A1:U1",),
    )
    book.active.column_dimensions["C"].hidden = True
    return book


def ledger_b() -> Any:
    """Two-row merged header, merged units, words for days, formulas."""
    return book_of(
        ["隐患整改情况统计表"] + [None] * 10,
        ["序号", "检查单位名称", "检查地点、存在问题及隐患", "隐患等级", "排查时间", "排查人员",
         "整改情况", None, "整改资金（万元）", "整改责任人", "备注"],
        [None] * 6 + ["整改时限", "完成情况", None, None, None],
        [1, "东村粮站", "配电箱无盖板", "一般", day("2024-03-05"), "李某", "立即整改",
         "已整改", 0.5,         "张某", None],
        ["=A4+1", None, "电线私拉乱接", "一般", day("2024-03-05"), "李某", "3日内", "整改中", 1.2,
         "张某", None],
        [3, None, "无应急照明", "重大", day("2024-03-06"), "李某", "长期坚持", "整改中", "３千元",
         "张某", None],
        merge=("A1:K1", "G2:H2", "B4:B6", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:F3",
               "I2:I3", "J2:J3", "K2:K3"),
    )  # fmt: skip


def ledger_c() -> Any:
    """Exchange record: codes and coordinates nobody needs, days as text."""
    headers = words(
        "企业名称 隐患来源 监管分类 排查日期 隐患地点 隐患部位 隐患描述 "
        "责任单位 整改责任人 整改期限 整改完成日期 整改措施 核查日期 核查单位 "
        "核查情况 检查人员 隐患编号 经度 纬度"
    )
    return book_of(
        headers,
        ["东村粮站", "日常检查", "消防", "2024年3月5日", "", "库房", "消火栓无水", "粮站", "张某",
         "2024年3月15日", "2024年3月12日", "已修复", "2024年3月13日", "安办", "合格", "李某",
         "YH-001", 120.1, 30.2],
        ["东村粮站", "日常检查", "消防", "２０２４年３月６日", "", "值班室", "无值班记录",
         "粮站", "张某",         "2024年3月", "", "", "", "", "", "李某", "YH-002", 120.1, 30.2],
    )  # fmt: skip


def ledger_d() -> Any:
    """Upload record of a platform."""
    headers = words(
        "隐患名称 危险源编码 管控措施ID 排查记录ID 隐患等级 登记时间 登记人 "
        "隐患来源 治理类型 隐患描述 原因分析 控制措施 整改资金 整改责任人 "
        "治理期限 验收人 验收时间 验收情况描述 隐患状态"
    )
    return book_of(
        headers,
        ["灭火器失效", "W01", "G01", "P01", "一般隐患", "2024-03-05 09:30:00", "李某",
         "日常检查", "限期",
         "三具灭火器压力不足", "未检查", "更换", "1.2万元", "张某", "2024-03-15", "李某",
         "2024-03-14", "合格", "已整改（3月12日）"],
    )  # fmt: skip


def card(book: Any, title: str, text: str, until: str) -> None:
    sheet = book.create_sheet(title)
    for row in (
        ["事故隐患治理卡"],
        ["事故隐患内容：", text, None, None],
        ["可能造成后果：", "火灾", "防控措施：", "专人看守"],
        ["治理责任人：", "张某", "治理期限：", until],
        ["隐患治理计划资金（万元）：", 0.3, "治理完成情况：", "已完成"],
        ["验收日期：", "2024.3.20", "是否消除：", "是"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B2:D2")


def ledger_e() -> Any:
    """One card per sheet."""
    book = Workbook()
    book.remove(book.active)
    card(book, "卡1", "电线老化", "2024.3.15")
    card(book, "卡2", "疏散指示灯损坏", "2024.3.16")
    return book


def ledger_f() -> Any:
    """A clerk's grid with sections per village, days without year, repeated header."""
    headers = ["序号", "单位", "联系人及电话", "隐患描述", "整改情况", "落实治理经费（万元）",
               "录入时间",               "整改完成日期", "图片"]  # fmt: skip
    return book_of(
        ["2024年隐患登记"],
        headers,
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["一、东村（2条）"],
        [1, "广源超市", "张某13800000001", "通道堵塞", "已整改", 0.1, "3月5日", "3月8日", None],
        [2, "东村粮站", "李某 13800000002", "无警示标识", "未整改", None, "3.6", None, None],
        headers,
        ["二、西村（1条）"],
        [3, "西村作坊", "王某", "机器无防护罩", "已整改", None, "12月28日", "1月5日", None],
        [4],
        merge=("A1:I1", "A4:I4", "A8:I8"),
    )


GB18030_CSV = (
    "检查日期,被检查单位,存在问题,整改时限,是否整改\r\n"
    '2024-3-5,广源超市,"通道堵塞，\r\n灭火器过期",2024-3-15,否\r\n'
    "2024-3-6,东村粮站,消火栓无水,,是\r\n"
).encode("gb18030")

PASTED = (
    "检查日期\t单位名称\t隐患描述\t整改期限\t是否整改\r\n"
    '2024/3/5\t广源超市\t"第一处：通道堵塞\n第二处：""三合一"""\t2024/3/15\t否\r\n'
)


def in_memory(book: Any) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def found_days(hazards: Any) -> list[date]:
    return [hazard.found_on for hazard in hazards.order_by("found_on", "pk")]

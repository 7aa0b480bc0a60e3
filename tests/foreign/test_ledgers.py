"""Ledgers of other offices and of the past, as whole files and as text."""

from datetime import date
from decimal import Decimal

import pytest

from hazards.workflow import Status
from tests.foreign import ledgers
from tests.foreign.ledgers import a_table, examined, mapping, remarks, saved, settled, states
from tests.foreign.loading import brought
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import (
    State,
    Use,
    bring_in,
    problems,
    propose,
    source_columns,
)

pytestmark = pytest.mark.django_db


def test_the_export_of_a_platform_with_titles_doubles_and_a_hidden_column(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_a()))
    assert (found.header_row, found.year, found.as_of) == (3, 2024, date(2024, 6, 30))
    assert found.reporting_unit == "甲乡安办"
    assert [(out.number, out.reason) for out in found.left_out] == [
        (7, "合计行，合计由系统计算"),
        (8, "表尾的签字、说明"),
    ]
    settlement = settled(found, office)
    assert mapping(found, settlement) == {
        "上报单位": "note",
        "行业领域": "sector",
        "企业类型": "note",
        "企业名称": "site",
        "统一社会信用代码": "skip",
        "属地": "village",
        "详细地址": "note",
        "负责人": "responsible_person",
        "隐患分类": "category",
        "隐患描述": "description",
        "隐患位置": "place",
        "检查方式": "source",
        "检查人": "inspectors",
        "检查时间": "found_on",
        "判定依据": "criterion",
        "违反判定依据具体条款": "basis",
        "是否整改": "is_rectified",
        "实际整改完成时间": "rectified_on",
        "整改责任部门/责任人": "responsible_unit",
        "整改措施": "measures",
        "举报情况备注": "note",
    }
    assert [c.header for c in source_columns(found) if c.is_hidden] == ["企业类型"]
    examination = examined(found, settlement, office)
    assert states(examination) == {
        4: "新增", 5: "新增", 6: "表内重复", 7: "不导入", 8: "不导入",
    }  # fmt: skip
    assert (5, "检查时间", "45357", "2024-03-06（Excel 日期序号）") in remarks(examination)
    assert (4, "负责人", "张某 13800000001", "张某；电话：13800000001") in remarks(examination)
    settlement.left_out = examination.numbers(State.DOUBLE)
    first, second = brought(examined(found, settlement, office), office)
    assert (first.site.name, first.village.name, first.sector.name) == ("广源超市", "东村", "消防")
    assert (first.found_on, first.rectified_on) == (date(2024, 3, 5), date(2024, 3, 8))
    assert (first.responsible_person, first.phone) == ("张某", "13800000001")
    assert first.note == "上报单位：甲乡；企业类型：九小场所；详细地址：东村1号"
    assert (second.found_on, second.status) == (date(2024, 3, 6), Status.OPEN)


def test_a_header_of_two_rows_merged_units_and_words_for_days(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_b()))
    assert found.headers[6:8] == ["整改情况/整改时限", "整改情况/完成情况"]
    settlement = settled(found, office)
    assert mapping(found, settlement)["整改情况/整改时限"] == "due_on"
    examination = examined(found, settlement, office)
    assert (5, "整改资金（万元）", "1.2万元", "12,000.00元") in remarks(examination)
    assert (5, "整改情况/整改时限", "3日内", "2024-03-08") in remarks(examination)
    spot, limited, standing = brought(examination, office)
    assert {h.site.name for h in (spot, limited, standing)} == {"东村粮站"}
    assert (spot.rectify_mode, spot.rectified_on) == ("on_spot", date(2024, 3, 5))
    assert (limited.status, limited.due_on) == (Status.OPEN, date(2024, 3, 8))
    assert (standing.is_standing, standing.due_on) == (True, None)
    assert [h.funds for h in (spot, limited, standing)] == [5000, 12000, 3000]
    assert standing.grade == "major"


def test_an_exchange_record_with_codes_and_days_in_words(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_c()))
    settlement = settled(found, office)
    assert mapping(found, settlement)["隐患地点"] == "skip"  # an empty column
    examination = examined(found, settlement, office)
    assert remarks(examination) == [(3, "整改期限", "2024年3月", "2024-03-31（只有年月，取月末）")]
    closed, open_one = brought(examination, office)
    assert (closed.number, closed.status) == ("YH-001", Status.CLOSED)
    assert closed.closed_on == date(2024, 3, 13)
    assert closed.note == "核查单位：安办；核查情况：合格；经度：120.1；纬度：30.2"
    assert (open_one.found_on, open_one.due_on) == (date(2024, 3, 6), date(2024, 3, 31))


def test_an_upload_record_with_two_columns_for_one_of_ours(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_d()))
    sheet = sheet_for("hazards")
    settlement = propose(found, sheet, office)
    (problem,) = problems(found, source_columns(found), settlement, sheet)
    assert problem.column == "隐患名称"
    settlement.settle(found.headers.index("隐患名称"), Use.NOTE)
    assert problems(found, source_columns(found), settlement, sheet) == []
    examination = examined(found, settlement, office)
    assert (2, "隐患状态", "3月12日", "2024-03-12（按2024年）") in remarks(examination)
    (hazard,) = brought(examination, office)
    assert hazard.description == "三具灭火器压力不足"
    assert (hazard.rectified_on, hazard.closed_on) == (date(2024, 3, 12), date(2024, 3, 14))
    assert (hazard.funds, hazard.grade) == (Decimal("12000.00"), "general")
    assert "隐患名称：灭火器失效" in hazard.note


def test_cards_of_one_hazard_to_a_sheet(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_e()))
    sheet = sheet_for("hazards")
    settlement = propose(found, sheet, office)
    said = [
        (p.column, p.reason[:12]) for p in problems(found, source_columns(found), settlement, sheet)
    ]
    assert said == [
        ("是否消除", "不知道这一列是什么，请选"),
        ("检查日期", "台账中没有这一必填内容，"),
    ]
    settlement.settle(found.headers.index("是否消除"), Use.SKIP)
    settlement.constants |= {"found_on": "2024-3-1", "site": "广源超市"}
    first, second = brought(examined(found, settlement, office), office)
    assert (first.description, second.description) == ("电线老化", "疏散指示灯损坏")
    assert (first.found_on, first.due_on) == (date(2024, 3, 1), date(2024, 3, 15))
    assert (first.closed_on, first.harm, first.funds) == (date(2024, 3, 20), "火灾", 3000)
    assert first.measures == "专人看守"


def test_a_grid_with_a_section_for_each_village_and_days_without_year(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_f()))
    assert (found.header_row, found.year) == (2, 2024)
    assert [out.reason for out in found.left_out] == [
        "列号行", "分节标题，已记到下面各行", "重复的表头", "分节标题，已记到下面各行",
    ]  # fmt: skip
    settlement = settled(found, office)
    assert mapping(found, settlement)["分节标题"] == "village"
    examination = examined(found, settlement, office, history_until=date(2025, 1, 31))
    first, second, third = brought(examination, office)
    assert [h.village.name for h in (first, second, third)] == ["东村", "东村", "西村"]
    assert [h.found_on for h in (first, second, third)] == [
        date(2024, 3, 5), date(2024, 3, 6), date(2024, 12, 28),
    ]  # fmt: skip
    assert third.rectified_on == date(2025, 1, 5)
    assert (first.phone, first.funds, second.phone) == ("13800000001", 1000, "13800000002")


def test_a_csv_in_the_encoding_of_the_office(office, tmp_path):
    path = tmp_path / "台账.csv"
    path.write_bytes(ledgers.GB18030_CSV)
    found = a_table(path)
    examination = examined(found, settled(found, office), office, history_until=date(2024, 6, 30))
    first, second = brought(examination, office)
    assert first.description.split() == ["通道堵塞，", "灭火器过期"]
    assert (first.status, first.due_on) == (Status.OPEN, date(2024, 3, 15))
    assert second.rectified_on == date(2024, 6, 30)


def test_a_block_pasted_from_excel(office, tmp_path):
    path = tmp_path / "pasted.txt"
    path.write_text(ledgers.PASTED, encoding="utf-8")
    found = a_table(path)
    (hazard,) = brought(examined(found, settled(found, office), office), office)
    assert hazard.description == '第一处：通道堵塞\n第二处："三合一"'
    assert (hazard.site.name, hazard.due_on) == ("广源超市", date(2024, 3, 15))


def test_a_ledger_of_the_past_without_days_claims_nothing_that_was_not_done(office, tmp_path):
    book = ledgers.book_of(
        ["截至2023年12月31日"],
        ["检查日期", "单位名称", "隐患描述", "整改时限", "整改情况"],
        ["2023.3.5", "广源超市", "通道堵塞", "立即整改", ""],
        ["2023.3.6", "广源超市", "线路老化", "2023.4.1", "已整改"],
        ["2023.3.7", "广源超市", "无人值守", "长期坚持", ""],
        ["2023.3.8", "广源超市", "无应急灯", "", "已整改待复查"],
    )
    found = a_table(saved(tmp_path, book))
    assert found.as_of == date(2023, 12, 31)
    settlement = settled(found, office)
    examination = examined(found, settlement, office, history_until=found.as_of)
    said = (4, "整改情况", "已整改，没有完成日期", "完成日期不详，按截至日期2023-12-31计")
    assert said in remarks(examination)
    spot, done, standing, waiting = brought(examination, office)
    assert (spot.status, spot.closed_on) == (Status.CLOSED, date(2023, 3, 5))
    assert (done.status, done.closed_on) == (Status.CLOSED, date(2023, 12, 31))
    assert done.rectifications.get().is_date_unknown
    assert "没有经过本系统的整改复查流程" in done.rectifications.get().remark
    assert "历史台账导入" in done.events.get().note
    assert (standing.is_standing, standing.due_on, standing.status) == (True, None, Status.OPEN)
    assert waiting.status == Status.RECTIFIED
    assert (
        examined(found, settlement, office, history_until=found.as_of).counts[State.UNCHANGED] == 4
    )


def test_without_it_the_missing_day_is_a_fault(office, tmp_path):
    book = ledgers.book_of(
        ["检查日期", "单位名称", "隐患描述", "整改情况"],
        ["2023.3.6", "广源超市", "线路老化", "已整改"],
    )
    found = a_table(saved(tmp_path, book))
    examination = examined(found, settled(found, office), office)
    assert states(examination) == {2: "有错误"}
    assert not bring_in(examination, office=office, by=None).is_loaded

"""Six real column sets, a .csv and a pasted block: each goes in with the right rows."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from hazards.models import Hazard
from hazards.workflow import Status
from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_hazard_category,
    make_hazard_source,
    make_sector,
    make_site,
)
from tests.foreign import ledgers
from tests.foreign.ledgers import a_table, examined, mapping, remarks, saved, settled, states, wrong
from township_safety.spreadsheets import read_any
from township_safety.workbook import all_sheets, sheet_for
from township_safety.workbook.foreign import (
    State,
    Use,
    bring_in,
    bring_in_all,
    fingerprint,
    guess_sheet,
    open_names,
    problems,
    propose,
    row_by_row,
    source_columns,
    table_below,
    tables_of,
)
from township_safety.workbook.foreign.files import annotated, as_data, can_annotate, from_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make_office()
    east = make_village(office=office, name="东村")
    west = make_village(office=office, name="西村")
    fire = make_sector("fire", name="消防")
    make_hazard_source("daily", name="日常检查")
    make_hazard_category("state", name="物的不安全状态")
    for name, village in (("广源超市", east), ("东村粮站", east), ("西村作坊", west)):
        make_site(office=office, name=name, village=village, sector=fire)
    return office


def brought(examination, office, **options):
    assert wrong(examination) == {}
    assert [str(p) for p in examination.general] == []
    result = bring_in(examination, office=office, by=None, **options)
    assert result.is_loaded
    return list(Hazard.objects.order_by("pk"))


# -- A to F ----------------------------------------------------------------------------------------


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


# -- text ------------------------------------------------------------------------------------------


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


# -- the past --------------------------------------------------------------------------------------


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


# -- settling --------------------------------------------------------------------------------------


def test_an_unknown_column_waits_and_is_remembered(office, tmp_path):
    rows = (
        ["检查日期", "单位名称", "隐患描述", "奇怪的列"],
        ["2024.3.5", "广源超市", "通道堵塞", "乙"],
    )
    found = a_table(saved(tmp_path, ledgers.book_of(*rows)))
    sheet, columns = sheet_for("hazards"), source_columns(found)
    settlement = propose(found, sheet, office)
    (problem,) = problems(found, columns, settlement, sheet)
    assert (problem.column, problem.row) == ("奇怪的列", 1)
    settlement.settle(3, Use.SKIP)
    settlement.constants["village"] = "东村"
    kept = settlement.as_data(columns)
    turned = ledgers.book_of(*[row[::-1] for row in rows])
    again = a_table(saved(tmp_path, turned, "again.xlsx"))
    assert fingerprint(source_columns(again)) == fingerprint(columns)
    fresh = propose(again, sheet, office)
    fresh.remember(kept, source_columns(again), sheet)
    assert problems(again, source_columns(again), fresh, sheet) == []
    assert (fresh.choices[0].use, fresh.constants) == (Use.SKIP, {"village": "东村"})


def test_columns_without_telling_headings_are_known_by_what_they_hold(office, tmp_path):
    book = ledgers.book_of(
        ["甲", "乙", "丙", "丁", "戊"],
        [ledgers.day("2024-03-05"), "广源超市", "安全出口堆放杂物无法通行", "东村", "13800000001"],
        [ledgers.day("2024-03-06"), "东村粮站", "配电箱门敞开没有警示标识", "东村", "13800000002"],
    )
    found = a_table(saved(tmp_path, book))
    assert list(mapping(found, settled(found, office)).values()) == [
        "found_on", "site", "description", "village", "phone",
    ]  # fmt: skip


def test_rows_copied_without_their_header_are_all_rows(office, tmp_path):
    path = tmp_path / "pasted.txt"
    path.write_text(
        "2024/3/5\t广源超市\t安全出口堆放杂物无法通行\n2024/3/6\t东村粮站\t配电箱门敞开没有标识\n"
    )
    found = a_table(path)
    assert (found.header_row, [number for number, _ in found.rows]) == (0, [1, 2])
    settlement = settled(found, office)
    assert sorted(settlement.targets()) == ["description", "found_on", "site"]
    examination = examined(found, settlement, office)
    assert not can_annotate(path, examination)
    assert [h.site.name for h in brought(examination, office)] == ["广源超市", "东村粮站"]


def test_names_nobody_knows_are_offered_like_ones_entered_or_kept(office, tmp_path):
    book = ledgers.book_of(
        ["检查日期", "单位名称", "隐患描述", "行业领域", "整改完成日期"],
        ["2024.3.5", "乡广源超市有限公司", "通道堵塞", "奇行", "2024.3.8"],
        ["2024.3.5", "新开的店", "线路老化", "消防"],
    )
    found = a_table(saved(tmp_path, book))
    sheet, settlement = sheet_for("hazards"), settled(found, office)
    names = {name.text: name for name in open_names(found, sheet, settlement, office=office)}
    assert set(names) == {"乡广源超市有限公司", "新开的店", "奇行"}
    assert names["乡广源超市有限公司"].candidates[0].name == "广源超市"
    assert names["新开的店"].may_be_entered
    assert not names["奇行"].may_be_entered
    faults = wrong(examined(found, settlement, office))
    assert {row: [column for column, _ in said] for row, said in faults.items()} == {
        2: ["单位名称", "行业领域"], 3: ["单位名称"],
    }  # fmt: skip
    settlement.names = {"site": {"乡广源超市有限公司": "广源超市"}, "sector": {"奇行": ""}}
    settlement.entered = {"site": ["新开的店"]}
    assert open_names(found, sheet, settlement, office=office) == []
    first, second = brought(examined(found, settlement, office), office)
    assert (first.site.name, first.note) == ("广源超市", "行业领域：奇行")
    assert (second.site.name, second.site.sector.name) == ("新开的店", "消防")


def test_a_village_and_a_site_in_one_cell(office, tmp_path):
    book = ledgers.book_of(
        ["检查日期", "单位名称", "隐患描述"], ["2024.3.5", "东村 广源超市", "通道堵塞"]
    )
    found = a_table(saved(tmp_path, book))
    (hazard,) = brought(examined(found, settled(found, office), office), office)
    assert (hazard.village.name, hazard.site.name) == ("东村", "广源超市")


def test_what_the_ledger_has_already_is_said(office, tmp_path):
    headers = ["检查日期", "单位名称", "隐患描述"]
    row = ["2024.3.5", "广源超市", "通道堵塞"]
    found = a_table(saved(tmp_path, ledgers.book_of(headers, row)))
    brought(examined(found, settled(found, office), office), office)
    later = ledgers.book_of(
        headers, row, ["2024.3.20", "广源超市", "通道，堵塞"], ["2024.5.20", *row[1:]]
    )
    found = a_table(saved(tmp_path, later, "later.xlsx"))
    assert states(examined(found, settled(found, office), office)) == {
        2: "未变", 3: "台账已有", 4: "新增",
    }  # fmt: skip


def test_empty_cells_leave_what_the_ledger_knows(office, tmp_path):
    headers = ["检查日期", "单位名称", "隐患描述", "整改措施", "联系电话", "整改情况", "完成日期"]
    row = ["2024.3.5", "广源超市", "通道堵塞", "清理", "13800000001", "", ""]
    found = a_table(saved(tmp_path, ledgers.book_of(headers, row)))
    brought(examined(found, settled(found, office), office), office)
    later = [*row[:3], "", "", "已整改", "2024.3.8"]
    found = a_table(saved(tmp_path, ledgers.book_of(headers, later), "later.xlsx"))
    examination = examined(found, settled(found, office), office)
    assert states(examination) == {2: "更新"}
    (hazard,) = brought(examination, office)
    assert (hazard.measures, hazard.phone) == ("清理", "13800000001")
    assert (hazard.status, hazard.rectified_on) == (Status.RECTIFIED, date(2024, 3, 8))


def monthly(tmp_path, *, last):
    book = ledgers.book_of(
        ["检查日期", "单位名称", "隐患描述", "怪列"],
        ["2024.1.5", "广源超市", "通道堵塞", "甲"],
        title="1月",
    )
    second = book.create_sheet("2月")
    for row in (
        ["2024年2月"],
        ["隐患描述", "怪列", "检查日期", "单位名称"],
        ["线路老化", "乙", last, "东村粮站"],
    ):
        second.append(row)
    book.create_sheet("说明").append(["检查日期", "单位名称", "隐患描述"])
    return saved(tmp_path, book)


@pytest.mark.parametrize(("last", "number"), [("2024.2.5", 2), ("2024.2.50", 0)])
def test_a_sheet_for_each_month_goes_in_whole_or_not_at_all(office, tmp_path, last, number):
    sheet = sheet_for("hazards")
    first, second = tables_of(read_any(monthly(tmp_path, last=last)), sheet)
    assert fingerprint(source_columns(first)) == fingerprint(source_columns(second))
    settlement = propose(first, sheet, office)
    settlement.settle(3, Use.NOTE)
    other = propose(second, sheet, office)
    other.remember(settlement.as_data(source_columns(first)), source_columns(second), sheet)
    examinations = [examined(first, settlement, office), examined(second, other, office)]
    results = bring_in_all(examinations, office=office, by=None)
    assert [result.is_loaded for result in results] == [number == 2] * 2
    assert Hazard.objects.count() == number


def test_other_registers_are_found_by_their_headings(office, tmp_path):
    book = ledgers.book_of(
        ["2024年企业基础台账"],
        ["序号", "企业名称", "所属村", "行业", "法人代表", "联系电话", "从业人员"],
        [1, "甲厂", "东村", "消防", "张某", "13800000001", "１２人"],
    )
    path = saved(tmp_path, book)
    sheet = guess_sheet(read_any(path), all_sheets())
    assert sheet.key == "sites"
    found = a_table(path, "sites")
    examination = examined(found, settled(found, office, "sites"), office, "sites")
    assert states(examination) == {3: "新增"}
    assert guess_sheet(read_any(saved(tmp_path, ledgers.ledger_b())), all_sheets()).key == "hazards"


# -- as people type --------------------------------------------------------------------------------


def test_spread_headings_groups_and_words_around_days(office, tmp_path):
    book = ledgers.book_of(
        ["甲乡2024年安全生产大检查问题隐患整改台账"] + [None] * 12,
        ["填报单位（盖章）：甲乡安办", None, None, None, "填报时间：7月5日", "单位：个、万元"],
        ["序\n号", "检查\n时间", "隐患情况", None, None, None, "整改情况", *[None] * 5, "备  注"],
        [None, None, "单 位 名 称", "所在村（居）", "隐患具体描述", "隐患\n等级", "整改措施",
         "责任人", "联系电话", "整改时限", "是否整改到位", "整改资金", None],
        [1, "3.5", "广源超市", "东村", "通道堵塞", "一般", "清理", "张某",
         "13800000001\n0571-88888888", "2024.3.10前", "是（3月8日）", 0.5, None],
        [2, "3月6日", "广源超市", "东村", "线路老化", "较大", "更换", "张某/13800000002", None,
         "一周内", "正在整改", None, "请关注"],
        [3, "2024-03-07", "东村粮站", "东  村", "无灭火器", "一般隐患", "配备", "李某", None,
         "立行立改", "√", "500元", None],
        [4, "2024.3.8日", "东村粮站", "东村", "堆放混乱", "一般", "整理", "李某", None,
         "2024年3月底前", "×", None, None],
        ["合计", None, "4家", None, "4处"],
        ["主要领导：", None, None, "分管领导：", None, None, "填表人："],
        merge=("A1:M1", "A2:E2", "C3:F3", "G3:L3", "A3:A4", "B3:B4", "M3:M4"),
    )  # fmt: skip
    found = a_table(saved(tmp_path, book))
    assert (found.year, found.unit, found.reporting_unit) == (2024, "万元", "甲乡安办")
    assert found.headers[2:4] == ["隐患情况/单位名称", "隐患情况/所在村（居）"]
    settlement = settled(found, office)
    examination = examined(found, settlement, office)
    assert states(examination) == {
        5: "新增", 6: "有错误", 7: "新增", 8: "新增", 9: "不导入", 10: "不导入",
    }  # fmt: skip
    settlement.names["grade"] = {"较大": "重大"}
    one, two, three, four = brought(examined(found, settlement, office), office)
    assert (one.due_on, one.rectified_on) == (date(2024, 3, 10), date(2024, 3, 8))
    assert (one.phone, one.funds) == ("13800000001", 5000)
    assert "0571-88888888" in one.note
    assert (two.grade, two.due_on, two.note) == ("major", date(2024, 3, 13), "请关注")
    assert (two.responsible_person, two.phone) == ("张某", "13800000002")
    assert (three.rectify_mode, three.funds) == ("on_spot", 500)
    assert (four.status, four.due_on) == (Status.OPEN, date(2024, 3, 31))


def test_ditto_marks_stand_for_what_is_above(office, tmp_path):
    book = ledgers.book_of(
        ["日期", "村名", "场所名称", "存在隐患", "是否完成整改", "销号时间", "检查人员"],
        [ledgers.day("2024-03-05"), "东村", "广源超市", "1.通道堵塞", "是",
         ledgers.day("2024-03-09"), "李某、王某"],
        [None, None, None, "2.线路老化", "否", None, None],
        ["同上", "同上", "东村粮站", "电气线路未穿管", "否", None, "〃"],
        merge=("A2:A3", "B2:B3", "C2:C3", "G2:G3"),
    )  # fmt: skip
    found = a_table(saved(tmp_path, book))
    examination = examined(found, settled(found, office), office)
    assert (4, "村名", "同上", "东村") in remarks(examination)
    one, two, three = brought(examination, office)
    assert (one.status, one.closed_on) == (Status.CLOSED, date(2024, 3, 9))
    assert (two.site.name, two.found_on) == ("广源超市", date(2024, 3, 5))
    assert (three.found_on, three.village.name) == (date(2024, 3, 5), "东村")
    assert three.inspectors == "李某、王某"


@pytest.mark.parametrize(
    ("text", "state", "kept"),
    [
        ("已整改", Status.CLOSED, ""),
        ("整改完成，已通过验收", Status.CLOSED, "整改情况：整改完成，已通过验收"),
        ("当场整改", Status.CLOSED, ""),
        ("已更换灭火器", Status.CLOSED, "整改情况：已更换灭火器"),
        ("未按期整改", Status.OPEN, "整改情况：未按期整改"),
        ("部分整改", Status.OPEN, ""),
        ("限期整改", Status.OPEN, ""),
        ("已整改，待验收", Status.RECTIFIED, ""),
        ("☑", Status.CLOSED, ""),
    ],
)
def test_how_far_it_is_in_other_words(office, tmp_path, text, state, kept):
    book = ledgers.book_of(
        ["检查日期", "单位名称", "隐患描述", "整改情况"], ["2023.3.5", "广源超市", "堵塞", text]
    )
    found = a_table(saved(tmp_path, book))
    examination = examined(found, settled(found, office), office, history_until=date(2023, 6, 30))
    (hazard,) = brought(examination, office)
    assert (hazard.status, hazard.note) == (state, kept)


# -- given back ------------------------------------------------------------------------------------


def a_wrong_one(tmp_path):
    book = ledgers.book_of(
        ["隐患台账", None, None],
        ["检查日期", "单位名称", "隐患描述"],
        ["2024.13.5", "广源超市", "通道堵塞"],
        [None, "广源超市", "=1+1"],
        ["2024.3.5", "广源超市", "线路老化"],
        merge=("A1:C1",),
    )
    return saved(tmp_path, book)


def test_formulas_without_a_value_are_faults(office, tmp_path):
    found = a_table(a_wrong_one(tmp_path))
    examination = examined(found, settled(found, office), office)
    assert states(examination) == {3: "有错误", 4: "有错误", 5: "新增"}
    assert "保存一次" in dict(wrong(examination)[4])["隐患描述"]
    assert not bring_in(examination, office=office, by=None).is_loaded
    assert bring_in(examination, office=office, by=None, accept_good=True).is_loaded
    assert Hazard.objects.get().description == "线路老化"


def test_the_same_workbook_comes_back_with_comments(office, tmp_path):
    path = a_wrong_one(tmp_path)
    found = a_table(path)
    examination = examined(found, settled(found, office), office)
    target = tmp_path / "back.xlsx"
    target.write_bytes(annotated(path, examination))
    page = openpyxl.load_workbook(target).active
    assert "没有“2024.13.5”这一天" in page["A3"].comment.text
    assert "公式" in page["C4"].comment.text
    assert [page.cell(row, 4).value for row in (2, 5)] == ["导入结果", "新增"]
    assert page["D3"].value.startswith("有错误。检查日期：")
    assert page["C5"].value == "线路老化"
    # Corrected, it goes in again; our own column is known.
    again = a_table(target)
    assert mapping(again, settled(again, office))["导入结果"] == "skip"


def test_every_row_can_be_taken_away(office, tmp_path):
    found = a_table(saved(tmp_path, ledgers.ledger_a()))
    examination = examined(found, settled(found, office), office)
    row_by_row(examination, tmp_path / "rows.xlsx")
    page = openpyxl.load_workbook(tmp_path / "rows.xlsx").active
    lines = list(page.iter_rows(values_only=True))
    assert lines[0][0] == "行号"
    assert [line[0] for line in lines[1:]] == [4, 5, 6, 7, 8]
    assert [line[-2] for line in lines[1:]] == ["新增", "新增", "表内重复", "不导入", "不导入"]


def test_grids_can_be_put_aside(tmp_path):
    for make in (ledgers.ledger_a, ledgers.ledger_b, ledgers.ledger_f):
        grids = read_any(saved(tmp_path, make()))
        assert from_data(as_data(grids)) == grids
        assert tables_of(from_data(as_data(grids)), sheet_for("hazards"))


def test_address_and_code_go_with_a_site_that_is_entered(tmp_path, office):
    rows = [
        ["检查日期", "单位名称", "存在问题", "信用代码", "详细地址"],
        ["2024-3-5", "新开超市", "通道堵塞", "91330000MA27U0GLXX", "东村9号"],
        ["2024-3-6", "广源超市", "通道堵塞", "无", "东村1号"],
    ]
    found = a_table(saved(tmp_path, ledgers.book_of(*rows)))
    settlement = settled(found, office, village="东村", sector="消防")
    settlement.entered["site"] = ["新开超市"]
    new, known = brought(examined(found, settlement, office), office)
    assert (new.site.address, new.site.credit_code) == ("东村9号", "91330000MA27U0GLXX")
    assert new.note == ""
    assert known.site.address == ""
    assert "详细地址：东村1号" in known.note
    again = examined(found, settled(found, office, village="东村", sector="消防"), office)
    assert set(states(again).values()) == {"未变"}


def test_a_person_may_say_where_the_header_stands(tmp_path, office):
    rows = [
        ["甲", "乙", "丙"],
        ["检查日期", "单位名称", "存在问题"],
        ["2024-3-5", "广源超市", "乱堆"],
    ]
    (grid,) = read_any(saved(tmp_path, ledgers.book_of(*rows)))
    found = table_below(grid, 2)
    assert found.headers == ["检查日期", "单位名称", "存在问题"]
    assert len(found.rows) == 1
    assert table_below(grid, 9) is None

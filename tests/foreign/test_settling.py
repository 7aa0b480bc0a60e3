"""What a person settles before a foreign ledger goes in: columns, names, sheets."""

from datetime import date

import pytest

from hazards.models import Hazard
from hazards.workflow import Status
from tests.foreign import ledgers
from tests.foreign.ledgers import a_table, examined, mapping, saved, settled, states, wrong
from tests.foreign.loading import brought
from township_safety.spreadsheets import read_any
from township_safety.workbook import all_sheets, sheet_for
from township_safety.workbook.foreign import (
    Use,
    bring_in_all,
    fingerprint,
    guess_sheet,
    open_names,
    problems,
    propose,
    source_columns,
    table_below,
    tables_of,
)
from township_safety.workbook.foreign.files import can_annotate

pytestmark = pytest.mark.django_db


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

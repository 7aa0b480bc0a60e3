"""Ledgers as people type them, and the file given back with its faults."""

from datetime import date

import openpyxl
import pytest

from hazards.models import Hazard
from hazards.workflow import Status
from tests.foreign import ledgers
from tests.foreign.ledgers import a_table, examined, mapping, remarks, saved, settled, states, wrong
from tests.foreign.loading import brought
from township_safety.spreadsheets import read_any
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import (
    bring_in,
    row_by_row,
    tables_of,
)
from township_safety.workbook.foreign.files import annotated, as_data, from_data

pytestmark = pytest.mark.django_db


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

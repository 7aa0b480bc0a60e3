"""Sheets and text as their reader sees them."""

import csv
import io
import tempfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foreign.ledgers import book_of, day, saved
from township_safety.spreadsheets import (
    SheetOut,
    WorkbookProblem,
    parse_block,
    read_any,
    write_workbook,
)
from township_safety.spreadsheets.delimited import decoded
from township_safety.values import clean_text
from township_safety.workbook.foreign.days import read_day
from township_safety.workbook.foreign.dialects import Terms
from township_safety.workbook.foreign.drafts import Draft
from township_safety.workbook.foreign.similar import SimilarNames, core


def grid_of(tmp_path, book):
    (grid,) = read_any(saved(tmp_path, book))
    return grid


# -- sheets ----------------------------------------------------------------------------------------


def test_merged_cells_stand_for_all_they_cover(tmp_path):
    book = book_of(
        ["单位", "问题", "备注", "附注"],
        ["甲店", "一", None],
        [None, "二", None],
        [None, "三", "两列", None],
        merge=("A2:A4", "C4:D4", "F1:G9"),
    )
    grid = grid_of(tmp_path, book)
    assert [cells[0] for _, cells in grid.rows[1:]] == ["甲店"] * 3
    assert grid.rows[3] == (4, ["甲店", "三", "两列", "两列"])
    assert grid.filled == {(3, 1), (4, 1), (4, 4)}


def test_rows_under_a_merged_cell_that_hold_nothing_are_not_made(tmp_path):
    grid = grid_of(tmp_path, book_of(["单位", "问题"], ["甲店", "一"], merge=("A2:A9",)))
    assert [number for number, _ in grid.rows] == [1, 2]


def test_what_is_hidden_is_marked_not_lost(tmp_path):
    book = book_of(["甲", "乙", "丙", "丁"], [1, 2, 3, 4], [5, 6, 7, 8])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions.group("B", "C", hidden=True)
    grid = grid_of(tmp_path, book)
    assert (grid.hidden_rows, grid.hidden_columns) == ({3}, {2, 3})
    assert grid.rows[2] == (3, [5, 6, 7, 8])


def test_formulas_without_a_result_are_marked(tmp_path):
    grid = grid_of(tmp_path, book_of(["甲", "=1+1"], [1, 2]))
    assert grid.uncached == {(1, 2)}


def test_days_come_as_days_and_numbers_exactly(tmp_path):
    grid = grid_of(tmp_path, book_of([day("2024-03-05"), 0.1, 12345678901234, True]))
    assert grid.rows == [(1, [datetime.fromisoformat("2024-03-05"), 0.1, 12345678901234, True])]


def test_a_name_without_the_usual_ending_does_not_matter(tmp_path):
    path = saved(tmp_path, book_of(["甲", "乙"]), "台账.et.xlsx")
    assert read_any(path.rename(tmp_path / "upload"))[0].rows == [(1, ["甲", "乙"])]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_any_text_of_a_cell_comes_back(texts):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        write_workbook([SheetOut("表", ["头"], [[text] for text in texts])], path)
        (grid,) = read_any(path)
    read = {number: cells[0] for number, cells in grid.rows}
    for number, text in enumerate(texts, 2):
        assert clean_text(read.get(number), multiline=True) == clean_text(text, multiline=True)


# -- text ------------------------------------------------------------------------------------------

TABLE = "检查日期,隐患描述\r\n2024-3-5,通道堵塞\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("gb18030"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("gb18030"),
        TABLE.replace(",", "，").encode(),
        TABLE.replace("\r\n", "\r").encode(),
    ],
)
def test_text_in_every_usual_encoding_and_with_every_separator(content, tmp_path):
    path = tmp_path / "台账.csv"
    path.write_bytes(content)
    (grid,) = read_any(path)
    assert grid.rows == [(1, ["检查日期", "隐患描述"]), (2, ["2024-3-5", "通道堵塞"])]
    assert grid.title == "台账"


def test_separators_inside_quotes_do_not_decide():
    grid = parse_block('日期\t描述\n2024-3-5\t"一，二，三\n四，五"\n')
    assert grid.rows[1] == (2, ["2024-3-5", "一，二，三\n四，五"])


def test_leading_zeros_kept_by_a_formula_stay():
    assert parse_block('="0012",a\n').rows == [(1, ["0012", "a"])]


def test_noise_is_no_text():
    with pytest.raises(WorkbookProblem, match="文字编码"):
        decoded(bytes(range(128, 256)) * 10)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=4), max_size=5)
)
def test_any_text_of_a_block_comes_back(rows):
    rows = [[clean_text(cell, multiline=True) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    file = io.StringIO()
    csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL).writerows([["头", "尾"], *rows])
    grid = parse_block(file.getvalue())
    read = [[clean_text(cell, multiline=True) for cell in cells] for _, cells in grid.rows[1:]]
    assert [row + [""] * 4 for row in read] == [
        _without_formula(row) + [""] * (len(r) + 4 - len(row))
        for row, r in zip([_short(row) for row in rows], read, strict=True)
    ]


def _short(row):
    while row and not row[-1]:
        row = row[:-1]
    return row


def _without_formula(row):
    return [cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell
            for cell in row]  # fmt: skip


# -- days ------------------------------------------------------------------------------------------

SHAPES = (
    "{y}-{m}-{d}", "{y}.{m}.{d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}年{m:02}月{d:02}号",
    "{y}{m:02}{d:02}", "{m}月{d}日", "{m}.{d:02}", "{m}/{d:02}",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2050, 12, 31)),
    st.sampled_from(SHAPES),
    st.booleans(),
)
def test_every_shape_of_a_day_is_read_back(wanted, shape, is_wide):
    text = shape.format(y=wanted.year, m=wanted.month, d=wanted.day)
    if is_wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789./-"})
    draft = Draft(1, {"found_on": text})
    assert read_day(draft, "found_on", Terms(year=wanted.year)) == wanted
    assert bool(draft.remarks) is ("{y}" not in shape)


@pytest.mark.parametrize(
    ("raw", "meant", "told"),
    [
        (45356, date(2024, 3, 5), "2024-03-05（Excel 日期序号）"),
        (3.5, date(2024, 3, 5), "2024-03-05（按2024年）"),
        (3.1, None, ""),  # the 1st or the 10th
        ("2024年3月", date(2024, 3, 1), "2024-03-01（只有年月，取1日）"),
        ("2024.13", None, ""),
        ("春节前", None, ""),
        (datetime.fromisoformat("2024-03-05"), date(2024, 3, 5), ""),
    ],
)
def test_days_that_had_to_be_understood_are_told(raw, meant, told):
    draft = Draft(7, {"found_on": raw})
    assert read_day(draft, "found_on", Terms(year=2024)) == meant
    assert [remark.after for remark in draft.remarks] == ([told] if told else [])
    assert meant is not None or draft.cells["found_on"] == raw


def test_a_deadline_after_new_year_lies_in_the_next_one():
    found_on = date(2024, 12, 28)
    for text, wanted in (("1月5日", date(2025, 1, 5)), ("12月30日", date(2024, 12, 30)),
                         ("3月5日", date(2025, 3, 5)), ("9月5日", date(2024, 9, 5))):  # fmt: skip
        draft = Draft(1, {"due_on": text})
        assert read_day(draft, "due_on", Terms(year=2024), since=found_on) == wanted
    draft = Draft(1, {"rectified_on": "3月20日"})  # in a sheet of last year
    assert read_day(draft, "rectified_on", Terms(year=2023), since=date(2024, 3, 19)) == date(
        2024, 3, 20
    )
    draft = Draft(1, {"due_on": "2024年2月"})
    assert read_day(draft, "due_on", Terms(), since=date(2024, 2, 1)) == date(2024, 2, 29)


# -- names -----------------------------------------------------------------------------------------


def test_names_of_one_place_are_offered_and_others_not():
    known = ["广源超市", "广元饭店", "东村粮站", "甲县广源超市有限公司（东村店）", "红星幼儿园"]
    similar = SimilarNames(known)
    for name in ("广源超市有限公司", "乡广源超市", "广源 超市（总店）", "甲县乙乡广源超市"):
        found = [candidate.name for candidate in similar.like(name)]
        assert set(found) == {"广源超市", "甲县广源超市有限公司（东村店）"}, name
    assert similar.like("东村粮站")[0].score == 1
    assert similar.like("毫不相干") == []
    assert core("某省某市甲县乙乡宏达机械有限公司") == "宏达机械"
    assert core("乡") == "乡"

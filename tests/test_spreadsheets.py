"""Workbooks in and out: what is refused, what survives the way there and back."""

import io
import random
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from township_safety.spreadsheets import (
    SheetOut,
    WorkbookProblem,
    read_workbook,
    reading,
    safe_title,
    write_workbook,
)
from township_safety.values import clean_text


def written(*sheets):
    target = io.BytesIO()
    write_workbook(sheets, target)
    target.seek(0)
    return target


def made(fill):
    """A workbook as openpyxl's ordinary mode writes it."""
    book = openpyxl.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def zipped(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def replaced(source, name, content):
    """The workbook with one member exchanged."""
    with zipfile.ZipFile(source) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped(members | {name: content})


def sheet_xml(body):
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><dimension ref="A1:XFD1048576"/><sheetData>{body}</sheetData></worksheet>'
    )


SIMPLE = SheetOut("台账", ["名称", "日期"], [["甲店", date(2024, 3, 5)], ["乙店", None]])
SHEET = "xl/worksheets/sheet1.xml"


# -- there and back ------------------------------------------------------------------------------


def test_values_come_back_with_row_numbers():
    out = SheetOut(
        "台账",
        ["文字", "日期", "时刻", "数", "金额", "是否"],
        [
            ["甲\n乙", date(2024, 3, 5), datetime.fromisoformat("2024-03-05 14:30"), 3, 1.5, True],
            [None] * 6,
            ["丙", None, None, None, None, None],
        ],
        title_row="标题",
        number_formats=[None, "yyyy-mm-dd", "yyyy-mm-dd hh:mm"],
    )
    (sheet,) = read_workbook(written(out))
    assert sheet.title == "台账"
    assert sheet.rows[0] == (1, ["标题"])
    assert sheet.rows[1] == (2, list(out.headers))
    day, moment = (datetime.fromisoformat(t) for t in ("2024-03-05", "2024-03-05 14:30"))
    assert sheet.rows[2] == (3, ["甲\n乙", day, moment, 3, 1.5, True])
    assert sheet.rows[3] == (5, ["丙"])


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "=cmd|", "#N/A"]
)
def test_text_never_becomes_a_formula(start):
    text = f"{start}1+1" if start != "#N/A" else start
    file = written(SheetOut("台账", [text], [[text]]))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert cell.value == text.strip()
    assert sheet["A2"].quotePrefix is (text[:1] != "#")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(st.characters(codec=None, exclude_categories=())), min_size=1, max_size=5))
def test_any_text_can_be_written_and_reads_back_cleaned(texts):
    (sheet,) = read_workbook(written(SheetOut("表", ["头"], [[text] for text in texts])))
    read = dict(sheet.rows)
    for number, text in enumerate(texts, 2):
        cleaned = clean_text(text, multiline=True)
        assert read.get(number, [""]) == [cleaned]


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_", "_x005F_x000D_", "a_x", "_xZZZZ_"])
def test_escapes_that_somebody_typed_stay(text):
    (sheet,) = read_workbook(written(SheetOut("表", ["头"], [[text]])))
    assert sheet.rows[1] == (2, [text])


def test_carriage_returns_that_excel_spelled_out_go():
    file = made(lambda book: book.active.append(["甲_x000D_\n乙"]))
    assert read_workbook(file)[0].rows == [(1, ["甲\n乙"])]


def test_a_text_beyond_the_limit_of_a_cell_says_that_it_was_cut():
    (sheet,) = read_workbook(written(SheetOut("表", ["头"], [["长" * 40_000]])))
    text = sheet.rows[1][1][0]
    assert len(text) <= 32_767
    assert text.endswith("（以下截断）")


def test_what_helps_the_person_filling_it_in():
    long = [f"选项{n}" for n in range(100)]
    out = SheetOut(
        "台账",
        ["类别", "对象", "备注"],
        [["甲", "选项3", ""]],
        widths=[10, None, 40],
        notes=["只选一项", ""],
        choices=[["甲", "乙"], long, ["含,逗号"]],
        required=[True],
    )
    book = openpyxl.load_workbook(written(out, out))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C2"
    assert sheet.column_dimensions["A"].width == 10
    assert sheet["A1"].comment.text == "只选一项"
    assert sheet["A1"].fill.fgColor.rgb != sheet["B1"].fill.fgColor.rgb
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["A2:A20001"] == '"甲,乙"'
    assert rules["B2:B20001"] == "选项!$A$1:$A$100"
    lists = book["选项"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["A"]] == long
    assert lists["B1"].value == "含,逗号"
    assert len(read_workbook(written(out))) == 1


def test_no_sheet_at_all_is_still_a_workbook():
    assert [sheet.title for sheet in read_workbook(written())] == ["空"]


@pytest.mark.parametrize(
    ("title", "safe"),
    [
        ("会议/培训", "会议_培训"),
        ("长" * 40, "长" * 31),
        ("", "表"),
        ("'a'", "a"),
        ("[x]:*?", "_x____"),
    ],
)
def test_titles(title, safe):
    assert safe_title(title) == safe


# -- what is read --------------------------------------------------------------------------------


def test_a_path_is_read_too(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook([SIMPLE], path)
    assert len(read_workbook(path)[0].rows) == 3
    assert read_workbook(str(path)) == read_workbook(path)


def test_merged_cells_keep_their_first_value():
    def fill(book):
        book.active.append(["某村", "甲店"])
        book.active.append([None, "乙店"])
        book.active.merge_cells("A1:A2")

    assert read_workbook(made(fill))[0].rows == [(1, ["某村", "甲店"]), (2, [None, "乙店"])]


def test_a_workbook_of_1904_says_so():
    def fill(book):
        book.epoch = CALENDAR_MAC_1904
        book.active.append([date(2024, 3, 5), 43894])

    (sheet,) = read_workbook(made(fill))
    assert sheet.date_1904
    assert sheet.rows == [(1, [datetime.fromisoformat("2024-03-05"), 43894])]


def test_a_lying_dimension_and_gaps_do_no_harm():
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="50000"><c r="B50000"><v>2</v></c></row>'
    file = replaced(written(SIMPLE), SHEET, sheet_xml(body))
    assert read_workbook(file)[0].rows == [(1, [1]), (50_000, [None, 2])]


def test_trailing_rows_that_only_have_a_format_are_no_rows():
    body = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="CZ{n}" s="1"/></row>' for n in range(2, 25_000)
    )
    file = replaced(written(SIMPLE), SHEET, sheet_xml(body))
    assert read_workbook(file)[0].rows == [(1, [1])]


# -- what is refused -----------------------------------------------------------------------------


def refused(source):
    with pytest.raises(WorkbookProblem) as caught:
        read_workbook(source)
    return str(caught.value)


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 30)
    rows = SheetOut("台账", ["数"], [[n] for n in range(39)])
    assert len(read_workbook(written(rows))[0].rows) == 40
    rows = SheetOut("台账", ["数"], [[n] for n in range(40)])
    assert refused(written(rows)) == "工作表“台账”超过 30 行，请分成几个文件上传。"


def test_too_many_columns():
    assert len(read_workbook(written(SheetOut("台账", ["头"] * 60)))[0].rows[0][1]) == 60
    said = refused(written(SheetOut("台账", ["头"] * 61)))
    assert said == "工作表“台账”第 1 行用到了第 BI 列，最多 60 列，请删去多余的列。"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"<html>", "这不是 .xlsx"),
        ("名称,日期".encode("gb18030"), "另存为"),
        (b"PK\x03\x04" + b"x" * 100, "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧的 .xls 格式"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
        (b"PK" + b"\0" * reading.MAX_BYTES, "最多 10 MB"),
    ],
)
def test_what_is_no_workbook(content, said):
    assert said in refused(io.BytesIO(content))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.txt": "x"}, "其他格式"),
        ({"word/document.xml": "x"}, "Word 文件"),
        ({"xl/workbook.bin": "x"}, "其他格式"),
        ({"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"}, "带有宏"),
        ({"xl/workbook.xml": "x", "../evil": "x"}, "已损坏"),
        ({"xl/workbook.xml": "x", "/evil": "x"}, "已损坏"),
        ({"xl/workbook.xml": "x"}, "已损坏"),
        ({"xl/workbook.xml": "x"} | {f"xl/{n}": "x" for n in range(1000)}, "展开后太大"),
        ({"xl/workbook.xml": "x", "xl/big": b"\0" * 5_000_000}, "展开后太大"),
    ],
)
def test_archives_that_are_refused_unopened(members, said):
    assert said in refused(zipped(members))


def test_too_much_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNZIPPED", 1000)
    assert "展开后太大" in refused(written(SIMPLE))


def test_entities_are_refused():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData>'
        "</worksheet>"
    )
    assert "已损坏" in refused(replaced(written(SIMPLE), SHEET, bomb))


def test_too_many_sheets():
    assert "工作表超过" in refused(written(*(SheetOut(f"表{n}", ["头"]) for n in range(121))))


def test_memory_running_out_is_said(monkeypatch):
    def fails(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(reading, "load_workbook", fails)
    assert "内存不够" in refused(written(SIMPLE))


def test_missing_protection_is_noticed(monkeypatch):
    monkeypatch.setattr(reading, "DEFUSEDXML", False)
    assert refused(written(SIMPLE))


def test_damaged_files_are_read_or_refused_in_words():
    good = written(SIMPLE).getvalue()
    chance = random.Random(20240305)
    for _ in range(300):
        broken = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.2:
            del broken[chance.randrange(len(broken)) :]
        try:
            read_workbook(io.BytesIO(bytes(broken)))
        except WorkbookProblem as problem:
            assert str(problem).endswith("。")  # noqa: PT017 -- either outcome is right


def test_damaged_content_is_read_or_refused_in_words():
    good = written(SIMPLE)
    with zipfile.ZipFile(good) as archive:
        names = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
        contents = {name: archive.read(name) for name in names}
    chance = random.Random(5)
    for _ in range(150):
        name = chance.choice(names)
        broken = bytearray(contents[name])
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_workbook(replaced(good, name, bytes(broken)))
        except WorkbookProblem as problem:
            assert str(problem).endswith("。")  # noqa: PT017 -- either outcome is right


def test_dates_look_like_dates_without_being_told():
    day, moment = date(2024, 3, 5), datetime.fromisoformat("2024-03-05 14:30")
    file = written(SheetOut("表", ["日期", "时刻"], [[day, moment]]))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet["B2"].number_format == "yyyy-mm-dd hh:mm"

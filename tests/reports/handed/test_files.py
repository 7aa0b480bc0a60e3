"""Reading and filling whatever a stranger calls a workbook; what else lies in it stays."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest

from reports.handed_down.formulas import Reckoner
from tests.factories import blank_forms
from tests.foreign import hostile
from township_safety import jobs
from township_safety.spreadsheets.blanks import Blank, read_blank
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.splicing import SheetValues, spliced


def test_hostile_file_is_read_or_refused_and_never_breaks_the_child(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    broken = []
    for name, content in hostile.corpus():
        try:
            jobs.run("reports.handed_down.child:read", content, timeout=60.0, memory_mb=768)
        except jobs.JobFailed as failure:
            if "已记入日志" in str(failure) or "意外中断" in str(failure):
                broken.append(f"{name}: {failure}")
    jobs.stop()
    assert not broken, "\n".join(broken)


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_byte_outside_the_written_cells_stays():
    blank = blank_forms.by_village("上村", "下村")
    made = spliced(blank, {"附件2": SheetValues({(5, 3): 7}, {(7, 3): Decimal(7)})})
    before, after = parts(blank), parts(made)

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml"}
    sheet = "xl/worksheets/sheet1.xml"
    head, tail = before[sheet].split(b"<sheetData>")[0], before[sheet].split(b"</sheetData>")[1]
    assert after[sheet].startswith(head)
    assert after[sheet].endswith(tail)
    assert b"<f>SUM(C5:C6)</f><v>7</v>" in after[sheet]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_neighbours_of_a_written_cell_stay():
    blank = blank_forms.by_village("上村", "下村")
    page = blank_forms.opened(spliced(blank, {"附件2": SheetValues({(5, 3): 7})}))
    was = blank_forms.opened(blank)
    for before, after in zip(was["A5":"G6"], page["A5":"G6"], strict=True):
        assert [cell.border.left.style for cell in after] == ["thin"] * 7
        assert [c.value for c in after if c.coordinate != "C5"] == [
            c.value for c in before if c.coordinate != "C5"
        ]


def test_picture_in_the_form_stays():
    content = blank_forms.by_village("上村", "下村")
    extra = {**parts(content), "xl/media/image1.png": b"picture", "customXml/item1.xml": b"<a/>"}

    made = parts(spliced(hostile.zipped(extra), {"附件2": SheetValues({(5, 3): 7})}))
    assert made["xl/media/image1.png"] == b"picture"
    assert made["customXml/item1.xml"] == b"<a/>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<row r="3"/>',
        '<row r="3" s="0" customFormat="1"><c r="A3"/><c r="D3"><v>1</v></c></row>',
        '<row><c/></row><row r="9"><c r="B9"><v>4</v></c></row>',
    ],
    ids=["nothing", "empty row", "gap in the row", "rows without numbers"],
)
def test_cells_that_the_file_left_out_are_made_in_order(body):
    blank = blank_forms.saved_rows([["表"]])
    made_parts = parts(blank)
    place = "xl/worksheets/sheet1.xml"
    text = made_parts[place].decode()
    made_parts[place] = re.sub(
        r"<sheetData>.*</sheetData>", f"<sheetData>{body}</sheetData>", text, flags=re.S
    ).encode()
    made = spliced(
        hostile.zipped(made_parts),
        {"表": SheetValues({(3, 2): "甲<乙", (3, 3): 5, (12, 1): "=1+1"})},
    )

    page = blank_forms.opened(made)
    assert (page["B3"].value, page["C3"].value) == ("甲<乙", 5)
    assert page["A12"].value == "=1+1"
    assert page["A12"].data_type == "s" or b"<f>" not in parts(made)[place]


def test_prefixed_sheets_are_filled_too():
    content = parts(blank_forms.saved_rows([["表", 1]]))
    place = "xl/worksheets/sheet1.xml"
    text = content[place].decode().replace("xmlns=", "xmlns:x=")
    content[place] = re.sub(r"<(/?)(\w)", r"<\1x:\2", text).encode()

    page = blank_forms.opened(spliced(hostile.zipped(content), {"表": SheetValues({(1, 3): 9})}))
    assert page["C1"].value == 9


def test_sheet_that_is_not_there_is_named():
    with pytest.raises(WorkbookProblem, match="没有工作表“别的”"):
        spliced(blank_forms.list_of_hazards(), {"别的": SheetValues()})


def test_form_with_too_many_rows_is_no_blank_form():
    with pytest.raises(WorkbookProblem, match="不像一张待填的空表"):
        read_blank(blank_forms.saved_rows([[n] for n in range(401)]))
    assert read_blank(blank_forms.saved_rows([[n] for n in range(400)])).sheets[0].rows == 400


def test_form_is_kept_as_it_was_read():
    blank = read_blank(blank_forms.by_village("上村", "下村"))
    assert Blank.from_json(blank.to_json()) == blank


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("=SUM(A1:A3)", "6"),
        ("=A1+A2*A3", "7"),
        ("=(A1+A2)*A3", "9"),
        ("=-A1+10%", "-0.9"),
        ("=ROUND(A1/A3,2)", "0.33"),
        ("=SUM(A1,A2:A3,$A$1)", "7"),
        ("=AVERAGE(A1:A9)", "2"),
        ("=MAX(A1:A3)-MIN(A1:A3)", "2"),
        ("=A1/B1", None),
        ("=IF(A1>0,1,2)", None),
        ("=Sheet2!A1", None),
        ('="文字"', None),
        ("=C1", None),
        ("=C1:C2", None),
        ("=SUM(A1:XFD1048576)", None),
        ("=" + "(" * 3000 + "1" + ")" * 3000, None),
    ],
)
def test_sum_of_a_form_is_reckoned_or_left_to_the_program(formula, told):
    numbers = {(1, 1): Decimal(1), (2, 1): Decimal(2), (3, 1): Decimal(3)}
    found = Reckoner({(1, 3): formula}, numbers).results().get((1, 3))
    assert (None if found is None else str(found)) == told

"""A list with more entries than the form from above has lines: rows are put in, all else moves."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import time_machine
from openpyxl.reader.excel import load_workbook

from reports.handed_down import actions
from reports.handed_down.layout import Spot
from reports.handed_down.rules import LIST, TYPED, WORD, Rule
from reports.handed_down.wordlist import LINE
from tests.factories import blank_forms
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.foreign import hostile
from tests.reports.handed.test_files import parts
from township_safety import jobs
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.spreadsheets.blanks import read_blank
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.references import Stretch, as_in_place, moved_formula
from township_safety.spreadsheets.stretching import stretched

APRIL = Period.of_month(2024, 4)
PLUS_TWO = Stretch("清单", like=4, count=2)


def pages(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


# The workbook


def test_rows_are_put_in_with_frame_height_merging_and_formula():
    page = pages(stretched(blank_forms.list_with_sum(), [PLUS_TWO]))["清单"]

    assert [page.cell(row, 1).value for row in range(3, 9)] == [1, 2, None, None, 3, "合计"]
    merged = {str(block) for block in page.merged_cells.ranges}
    assert merged == {"A1:F1", *(f"B{row}:C{row}" for row in range(3, 8)), "A9:F10"}
    assert [page.row_dimensions[row].height for row in range(3, 8)] == [30] * 5
    assert [page.cell(row, 5).value for row in (5, 7)] == ["=LEN(D5)+E$2", "=LEN(D7)+E$2"]
    assert all(page.cell(row, 6).border.left.style == "thin" for row in range(3, 9))


def test_sums_and_everything_that_names_rows_goes_along():
    book = pages(stretched(blank_forms.list_with_sum(), [PLUS_TWO]))
    page = book["清单"]

    assert page["E8"].value == "=SUM(E3:E7)"
    assert book["汇总"]["A1"].value == "=清单!E8+SUM(清单!$E$3:$E$7)"
    assert page.print_area == "'清单'!$A$1:$F$10"
    choices = page.data_validations.dataValidation[0]
    assert (str(choices.sqref), choices.formula1) == ("F3:F7", "$A$3:$A$7")
    (coloured,) = page.conditional_formatting
    assert str(coloured.sqref) == "E3:E8"
    assert coloured.rules[0].formula == ["E8"]
    assert [one.id for one in page.row_breaks.brk] == [8]
    assert page.freeze_panes == "A3"


def test_only_line_of_a_list_is_repeated_and_the_sum_takes_all():
    content = blank_forms.list_with_sum(lines=1)
    page = pages(stretched(content, [Stretch("清单", like=3, count=2, is_only=True)]))["清单"]

    assert page["E6"].value == "=SUM(E3:E5)"
    assert page["E5"].value == "=LEN(D5)+E$2"
    assert {"B3:C3", "B4:C4", "B5:C5"} < {str(block) for block in page.merged_cells.ranges}


def test_form_is_known_to_look_as_the_file_then_does():
    content = blank_forms.list_with_sum()

    assert read_blank(content).stretched(PLUS_TWO) == read_blank(stretched(content, [PLUS_TWO]))


def test_order_of_reckoning_is_left_out_and_other_parts_stay():
    content = parts(blank_forms.list_with_sum())
    content["xl/calcChain.xml"] = b"<calcChain/>"
    kinds = content["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>',
    )
    content["[Content_Types].xml"] = kinds

    after = parts(stretched(hostile.zipped(content), [PLUS_TWO]))
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"]
    assert after["xl/styles.xml"] == content["xl/styles.xml"]


def test_formula_shared_by_cells_is_written_into_each():
    content = parts(blank_forms.list_with_sum())
    place = "xl/worksheets/sheet1.xml"
    text = content[place].decode()
    text = text.replace("<f>LEN(D3)+E$2</f>", '<f t="shared" ref="E3:E5" si="0">LEN(D3)+E$2</f>')
    for row in (4, 5):
        text = text.replace(f"<f>LEN(D{row})+E$2</f>", '<f t="shared" si="0"/>')
    content[place] = text.encode()

    page = pages(stretched(hostile.zipped(content), [PLUS_TWO]))["清单"]
    assert [page.cell(row, 5).value for row in range(3, 8)] == [
        f"=LEN(D{row})+E$2" for row in range(3, 8)
    ]


def test_formula_over_several_cells_at_once_forbids_rows_between():
    content = parts(blank_forms.list_with_sum())
    place = "xl/worksheets/sheet1.xml"
    content[place] = content[place].replace(
        b"<f>LEN(D3)+E$2</f>", b'<f t="array" ref="E3:E4">LEN(D3:D4)</f>'
    )
    made = hostile.zipped(content)

    assert read_blank(made).sheets[0].is_rigid
    with pytest.raises(WorkbookProblem, match="数组公式"):
        stretched(made, [PLUS_TWO])


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=SUM(E3:E5)", "=SUM(E3:E7)"),
        ("=SUM($E$3:$E$4)", "=SUM($E$3:$E$4)"),
        ("=A5*2", "=A7*2"),
        ('=IF(A5>0,"A5",A1)', '=IF(A7>0,"A5",A1)'),
        ("=SUM(A:A)+SUM(5:6)", "=SUM(A:A)+SUM(7:8)"),
        ("=汇总!A5+清单!A5+'清单'!A5", "=汇总!A5+清单!A7+'清单'!A7"),
        ("=合计数+LOG10(A5)", "=合计数+LOG10(A7)"),
        ("A5", "A7"),
        ('="没有写完', '="没有写完'),
    ],
)
def test_formula_names_the_same_cells_after_rows_were_put_in(formula, moved):
    assert moved_formula(formula, PLUS_TWO, own="清单") == moved


def test_sum_across_the_only_line_stays_in_it():
    only = Stretch("清单", like=3, count=2, is_only=True)

    assert moved_formula("=SUM(B3:D3)", only, own="清单", row=3) == "=SUM(B3:D3)"
    assert as_in_place("=SUM(B3:D3)", (3, 5), (4, 5)) == "=SUM(B4:D4)"


# The form filled


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    with time_machine.travel("2024-06-08 10:00+08:00", tick=False):
        yield


@pytest.fixture(scope="module", autouse=True)
def _child():
    yield
    jobs.stop()


@pytest.fixture
def office(db):
    return make_office(name="青山乡")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def form(office, clerk):
    """Three lines; the numbers are printed beside, the remarks typed."""
    content = blank_forms.list_with_sum()
    made = actions.keep_form(
        actions.Upload(content, "附件4.xlsx", read_blank(content)),
        name="清单",
        sender="",
        office=office,
        by=clerk,
    )
    actions.drop_suggestions(made, by=clerk)
    fields = ("description", "", "found_on")
    rules = [
        Rule(0, 3, 2, 5, 4, kind=LIST, key="hazard.found", fields=fields),
        Rule(0, 3, 6, 5, 6, kind=TYPED),
        Rule(0, 7, 1, 7, 1, kind=WORD, text=LINE),
    ]
    actions.teach(made, rules=rules, by=clerk)
    made.refresh_from_db()
    return made


def found_in_april(office, *days: int) -> None:
    village = make_village(office=office, name=f"第{days[0]}村")
    for day in days:
        make_hazard(
            office=office,
            village=village,
            found_on=date(2024, 4, day),
            description=f"第{day}日的隐患",
        )


def test_list_has_a_line_for_each_hazard(form, clerk, office):
    found_in_april(office, 1, 2, 3, 4, 5)
    filling = actions.begin(form, period=APRIL, by=clerk)

    layout, found = actions.filled(filling)
    assert found.problems == ()
    page = blank_forms.opened(actions.written_file(filling, layout, found))
    assert [page.cell(row, 1).value for row in range(3, 9)] == [1, 2, 3, 4, 5, "合计"]
    assert [page.cell(row, 2).value for row in range(3, 8)] == [
        f"第{day}日的隐患" for day in range(1, 6)
    ]
    assert page["E8"].value == "=SUM(E3:E7)"
    assert page["A9"].value.startswith("填表人：")
    assert layout.pages[0].sheet.rows == 10
    assert [spot.name for spot in found.missing] == ["F3", "F4", "F5", "F6", "F7"]


def test_list_that_fits_leaves_the_form_as_it_is(form, clerk, office):
    found_in_april(office, 1, 2, 3)
    layout, _ = actions.filled(actions.begin(form, period=APRIL, by=clerk))

    assert layout.stretches == ()
    assert layout.pages[0].sheet.rows == 8


def test_typed_words_stay_beside_their_hazard_when_another_comes(form, clerk, office):
    found_in_april(office, 1, 2, 3, 4)
    filling = actions.begin(form, period=APRIL, by=clerk)
    layout, _ = actions.filled(filling)
    keys = [layout.key(Spot(0, row, 6)) for row in range(3, 8)]
    assert keys == ["0.3.6", "0.4.6", "0.5.6", "0.5+1.6", "0.6.6"]
    typed = {"0.5.6": "第三条", "0.5+1.6": "第四条"}
    actions.write_typed(filling, typed=typed, version=0, by=clerk)

    found_in_april(office, 5)
    filling.refresh_from_db()
    _, found = actions.filled(filling)
    assert [found.cells[Spot(0, row, 6)].text for row in range(3, 8)] == [
        "",
        "",
        "第三条",
        "第四条",
        "",
    ]


def test_frozen_form_keeps_the_lines_it_had(form, clerk, office):
    found_in_april(office, 1, 2, 3, 4)
    filling = actions.begin(form, period=APRIL, by=clerk)
    frozen = actions.freeze(filling, by=clerk, accept=True)

    assert frozen.kept["layout"]["sheets"][0]["rows"] == 9
    assert frozen.kept["cells"]["0.6.2"]["text"] == "第4日的隐患"


def test_entry_of_several_rows_cannot_grow_and_says_so(office, clerk):
    book = pages(blank_forms.list_of_hazards(lines=2))
    for column in "ABC":
        book.active.merge_cells(f"{column}3:{column}4")
    content = blank_forms.saved(book)
    made = actions.keep_form(
        actions.Upload(content, "附件2.xlsx", read_blank(content)),
        name="表",
        sender="",
        office=office,
        by=clerk,
    )
    rule = Rule(0, 3, 2, 4, 3, kind=LIST, key="hazard.found", fields=("description", ""))
    actions.teach(made, rules=[rule], by=clerk)
    made.refresh_from_db()
    found_in_april(office, 1, 2, 3)

    _, found = actions.filled(actions.begin(made, period=APRIL, by=clerk))
    assert any("不能自动加行" in problem for problem in found.problems)

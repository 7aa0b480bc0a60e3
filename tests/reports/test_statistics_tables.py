"""The statutory tables cell by cell over a hand-made ledger."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl.reader.excel import load_workbook

from hazards.workflow import Status
from reports.models import StatisticsSettings
from reports.statistics.asking import asked, named_period
from reports.statistics.checks import checks
from reports.statistics.heads import head_rows
from reports.statistics.paper import head_of, table_form, table_sheet
from reports.statistics.tables import TABLES, fill
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_sector, make_statistics_row
from tests.reports.statistics_ledger import FIRST, make_ledger
from township_safety.documents.html import render_html
from township_safety.documents.model import figures
from township_safety.documents.pdf import render_pdf
from township_safety.organisation.models import Level
from township_safety.periods import Period
from township_safety.register.models import Sector, StatisticsRow
from township_safety.spreadsheets import write_laid

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 8)
APRIL = Period.of_month(2024, 4)


@pytest.fixture
def office():
    return make_ledger()


def filled(office, code="sectors", *, period=APRIL, since=False, **chosen):
    settings = StatisticsSettings(office=office, **chosen)
    question = asked(period, today=TODAY, is_cumulative=since)
    return fill(TABLES[code], office=office, asked=question, settings=settings)


def texts(table):
    return {line.line.full_label: [cell.text for cell in line.cells] for line in table.lines}


def same(table, golden):
    """Rows of a golden table are written as one line of words; _ is an empty cell."""
    wanted = {
        name: ["" if word == "_" else word for word in words.split()]
        for name, words in golden.items()
    }
    assert texts(table) == wanted
    assert list(texts(table)) == list(golden)


def test_new_columns_of_one_month(office):
    same(
        filled(office),
        {
            "5 航空公司": "0 0 / 0 0 / 0 0 / 0 0 0 0 0 0",
            "11 人员密集场所": "2 1 50 12 5 41.7 0 0 / 0 0 0 0 0 0",
            "21 燃气": "1 0 0 0 0 / 2 0 0 2 1 1 1 0 12.5",
            "合计": "3 1 33.3 12 5 41.7 2 0 0 2 1 1 1 0 12.5",
        },
    )


def test_new_columns_since_january(office):
    table = filled(office, since=True)

    assert table.asked.label == "2024年1月至4月"
    same(
        table,
        {
            "5 航空公司": "0 0 / 0 0 / 0 0 / 0 0 0 0 0 0",
            "11 人员密集场所": "2 2 100 14 6 42.9 0 0 / 0 0 0 0 0 0",
            "21 燃气": "1 0 0 0 0 / 3 1 33.3 2 1 1 1 0 15.5",
            "合计": "3 2 66.7 14 6 42.9 3 1 33.3 2 1 1 1 0 15.5",
        },
    )


def test_old_columns(office):
    same(
        filled(office, columns="old"),
        {
            "5 航空公司": "0 0 0 / 0 0 / 0 0 0 0 0 0 0",
            "11 人员密集场所": "1 12 5 41.7 0 0 / 0 0 0 0 0 0 0",
            "21 燃气": "0 0 0 / 2 0 0 2 2 2 1 1 1 12.5",
            "合计": "1 12 5 41.7 2 0 0 2 2 2 1 1 1 12.5",
        },
    )


def test_part_of_an_industry_that_nobody_divides_stays_empty(office):
    nothing = " ".join("_" * 15)
    same(
        filled(office, "industrial"),
        {
            "1 金属非金属矿山": "0 0 / 0 0 / 0 0 / 0 0 0 0 0 0",
            "6 危险化学品企业": "0 0 / 2 0 0 0 0 / 0 0 0 0 0 0",
            "　（1）生产": nothing,
            "　（2）经营": "0 0 / 1 0 0 0 0 / 0 0 0 0 0 0",
            "合计": "0 0 / 2 0 0 0 0 / 0 0 0 0 0 0",
        },
    )


def test_month_beside_the_time_since_january(office):
    table = filled(office, "sectors-since")

    assert table.period_words == "本期：2024年4月　累计：2024年1月至4月"
    same(
        table,
        {
            "5 航空公司": "0 0 0 0 0 0 / 0 0 0 0 / 0 0",
            "11 人员密集场所": "1 2 12 14 5 6 42.9 0 0 0 0 / 0 0",
            "21 燃气": "0 0 0 0 0 0 / 2 3 0 1 33.3 12.5 15.5",
            "合计": "1 2 12 14 5 6 42.9 2 3 0 1 33.3 12.5 15.5",
        },
    )


def test_villages_beside_one_another(office):
    """Six of the hazards name no village; the one still open of March is the village's own."""
    same(
        filled(office, "villages"),
        {
            "1 上村": "0 0 / 12 5 41.7 0 0 / 8 0 0",
            "未分村（居）": "3 1 33.3 5 0 0 2 0 0 6 0 12.5",
            "合计": "3 1 33.3 17 5 29.4 2 0 0 14 0 12.5",
        },
    )


def test_townships_of_a_county_beside_one_another(office):
    county = make_office(name="云溪县", level=Level.COUNTY)
    office.parent = county
    office.save()
    make_office(name="新设乡", parent=county)
    make_hazard(office=county, found_on=FIRST)
    same(
        filled(county, "townships"),
        {
            f"1 {office.name}": "3 1 33.3 17 5 29.4 2 0 0 14 0 12.5",
            "2 新设乡": "0 0 / 0 0 / 0 0 / 0 0 0",
            "本级": "0 0 / 1 0 0 0 0 / 1 0 0",
            "合计": "3 1 33.3 18 5 27.8 2 0 0 15 0 12.5",
        },
    )
    assert broken(filled(county, "townships")) == {}


def test_comparison_is_by_the_parts_that_the_office_has(office):
    county = make_office(name="云溪县", level=Level.COUNTY)
    codes = {"villages", "townships"}

    assert {code for code in codes if TABLES[code].is_for(office)} == {"villages"}
    assert {code for code in codes if TABLES[code].is_for(county)} == {"townships"}


def test_village_that_ended_in_the_period_still_has_its_row(office):
    make_village(office=office, name="并入村", active_to=FIRST)
    make_village(office=office, name="旧村", active_to=date(2023, 12, 31))
    make_village(office=office, name="新村", active_from=date(2024, 5, 1))

    assert "2 并入村" in texts(filled(office, "villages"))
    assert len(texts(filled(office, "villages"))) == 4


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (APRIL, "月报表"),
        (Period.of_quarter(2024, 1), "季报表"),
        (Period.of_year(2023), "年报表"),
        (Period.of_half(2023, 1), "统计表"),
        (Period.between(date(2024, 4, 3), date(2024, 4, 9)), "统计表"),
    ],
)
def test_title_follows_the_period(office, period, title):
    assert filled(office, period=period).title.endswith(f"隐患排查治理情况{title}")


def test_quarter_counts_its_three_months(office):
    row = texts(filled(office, period=Period.of_quarter(2024, 1)))["11 人员密集场所"]

    assert row[3:5] == ["2", "1"]


@pytest.mark.parametrize(
    ("code", "first", "last", "words"),
    [
        ("2024-04", date(2024, 3, 26), date(2024, 4, 25), "2024年4月（2024年3月26日至4月25日）"),
        (
            "2024-Q1",
            date(2023, 12, 26),
            date(2024, 3, 25),
            "2024年第一季度（2023年12月26日至2024年3月25日）",
        ),
    ],
)
def test_cycle_says_its_true_days(code, first, last, words):
    cycle = named_period(code, begins_on=26)

    question = asked(cycle, today=TODAY, is_cumulative=False)

    assert (question.period.first_day, question.period.last_day) == (first, last)
    assert question.words == words


def test_cycle_begins_its_year_with_its_january():
    question = asked(named_period("2024-04", begins_on=26), today=TODAY, is_cumulative=True)

    assert question.period.first_day == date(2023, 12, 26)
    assert question.words == "2024年1月至4月（2023年12月26日至2024年4月25日）"


# How nothing is written


@pytest.mark.parametrize(
    ("chosen", "airline", "crowded"),
    [
        ({"zero": "—", "no_rate": "—"}, "— — — — —", "2 1 50 12 5 41.7 —"),
        ({"zero": "blank", "no_rate": "blank"}, "_ _ _ _ _", "2 1 50 12 5 41.7 _"),
        ({"no_rate": "100"}, "0 0 100 0 0", "2 1 50 12 5 41.7 0"),
        (
            {"no_rate": "100", "rate_decimals": 2, "keeps_zeros": True},
            "0 0 100.00 0 0",
            "2 1 50.00 12 5 41.67 0",
        ),
        ({"rate_decimals": 0}, "0 0 / 0 0", "2 1 50 12 5 42 0"),
    ],
)
def test_nothing_is_written_as_the_form_asks(office, chosen, airline, crowded):
    rows = texts(filled(office, **chosen))

    assert " ".join(word or "_" for word in rows["5 航空公司"][:5]) == airline
    assert " ".join(word or "_" for word in rows["11 人员密集场所"][:7]) == crowded


@pytest.mark.parametrize(
    ("places", "keeps", "text"),
    [(2, False, "12.5"), (2, True, "12.50"), (0, False, "13"), (4, True, "12.5000")],
)
def test_money_is_rounded_as_the_form_asks(office, places, keeps, text):
    table = filled(office, money_decimals=places, keeps_zeros=keeps)

    assert texts(table)["21 燃气"][-1] == text


def test_time_before_the_office_began_is_no_zero(office):
    office.started_on = FIRST
    office.save()

    row = texts(filled(office, period=Period.of_month(2024, 2)))["11 人员密集场所"]

    assert row[3] == "未建账"


# The rows of the table are the office's to arrange


def test_own_entry_of_a_sector_moves_it_to_another_row(office):
    gas = StatisticsRow.objects.get(code="gas")
    Sector.objects.create(code="fire", name="消防", office=office, statistics_row=gas)

    rows = texts(filled(office))

    assert rows["11 人员密集场所"][3] == "0"
    assert rows["21 燃气"][3] == "12"


def test_row_that_has_ended_is_no_longer_printed(office):
    StatisticsRow.objects.filter(code="airlines").update(valid_to=date(2024, 4, 29))
    assert "5 航空公司" not in texts(filled(office))

    StatisticsRow.objects.filter(code="airlines").update(valid_to=date(2024, 4, 30))
    assert "5 航空公司" in texts(filled(office))


def test_row_of_another_office_is_not_printed(office):
    row = StatisticsRow.objects.get(code="airlines")
    row.pk, row.code, row.name, row.office = None, "theirs", "别处", make_office()
    row.save()

    assert "5 别处" not in texts(filled(office))


# What must hold between the cells


def broken(table):
    return {
        check.name: [one.text for one in check.breaks] for check in checks(table) if not check.holds
    }


def test_whole_table_holds_and_says_what_it_leaves_out(office):
    assert broken(filled(office)) == {
        "没有列入报表的隐患和监管对象": ["2处隐患没有填行业领域，或者所填的行业没有对应的报表行"],
    }
    assert [check.name for check in checks(filled(office, "sectors-since"))][:3] == [
        "各行之和等于合计",
        "其中数不大于总数",
        "累计数不小于本期数",
    ]


def test_hazard_of_a_village_that_had_ended_is_missing_from_the_rows(office):
    gone = make_village(office=office, name="旧村", active_to=date(2023, 12, 31))
    make_hazard(office=office, found_on=FIRST, village=gone)

    assert broken(filled(office, "villages"))["各行之和等于合计"] == [
        "“一般事故隐患·排查（项）”各行之和为17，合计为18",
        "“期末情况·未整改（项）”各行之和为14，合计为15",
    ]


def test_major_hazards_without_a_plan_are_pointed_out(office):
    gas = Sector.objects.get(code="gas")
    make_hazard(office=office, found_on=FIRST, sector=gas, grade="major")

    assert broken(filled(office))["没有登记治理方案的重大隐患"] == [
        "统计期内发现、尚未销号的重大隐患3处，列入治理计划2处，请在重大隐患上登记治理方案"
    ]


def test_months_before_the_start_are_pointed_out(office):
    office.started_on = date(2024, 3, 1)
    office.save()

    assert "启用日期以前的数" in broken(filled(office, since=True))
    assert "启用日期以前的数" not in broken(filled(office))


# The whole in few questions to the database


@pytest.mark.parametrize("code", TABLES)
def test_number_of_queries_does_not_depend_on_the_rows(office, code):
    with CaptureQueriesContext(
        connection,
    ) as few:
        filled(office, code)
    for number in range(10):
        row = make_statistics_row(f"more{number}", number=str(30 + number), order=300 + number)
        sector = make_sector(f"more{number}", statistics_row=row)
        village = make_village(office=office)
        make_hazard(Status.RECTIFIED, office=office, found_on=FIRST, sector=sector, village=village)
    with CaptureQueriesContext(connection) as more:
        filled(office, code)

    assert len(more) <= len(few) + 1


# Paper and workbook


def test_head_cells_span_their_columns():
    rows = head_rows([("行业",), ("甲", "一"), ("甲", "乙", "二"), ("甲", "乙", "三"), ("丁",)])

    assert [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in rows] == [
        [("行业", 1, 3), ("甲", 3, 1), ("丁", 1, 3)],
        [("一", 1, 2), ("乙", 2, 1)],
        [("二", 1, 1), ("三", 1, 1)],
    ]


@pytest.mark.parametrize("columns", ["new", "old"])
@pytest.mark.parametrize("code", TABLES)
def test_every_head_fills_its_grid(office, code, columns):
    table = filled(office, code, columns=columns)
    rows = head_of(table)

    area = sum(cell.colspan * cell.rowspan for row in rows for cell in row)
    assert area == len(rows) * (len(table.columns) + 1)


def test_every_number_on_paper_knows_its_rows(office):
    table = filled(office)
    runs = list(figures(table_form(table)))

    assert len(runs) == 3 * 15
    assert all(run.href.startswith("/reports/figures/") for run in runs)
    assert [run.text for run in runs[-15:]] == [cell.text for cell in table.total.cells]


def sheet_of(table):
    target = io.BytesIO()
    write_laid([table_sheet(table)], target)
    target.seek(0)
    return load_workbook(target).active


@pytest.mark.parametrize("columns", ["new", "old"])
@pytest.mark.parametrize("code", TABLES)
def test_workbook_holds_what_the_page_shows(office, code, columns):
    table = filled(office, code, columns=columns)
    page = sheet_of(table)
    first = 3 + len(head_of(table))

    held = {
        page.cell(row, 1).value: [
            page.cell(row, place + 2).value for place in range(len(table.columns))
        ]
        for row in range(first, first + len(table.lines))
    }

    assert {
        name: ["" if value is None else f"{value}" for value in values]
        for name, values in held.items()
    } == {name.strip(): row for name, row in texts(table).items()}


def test_workbook_has_the_layout_of_the_form(office):
    page = sheet_of(filled(office, head="某乙"))

    assert page["A1"].value == "交通运输等重点行业（领域）企业和单位安全生产隐患排查治理情况月报表"
    assert page["A2"].value == "填报单位（章）：青山乡人民政府"
    assert page["F2"].value == "统计期：2024年4月"
    assert page["L2"].value == "截止到2024年4月30日"
    merged = {str(block) for block in page.merged_cells.ranges}
    assert {"A1:P1", "A3:A4", "B3:D3", "E3:G3", "H3:O3", "P3:P4"} <= merged
    assert [page.cell(5, place).value for place in range(1, 17)] == [
        "甲",
        *(str(number) for number in range(1, 16)),
    ]
    assert page["A10"].value.startswith("单位负责人：某乙")
    assert page["A10"].value.endswith("日")
    assert page["D7"].value == 50
    assert page["G7"].value == pytest.approx(41.7)
    assert all(cell.border.left.style == "thin" for row in page["A5:P9"] for cell in row)
    assert page["A1"].border.left.style is None
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$3:$5"
    assert page.freeze_panes == "B6"
    assert page.column_dimensions["A"].width > page.column_dimensions["B"].width


def test_name_that_looks_like_a_formula_stays_a_text(office):
    StatisticsRow.objects.filter(code="airlines").update(name="=1+1", number="")

    cell = sheet_of(filled(office))["A6"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


@pytest.mark.parametrize(("lines", "is_tight"), [(16, False), (17, True), (29, True), (30, False)])
def test_long_table_is_set_closer_as_long_as_it_fits_one_page(office, lines, is_tight):
    table = filled(office)
    long = replace(table, lines=(table.lines[0],) * lines)

    assert table_form(long).tight is is_tight


def test_table_of_twenty_nine_lines_is_one_page(office):
    table = filled(office)
    pdf = render_pdf(
        render_html(table_form(replace(table, lines=(table.lines[0],) * 29)), mode="paper")
    )

    with pypdfium2.PdfDocument(pdf) as read:
        assert len(read) == 1

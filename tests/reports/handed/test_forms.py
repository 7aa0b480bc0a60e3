"""A blank form is taught once and filled for several periods in the sender's own layout."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from hazards.workflow import Status
from reports.handed_down import actions
from reports.handed_down.layout import Layout, Spot
from reports.handed_down.rules import LIST, SERIAL, TYPED, Rule, read_rules, rule_at
from reports.models import HandedRow, StatisticsSettings
from tests.factories import blank_forms
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Period.of_month(2024, month) for month in (3, 4, 5))


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
def office():
    office = make_office(name="青山乡", government_name="青山乡人民政府")
    StatisticsSettings.objects.create(office=office, preparer="测试填表人")
    return office


@pytest.fixture
def villages(office):
    return [make_village(office=office, name=name) for name in ("上村", "下村")]


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def ledger(office, villages):
    """March: two of 上村, one of them rectified; April: one of 下村; May: nothing."""
    upper, lower = villages
    make_hazard(office=office, village=upper, found_on=date(2024, 3, 5))
    make_hazard(
        Status.CLOSED,
        office=office,
        village=upper,
        found_on=date(2024, 3, 6),
        claimed_on=date(2024, 3, 12),
        closed_on=date(2024, 3, 15),
    )
    make_hazard(office=office, village=lower, found_on=date(2024, 4, 30), description="电线老化")


def kept(content, office, clerk, name="隐患统计表"):
    upload = actions.read_upload(content, name="附件2.xlsx")
    return actions.keep_form(upload, name=name, sender="县安委办", office=office, by=clerk)


@pytest.fixture
def form(office, villages, clerk):
    """附件2 with every suggestion accepted, the remarks of each village to be typed."""
    made = kept(blank_forms.by_village("上村", "下村村委会"), office, clerk)
    actions.accept_suggestions(made, by=clerk)
    actions.teach(made, rules=[Rule(0, 5, 7, 6, 7, kind=TYPED)], by=clerk)
    made.refresh_from_db()
    return made


def texts(filling, *names):
    _, found = actions.filled(filling)
    by_name = {spot.name: cell for spot, cell in found.cells.items()}
    return [by_name[name].text for name in names]


def workbook(filling, *, values=False):
    layout, found = actions.filled(filling)
    return blank_forms.opened(actions.written_file(filling, layout, found), values=values)


def test_heads_of_the_form_are_understood(form):
    rules = {rule.where: rule for rule in read_rules(form.rules)}

    assert {where: rule.key for where, rule in rules.items() if rule.key} == {
        "C5至C7": "hazard.found",
        "D5至D7": "hazard.rectified",
        "E5至E7": "hazard.remaining",
        "F5至F7": "hazard.rate",
    }
    assert {rule.dimension for rule in rules.values() if rule.key} == {"village"}


@pytest.mark.usefixtures("ledger")
def test_form_taught_once_is_filled_for_three_periods(form, clerk):
    told = {
        period.label: texts(
            actions.begin(form, period=period, by=clerk), "C5", "D5", "E5", "C6", "E6", "C7"
        )
        for period in (MARCH, APRIL, MAY)
    }

    assert told == {
        "2024年3月": ["2", "1", "1", "0", "0", "2"],
        "2024年4月": ["0", "0", "1", "1", "1", "1"],
        "2024年5月": ["0", "0", "1", "0", "1", "0"],
    }


@pytest.mark.usefixtures("ledger")
def test_file_is_the_sender_s_with_only_the_values_set(form, clerk, villages):
    blank = blank_forms.opened(blank_forms.by_village("上村", "下村村委会"))
    filling = actions.begin(form, period=MARCH, by=clerk)
    page = workbook(filling)

    assert [page[name].value for name in ("C5", "D5", "C6")] == [2, 1, 0]
    assert page["C7"].value == "=SUM(C5:C6)"
    assert workbook(filling, values=True)["C7"].value == 2
    assert page["A2"].value == "填报单位（盖章）：青山乡人民政府　　填报日期：2024年6月8日"
    assert page["A8"].value.startswith("填表人：测试填表人　　审核人：    ")
    assert page["B6"].value == "下村村委会"
    assert set(map(str, page.merged_cells.ranges)) == set(map(str, blank.merged_cells.ranges))
    assert page.column_dimensions["B"].width == 22
    assert page.page_setup.orientation == "landscape"
    assert page.print_area == blank.print_area
    assert str(page.data_validations.dataValidation[0].sqref) == "G5"
    assert page["A1"].font.name == "宋体"


def test_total_of_zero_cells_is_zero_and_a_rate_of_nothing_a_stroke(form, clerk):
    filling = actions.begin(form, period=MAY, by=clerk)

    assert texts(filling, "C5", "C7", "F5") == ["0", "0", "/"]
    page = workbook(filling)
    assert page["C5"].value == 0
    assert page["F5"].value == "/"


@pytest.mark.usefixtures("ledger")
def test_rate_under_per_cent_is_a_number_of_that_village(form, clerk):
    filling = actions.begin(form, period=MARCH, by=clerk)

    assert texts(filling, "F5", "F7") == ["50", "50"]
    assert workbook(filling)["F5"].value == 50


def test_figure_cell_leads_to_the_rows_it_was_counted_from(form, clerk, ledger, villages):
    _, found = actions.filled(actions.begin(form, period=MARCH, by=clerk))

    url = found.cells[Spot(0, 5, 3)].url
    assert "first=2024-03-01" in url
    assert str(villages[0].uid) in url


def test_name_nobody_is_called_by_is_left_to_be_typed(office, villages, clerk):
    form = kept(blank_forms.by_village("上村", "下村", "外村"), office, clerk)
    actions.accept_suggestions(form, by=clerk)
    form.refresh_from_db()
    _, found = actions.filled(actions.begin(form, period=MARCH, by=clerk))

    cell = found.cells[Spot(0, 7, 3)]
    assert cell.is_missing
    assert "外村" in cell.note


def test_typed_values_are_kept_and_empty_cells_marked(form, clerk):
    filling = actions.begin(form, period=MARCH, by=clerk)
    _, found = actions.filled(filling)
    assert [spot.name for spot in found.missing] == ["G5", "G6"]

    actions.write_typed(filling, typed={"0.5.7": " 已督办 "}, version=0, by=clerk)
    filling.refresh_from_db()
    _, found = actions.filled(filling)
    assert [spot.name for spot in found.missing] == ["G6"]
    assert workbook(filling)["G5"].value == "已督办"


def test_second_of_two_writers_is_told(form, clerk):
    filling = actions.begin(form, period=MARCH, by=clerk)
    actions.write_typed(filling, typed={"0.5.7": "甲"}, version=0, by=clerk)

    with pytest.raises(Refused, match="刚有人改过"):
        actions.write_typed(filling, typed={"0.5.7": "乙"}, version=0, by=clerk)


@pytest.mark.usefixtures("ledger")
def test_frozen_filling_stays_as_it_was_when_the_ledger_moves(form, clerk, office, villages):
    filling = actions.begin(form, period=MARCH, by=clerk)
    with pytest.raises(Refused, match="还有 2 格没有填：G5、G6"):
        actions.freeze(filling, by=clerk)
    frozen = actions.freeze(filling, by=clerk, accept=True)

    make_hazard(office=office, village=villages[0], found_on=date(2024, 3, 20))
    page = blank_forms.opened(frozen.file.file.read())
    assert page["C5"].value == 2
    assert frozen.kept["cells"]["0.5.3"]["text"] == "2"
    kept_figure = frozen.figures.get(number=frozen.kept["cells"]["0.5.3"]["figure"])
    assert kept_figure.row_count == 2
    assert HandedRow.objects.filter(filling=frozen, model="hazards.hazard").count() == 2
    with pytest.raises(Refused, match="已经定稿"):
        actions.write_typed(frozen, typed={"0.5.7": "改"}, version=frozen.version, by=clerk)


def test_same_days_again_after_freezing_is_a_second_filling(form, clerk):
    first = actions.begin(form, period=MARCH, by=clerk)
    assert actions.begin(form, period=MARCH, by=clerk) == first
    actions.freeze(first, by=clerk, accept=True)

    assert actions.begin(form, period=MARCH, by=clerk).number == 2


@pytest.mark.usefixtures("ledger")
def test_changed_form_takes_what_was_taught_along_by_its_heads(form, clerk):
    filling = actions.begin(form, period=MARCH, by=clerk)
    frozen = actions.freeze(filling, by=clerk, accept=True)
    changed = blank_forms.by_village("上村", "下村村委会", extra_column=True, extra_row=True)

    found = actions.renew_form(
        form, upload=actions.read_upload(changed, name="新附件2.xlsx"), by=clerk
    )

    form.refresh_from_db()
    assert {rule.where: rule.key for rule in found.rules if rule.key} == {
        "C6至C8": "hazard.found",
        "E6至E8": "hazard.rectified",
        "F6至F8": "hazard.remaining",
        "G6至G8": "hazard.rate",
    }
    assert found.lost == []
    major = rule_at(read_rules(form.rules), Spot(0, 6, 4))
    assert major is not None
    assert major.is_suggested
    assert texts(actions.begin(form, period=APRIL, by=clerk), "C7", "C8") == ["1", "1"]
    frozen.refresh_from_db()
    assert blank_forms.opened(frozen.file.file.read())["C5"].value == 2


def test_column_that_is_gone_is_named(form, clerk):
    shorter = blank_forms.list_of_hazards()

    found = actions.renew_form(form, upload=actions.read_upload(shorter, name="x.xlsx"), by=clerk)

    assert "C5至C7" in {rule.where for rule in found.lost}
    form.refresh_from_db()
    assert form.lost


@pytest.mark.usefixtures("ledger")
def test_rows_of_the_ledger_go_into_a_list(office, clerk):
    form = kept(blank_forms.list_of_hazards(), office, clerk, name="清单")
    rule = Rule(
        0, 3, 1, 5, 3, kind=LIST, key="hazard.found", fields=(SERIAL, "description", "found_on")
    )
    actions.teach(form, rules=[rule], by=clerk)
    form.refresh_from_db()

    page = workbook(actions.begin(form, period=APRIL, by=clerk))
    assert [page[name].value for name in ("A3", "B3", "C3", "A4")] == [
        1,
        "电线老化",
        "2024-04-30",
        None,
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "另存为”.xlsx"),
        (b"not a workbook", "另存为”.xlsx"),
        (b"", "空的"),
    ],
    ids=["xls", "text", "empty"],
)
def test_wrong_file_is_refused_with_the_way_out(content, told):
    with pytest.raises(Refused, match=told):
        actions.read_upload(content, name="表.xls")


def test_single_cell_taught_over_a_block_holds_there_only(form, clerk):
    actions.teach(form, rules=[Rule(0, 5, 3, 5, 3, kind=TYPED)], by=clerk)
    form.refresh_from_db()
    rules = read_rules(form.rules)

    assert rule_at(rules, Spot(0, 5, 3)).kind == TYPED
    assert rule_at(rules, Spot(0, 6, 3)).key == "hazard.found"


def test_words_above_and_beside_a_cell_are_its_heads(form):
    page = Layout(actions.layout_of(form).blank).pages[0]

    assert page.above(5, 4) == ("排查整治隐患（处）", "已整改数")
    assert page.left(5, 4) == ("上村",)

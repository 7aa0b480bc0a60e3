"""The ledger as the office prints and hands it in, and back in without loss."""

import io

import openpyxl
import pytest
from django.urls import reverse

from hazards.models import ColumnChoice, Hazard
from hazards.views import export
from hazards.workflow import Status
from tests.factories.files import make_photo
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from tests.foreign.ledgers import settled
from township_safety.organisation.models import Level, Role
from township_safety.spreadsheets import read_any
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import State, Terms, convert, examine, tables_of

pytestmark = pytest.mark.django_db

URL = reverse("hazards:export")


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def paper(client, **asked):
    response = client.get(URL, {"paper": "1", **asked})
    assert response.status_code == 200
    return response.content, openpyxl.load_workbook(io.BytesIO(response.content)).active


def rows_of(office, clerk):
    village = make_village(office=office, name="东村")
    site = make_site(office=office, name="广源超市", village=village, sector=make_sector("fire"))
    about = {"office": office, "by": clerk, "site": site, "village": village, "place": "后门"}
    make_hazard(Status.CLOSED, description="=1+1\n第二行", phone="13800001234", **about)
    make_hazard(Status.RECTIFIED, description="无应急照明", **about)
    make_hazard(description="通道堵塞", note="一楼；二楼", **about)


def test_it_looks_as_the_office_hands_it_in(client, clerk, office):
    rows_of(office, clerk)
    _, sheet = paper(client)
    assert sheet["A1"].value == "青山乡安全隐患排查治理台账"
    assert sheet["A2"].value.startswith("填报单位（章）：青山乡")
    assert "截至日期：" in sheet["A2"].value
    headers = [cell.value for cell in sheet[3]]
    assert headers[:3] == ["序号", "编号", "检查日期"]
    assert {str(block).split(":")[0] for block in sheet.merged_cells.ranges} == {"A1", "A2", "A7"}
    assert sheet["A7"].value.startswith("填表人：")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    place = headers.index("隐患描述")
    cell = next(row[place] for row in sheet.iter_rows(min_row=4) if "1+1" in str(row[place].value))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.alignment.wrap_text
    assert cell.border.left.style == "thin"


def test_the_columns_are_those_of_the_list(client, clerk, office):
    rows_of(office, clerk)
    ColumnChoice.objects.create(user=clerk, columns=["description", "status"])
    _, sheet = paper(client)
    assert [cell.value for cell in sheet[3]] == ["序号", "编号", "隐患描述", "是否整改"]


@pytest.mark.parametrize("asked", [{"paper": "1"}, {}, {"paper": "1", "photos": "1"}])
def test_it_goes_back_in_without_loss(client, clerk, office, tmp_path, asked):
    rows_of(office, clerk)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(client.get(URL, asked).content)
    sheet = sheet_for("hazards")
    (found,) = tables_of(read_any(path), sheet)
    settlement = settled(found, office)
    converted = convert(found, sheet, settlement, office=office, terms=Terms(year=found.year))
    examination = examine(converted, office=office, by=clerk)
    states = [row.state for row in examination.rows if row.state is not State.LEFT_OUT]
    assert states == [State.UNCHANGED] * 3, [row.text for row in examination.rows]


def test_photos_before_and_after(client, clerk, office, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    rows_of(office, clerk)
    hazard = Hazard.objects.first()
    hazard.photos.create(office=office, file=make_photo(office=office, by=clerk), stage="before")
    _, sheet = paper(client, photos="1")
    assert [cell.value for cell in sheet[3]][-2:] == ["整改前照片", "整改后照片"]
    assert len(sheet._images) == 1
    monkeypatch.setattr(export, "MOST_WITH_PHOTOS", 2)
    said = client.get(URL, {"paper": "1", "photos": "1"}, follow=True).content.decode()
    assert "带照片一次最多导出2条" in said


def test_several_offices_are_numbered_through(client):
    district = make_office(level=Level.COUNTY, name="某区")
    for name in ("甲乡", "乙乡"):
        make_hazard(office=make_office(name=name, parent=district))
    client.force_login(make_user(Role.VIEWER, district))
    _, sheet = paper(client)
    rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=4, max_row=5)]
    assert rows == [[1, "甲乡"], [2, "乙乡"]]

"""迎检档案: the year's folders, what is missing, 补充, 抽查, one PDF and one ZIP."""

from __future__ import annotations

import zipfile
from datetime import date

import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from hazards.models import Notice
from hazards.workflow import Status
from tests.factories.activities import make_meeting, make_public_report, make_training
from tests.factories.files import make_photo, picture, upload
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.activities.attaching import attach
from township_safety.desk.archive.actions import add_material, start_year
from township_safety.desk.archive.binder import build, catalogue, folders
from township_safety.desk.archive.contents import Year, sources
from township_safety.desk.archive.drawing import chain, drawn
from township_safety.desk.archive.missing import lacks
from township_safety.desk.archive.running import progress_of, start
from township_safety.desk.archive.usual import USUAL
from township_safety.desk.models import ArchiveAddition, ArchiveSection
from township_safety.documents.model import plain_text
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2024-12-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office)


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def year(office, clerk):
    start_year(office, 2024, by=clerk)
    return Year(office, 2024, reader=clerk)


def folder(year, source):
    return next(one for one in year.sections() if one.source == source)


def test_every_usual_folder_is_filled_from_a_ledger_that_there_is():
    assert {source for _, source, _ in USUAL if source} <= sources().keys()
    assert "public_reports" not in sources()


def test_a_new_year_begins_with_the_usual_folders_then_with_those_of_the_year_before(office, clerk):
    assert len(start_year(office, 2023, by=clerk)) == len(USUAL)
    ArchiveSection.objects.filter(year=2023).exclude(source="hazards").delete()
    assert [one.source for one in start_year(office, 2024, by=clerk)] == ["hazards"]
    assert len(start_year(office, 2024, by=clerk)) == 1


def test_a_ledger_holds_the_rows_of_its_year_only(office, year):
    for on in ("2023-12-31", "2024-01-01", "2024-12-20"):
        make_meeting(office=office, on=date.fromisoformat(on), topic=f"会议{on}")
    assert year.number(folder(year, "meetings")) == 2
    (piece,) = year.pieces(folder(year, "meetings"))
    text = plain_text(piece.paper)
    assert "会议2024-01-01" in text
    assert "会议2023-12-31" not in text
    for words in ("填报单位（章）", "截至日期：2024年12月20日", "填表人", "审核人", "负责人"):
        assert words in text


def test_what_is_missing_is_listed(office, village, clerk, year):
    hazard = make_hazard(
        Status.CLOSED, office=office, village=village, by=clerk, found_on=date(2024, 3, 1)
    )
    training = make_training(office=office, on=date(2024, 3, 1))
    found = {(lack.what, lack.about) for lack in lacks(year)}
    assert ("没有整改后照片", str(hazard)) in found
    assert any(what.endswith("没有附件") and about == str(training) for what, about in found)
    assert ("案卷没有材料", "上级文件、其他材料") in found


def test_what_is_there_is_not_missing(office, clerk, year):
    training = make_training(office=office, on=date(2024, 3, 1))
    attach(
        training, files=[make_photo(office=office, by=clerk)], purpose="sign_in", note="", by=clerk
    )
    assert str(training) not in {lack.about for lack in lacks(year)}


def test_a_notice_never_served_is_missing_its_service(office, village, clerk, year):
    hazard = make_hazard(office=office, village=village, by=clerk, found_on=date(2024, 3, 1))
    notice = make_notice(hazard, office=office, village=village, by=clerk)
    issued = {"number": "测安改〔2024〕1号", "issued_on": date(2024, 3, 2)}
    Notice.objects.filter(pk=notice.pk).update(**issued)

    def said():
        return {lack.what for lack in lacks(year) if "测安改〔2024〕1号" in lack.about}

    assert said() == {"文书没有送达记录", "没有印出签字"}
    Notice.objects.filter(pk=notice.pk).update(served_on=date(2024, 3, 3), service="in_person")
    assert said() == {"没有印出签字"}


def test_what_is_added_bears_today_s_date_and_says_so(office, clerk, year):
    section = folder(year, "")
    photo = make_photo(office=office, by=clerk)
    added = add_material(section, name="补签的签到表", file=photo, by=clerk)
    assert added.on == date(2024, 12, 20)
    (piece,) = year.pieces(
        ArchiveSection.objects.prefetch_related("additions__file").get(pk=section.pk)
    )
    assert piece.name == "补签的签到表（2024-12-20补充）"


def test_the_day_of_an_addition_cannot_be_sent(client, clerk, office, year):
    client.force_login(clerk)
    where = reverse("archive_add", args=[folder(year, "").pk])
    sent = {"name": "签到表", "file": upload(picture()), "on": "2024-03-01"}
    client.post(where, sent)
    assert ArchiveAddition.objects.get().on == date(2024, 12, 20)


def test_the_same_number_draws_the_same_hazards(office, village, clerk, year):
    for _ in range(6):
        make_hazard(office=office, village=village, by=clerk, found_on=date(2024, 3, 1))
    make_hazard(office=office, village=village, by=clerk, found_on=date(2023, 3, 1))
    first = drawn(year, number=3, seed=17)
    assert [row.pk for row in first] == [row.pk for row in drawn(year, number=3, seed=17)]
    assert len({row.pk for row in first}) == 3
    draws = {tuple(row.pk for row in drawn(year, number=3, seed=seed)) for seed in range(1, 9)}
    assert len(draws) > 1
    assert len(drawn(year, number=20, seed=1)) == 6


def test_a_chain_holds_every_paper_of_the_hazard(office, village, clerk):
    hazard = make_hazard(
        Status.CLOSED, office=office, village=village, by=clerk, found_on=date(2024, 3, 1)
    )
    make_notice(hazard, office=office, village=village, by=clerk)
    kinds = [one.kind.slug for one in chain(hazard)]
    assert kinds[0] == "card"
    assert {"acceptance"} <= set(kinds)


def test_a_draw_shows_its_number(client, office, village, clerk):
    make_hazard(office=office, village=village, by=clerk, found_on=date(2024, 3, 1))
    client.force_login(clerk)
    answer = client.get(reverse("archive_draw", args=[2024]), {"number": "1"})
    assert "seed=" in answer.url
    page = client.get(answer.url).content.decode()
    assert f"抽取号{answer.url.rpartition('=')[2]}" in page


def test_the_whole_has_cover_catalogue_and_running_page_numbers(
    office, village, clerk, year, tmp_path
):
    make_meeting(office=office, on=date(2024, 3, 1), topic="专题会")
    make_hazard(office=office, village=village, by=clerk, found_on=date(2024, 3, 1))
    photo = make_photo(office=office, by=clerk)
    add_material(folder(year, ""), name="补签的签到表", file=photo, by=clerk)
    steps = []
    build(year, into=tmp_path / "made", tell=steps.append)
    assert steps == [0, 1, 2, 3]
    with pypdfium2.PdfDocument((tmp_path / "made" / "archive.pdf").read_bytes()) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    assert "安全生产档案" in texts[0]
    assert "卷内目录" in texts[1]
    numbered = [text for text in texts if "档 " in text]
    assert f"档 {len(texts)}" in numbered[-1]
    assert f"档 {len(texts) - len(numbered) + 1}" in numbered[0]
    with zipfile.ZipFile(tmp_path / "made" / "archive.zip") as bundle:
        names = bundle.namelist()
    assert any(name.endswith("档案盒签.pdf") for name in names)
    assert any("补签的签到表" in name and name.endswith(".jpg") for name in names)


def test_reports_of_the_public_are_in_no_archive(office, year):
    make_public_report(office=office, content="边坡松动", received_on=date(2024, 3, 1))
    listed = plain_text(catalogue(year, folders(year), (1,) * 50, lead=2))
    assert "边坡" not in listed
    assert "举报" not in listed


def test_the_job_says_how_far_it_is_and_when_it_is_done(year):
    assert progress_of(year) is None
    start(year, at_once=True)
    assert progress_of(year).state == "done"


def test_a_village_inspector_has_no_archive(client, office, village, year):
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
    assert client.get(reverse("archive")).status_code == 403


def test_from_the_empty_year_to_its_folders(client, clerk):
    client.force_login(clerk)
    assert "建立2024年档案目录" in client.get(reverse("archive")).content.decode()
    page = client.post(reverse("archive_begin", args=[2024]), follow=True).content.decode()
    assert "生成档案" in page
    assert "隐患台账" in page

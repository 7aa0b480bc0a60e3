"""各村报送: who reported, by itself or through the office, sheets there and back, reminders."""

from __future__ import annotations

import io
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hazards.models import Hazard
from hazards.workflow import Status
from tests.factories.hazards import make_count, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_nil_return
from township_safety.activities.models import Reminder
from township_safety.activities.paper.village_sheet import village_sheet
from township_safety.activities.village_returns import remind, reminder_text, village_returns
from township_safety.desk.village_sheets import open_hazards, write_sheet
from township_safety.documents.model import plain_text
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period
from township_safety.register.models import HazardSource
from township_safety.spreadsheets import SheetOut, read_workbook, write_workbook

pytestmark = pytest.mark.django_db

TODAY = date(2024, 4, 2)
MARCH = Period.of_month(2024, 3)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2024-04-02 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def village(office):
    return make_village(office=office, name="东村")


@pytest.fixture
def told():
    return HazardSource.objects.create(code="village_report", name="村（社区）上报")


def states(office):
    return {one.village.name: one.state for one in village_returns(office, MARCH, today=TODAY)}


class TestStates:
    def test_own_entered_nil_and_nothing(self, office, clerk, village, told):
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        west, south, north = (make_village(office=office, name=n) for n in ("西村", "南村", "北村"))
        day = date(2024, 3, 31)
        make_hazard(office=office, village=village, by=inspector, found_on=day)
        make_hazard(office=office, village=west, by=clerk, found_on=day, source=told)
        make_nil_return(
            office=office, village=south, first_day=MARCH.first_day, last_day=MARCH.last_day
        )
        make_hazard(office=office, village=north, by=clerk, found_on=day)
        assert states(office) == {"东村": "自报", "西村": "代报", "南村": "零报告", "北村": "未报"}
        (row,) = [o for o in village_returns(office, MARCH, today=TODAY) if o.village == north]
        assert (row.found, row.open) == (1, 1)

    @pytest.mark.parametrize(
        ("day", "state"),
        [
            (date(2024, 2, 29), "未报"),
            (date(2024, 3, 1), "代报"),
            (date(2024, 3, 31), "代报"),
            (date(2024, 4, 1), "未报"),
        ],
    )
    def test_edges_of_the_month(self, office, clerk, village, told, day, state):
        make_hazard(office=office, village=village, by=clerk, found_on=day, source=told)
        assert states(office) == {"东村": state}

    def test_a_count_is_a_report_too(self, office, clerk, village, told):
        make_count(
            office=office, village=village, by=clerk, on=date(2024, 3, 5), found=4, source=told
        )
        (row,) = village_returns(office, MARCH, today=TODAY)
        assert (row.state, row.entered_for_it, row.found) == ("代报", 4, 4)

    def test_a_nil_return_of_half_a_month_is_none(self, office, village):
        make_nil_return(
            office=office, village=village, first_day=date(2024, 3, 2), last_day=MARCH.last_day
        )
        assert states(office) == {"东村": "未报"}

    def test_few_queries(self, office, clerk, told, django_assert_max_num_queries):
        for number in range(12):
            place = make_village(office=office, name=f"{number}号村")
            make_hazard(office=office, village=place, by=clerk, source=told)
        with django_assert_max_num_queries(6):
            village_returns(office, MARCH, today=TODAY)


class TestReminding:
    def test_text_names_the_silent_ones(self, office, clerk, village, told):
        west = make_village(office=office, name="西村")
        make_hazard(office=office, village=west, by=clerk, source=told, found_on=MARCH.last_day)
        text = reminder_text(office, MARCH, village_returns(office, MARCH, today=TODAY))
        assert "2024年3月" in text
        assert "东村" in text
        assert "西村" not in text

    def test_each_is_logged_and_the_second_proposes_more(self, client, office, clerk, village):
        client.force_login(clerk)
        where = f"{reverse('village_returns')}?month=2024-03"
        proposals = []
        for _ in range(3):
            answer = client.post(where, {"villages": [village.pk], "way": "group"})
            assert answer.status_code == 302
            (row,) = village_returns(office, MARCH, today=TODAY)
            proposals.append(row.proposal)
        assert proposals == ["", "建议通报", "建议约谈"]
        assert Reminder.objects.filter(by=clerk, on=TODAY).count() == 3
        assert AuditEvent.objects.filter(action="催报").count() == 3
        text = client.get(where).content.decode()
        assert "3次，最近4月2日" in text
        assert "建议约谈" in text

    def test_of_another_month_does_not_count(self, office, clerk, village):
        remind([village], office=office, month=MARCH.previous(), way="phone", by=clerk)
        (row,) = village_returns(office, MARCH, today=TODAY)
        assert row.reminders == []

    def test_nobody_ticked_is_said(self, client, clerk, village):
        client.force_login(clerk)
        answer = client.post(reverse("village_returns"), {"way": "group"})
        assert "请勾选催报了哪几个村" in answer.content.decode()

    def test_who_looks_only_reminds_nobody(self, client, office, village):
        client.force_login(make_user(Role.VIEWER, office))
        where = reverse("village_returns")
        assert client.get(where).status_code == 200
        assert client.post(where, {"villages": [village.pk], "way": "group"}).status_code == 403

    def test_an_odd_month_is_the_last_one(self, client, clerk, village):
        client.force_login(clerk)
        for asked in ("2024-H1", "x", ""):
            page = client.get(reverse("village_returns"), {"month": asked})
            assert page.context["month"] == MARCH


class TestSheet:
    def test_open_ones_and_empty_rows(self, client, office, clerk, village, told):
        hazard = make_hazard(office=office, village=village, by=clerk, description="电线老化")
        make_hazard(Status.CLOSED, office=office, village=village, by=clerk)
        client.force_login(clerk)
        answer = client.get(reverse("village_sheet_excel", args=[village.pk]))
        (table,) = read_workbook(io.BytesIO(answer.content))
        cells = [[str(cell or "") for cell in row] for _, row in table.rows]
        assert [row[0] for row in cells[1:]] == [hazard.number] + [""] * 10
        assert {row[2] for row in cells[1:]} == {"东村"}

    def test_paper_has_the_same(self, office, clerk, village):
        make_hazard(office=office, village=village, by=clerk, description="电线老化")
        text = plain_text(village_sheet(village, open_hazards(village), on=TODAY))
        assert "东村隐患清单" in text
        assert "电线老化" in text
        assert "未整改隐患1条" in text

    def sent_back(self, client, village, change):
        file = io.BytesIO()
        write_sheet(file, village, open_hazards(village))
        (table,) = read_workbook(io.BytesIO(file.getvalue()))
        header, *rows = [list(row) for _, row in table.rows]
        rows = [[*row, *[None] * (len(header) - len(row))] for row in rows]
        change(dict(zip(header, range(len(header)), strict=True)), rows)
        out = io.BytesIO()
        write_workbook([SheetOut(title="隐患", headers=header, rows=rows)], out)
        upload = SimpleUploadedFile("东村.xlsx", out.getvalue())
        where = reverse("village_sheet_back", args=[village.pk])
        return client.post(where, {"file": upload}, follow=True)

    def test_there_and_back(self, client, office, clerk, village, told):
        hazard = make_hazard(
            office=office, village=village, by=clerk, found_on=date(2024, 3, 5), source=told
        )
        client.force_login(clerk)

        def filled(at, rows):
            rows[0][at["是否整改"]] = "是"
            rows[0][at["实际整改完成时间"]] = date(2024, 3, 20)
            rows[1][at["检查日期"]] = date(2024, 3, 25)
            rows[1][at["隐患描述"]] = "渡口缺救生圈"

        page = self.sent_back(client, village, filled)
        preview = page.context["preview"]
        assert preview.result.problems == []
        answer = client.post(
            reverse("workbook_confirm", args=[preview.staged.token]), {"digest": preview.digest}
        )
        assert answer.status_code == 302
        hazard.refresh_from_db()
        assert hazard.status == Status.RECTIFIED
        new = Hazard.objects.get(description="渡口缺救生圈")
        assert (new.village, new.source, new.found_on) == (village, told, date(2024, 3, 25))
        assert Hazard.objects.count() == 2
        assert states(office) == {"东村": "代报"}

    def test_nothing_filled_in_changes_nothing(self, client, office, clerk, village, told):
        make_hazard(office=office, village=village, by=clerk)
        client.force_login(clerk)
        page = self.sent_back(client, village, lambda at, rows: None)
        result = page.context["preview"].result
        assert (result.problems, result.good) == ([], 0)
        assert Hazard.objects.get().source is None

    def test_another_file_is_told_apart(self, client, clerk, village):
        client.force_login(clerk)
        out = io.BytesIO()
        write_workbook([SheetOut(title="别的", headers=["甲", "乙"], rows=[["1", "2"]])], out)
        where = reverse("village_sheet_back", args=[village.pk])
        upload = SimpleUploadedFile("别的.xlsx", out.getvalue())
        answer = client.post(where, {"file": upload}, follow=True)
        assert "请用从这里下载的表格" in answer.content.decode()
        assert "请先选择" in client.post(where, follow=True).content.decode()

"""Entering a hazard: what is proposed, what is demanded, what is said when it is wrong."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.models import Hazard
from hazards.models.plan import PLAN
from hazards.workflow import Status
from tests.factories.hazards import (
    make_count,
    make_hazard,
    make_hazard_phrase,
)
from tests.factories.organisation import make_user, make_village
from tests.factories.register import (
    make_campaign,
    make_hazard_source,
    make_sector,
    make_site,
)
from tests.hazards.pages.said import MAJOR, SAID
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


class TestEntering:
    url = reverse("hazards:create")

    def test_a_hazard_with_a_deadline(self, client, clerk, office):
        campaign = make_campaign(office=office)
        said = {**SAID, "due_on": "2024年4月1日", "campaigns": [campaign.pk], "funds": "1200"}
        response = client.post(self.url, said, follow=True)
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.due_on) == (Status.OPEN, date(2024, 4, 1))
        assert (hazard.recorded_by, hazard.office) == (clerk, office)
        assert list(hazard.campaigns.all()) == [campaign]
        assert f"已登记，编号{hazard.number}" in response.content.decode()

    def test_put_right_on_the_spot(self, client, clerk):
        client.post(self.url, {**SAID, "rectify_mode": "on_spot", "measures": "已更换插座"})
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.rectified_on) == (Status.RECTIFIED, date(2024, 3, 5))
        assert hazard.rectifications.get().measures == "已更换插座"

    def test_village_and_sector_come_from_the_site(self, client, clerk, office):
        village, sector = make_village(office=office), make_sector()
        site = make_site(office=office, village=village, sector=sector)
        client.post(self.url, {**SAID, "site": site.pk})
        hazard = Hazard.objects.get()
        assert (hazard.village, hazard.sector) == (village, sector)

    def test_the_next_one_of_the_same_site_at_once(self, client, clerk, office):
        site, source = make_site(office=office), make_hazard_source()
        said = {**SAID, "site": site.pk, "source": source.pk, "inspectors": "某乙", "place": "一楼"}
        response = client.post(self.url, {**said, "another": "1"})
        number = Hazard.objects.get().number
        assert response.url == f"{self.url}?after={number}"
        begun = client.get(response.url).context["form"].initial
        assert (begun["site"], begun["source"], begun["inspectors"]) == (site, source, "某乙")
        assert begun["found_on"] == date(2024, 3, 5)
        assert not begun.get("place")
        assert not begun.get("description")

    def test_a_phrase_stands_for_the_words(self, client, clerk):
        phrase = make_hazard_phrase(name="灭火器过期", measures="更换", sector=make_sector())
        client.post(self.url, {**SAID, "description": "", "phrase": phrase.pk})
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.measures) == ("灭火器过期", "更换")
        assert hazard.sector == phrase.sector

    def test_what_is_typed_goes_before_the_phrase(self, client, clerk):
        phrase = make_hazard_phrase(measures="更换")
        client.post(self.url, {**SAID, "phrase": phrase.pk, "measures": "充装"})
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.measures) == (SAID["description"], "充装")

    def test_a_site_by_its_whole_name(self, client, clerk, office):
        site = make_site(office=office, name="测试木器厂")
        client.post(self.url, {**SAID, "site": ["", "测试木器厂"]})
        assert Hazard.objects.get().site == site
        response = client.post(self.url, {**SAID, "site": ["", "没有的厂"]})
        assert "没有找到“没有的厂”" in response.content.decode()

    def test_a_long_register_is_not_written_into_the_page(self, client, clerk, office, monkeypatch):
        monkeypatch.setattr("township_safety.organisation.lookups.MOST_LISTED", 2)
        names = [make_site(office=office).name for _ in range(3)]
        page = client.get(self.url).content.decode()
        assert not any(name in page for name in names)
        assert "<noscript><input name=" in page

    def test_nobody_begins_with_a_hazard_of_another_office(self, client, clerk):
        other = make_hazard(inspectors="某外人")
        begun = client.get(self.url, {"after": other.number}).context["form"].initial
        assert begun["inspectors"] == clerk.full_name

    def test_the_last_sector_and_source_are_proposed(self, client, clerk):
        sector, source = make_sector(), make_hazard_source()
        client.post(self.url, {**SAID, "sector": sector.pk, "source": source.pk})
        begun = client.get(self.url).context["form"].initial
        assert (begun["sector"], begun["source"]) == (sector.pk, source.pk)

    def test_the_only_village_of_an_inspector_is_there(self, client, office):
        own = make_village(office=office)
        client.force_login(make_user(Role.VILLAGE, office, villages=[own]))
        assert client.get(self.url).context["form"].initial["village"] == own

    def test_the_usual_values_are_there(self, client, clerk):
        with time_machine.travel("2024-03-10T16:30:00Z", tick=False):
            client.force_login(clerk)
            page = client.get(self.url).content.decode()
        assert 'value="2024-03-11"' in page
        assert clerk.full_name in page

    @pytest.mark.parametrize(
        ("said", "field", "problem"),
        [
            ({"description": " 　"}, "description", "请填写这一项"),
            ({"found_on": "2024-02-30"}, "found_on", "2024-02-30"),
            ({"found_on": "2090-01-01"}, "found_on", "今天之后"),
            ({"due_on": "2024-03-01"}, "due_on", "不能早于检查日期"),
            ({"due_on": "2024-04-01", "rectify_mode": "on_spot"}, "due_on", "当场整改的不用填"),
            ({"due_on": "2024-04-01", "is_standing": "on"}, "due_on", "长期坚持"),
            ({"funds": "-1"}, "funds", "是负数"),
            ({"recurs": "2019-9999"}, "recurs", "没有编号为“2019-9999”的隐患"),
            ({"village": "999999"}, "village", "现在不能选"),
            ({"phone": "abc"}, "phone", ""),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, client, clerk, said, field, problem
    ):
        response = client.post(self.url, {**SAID, "place": "北侧车间", **said})
        form = response.context["form"]
        assert problem in str(form.errors[field])
        assert "北侧车间" in response.content.decode()
        assert not Hazard.objects.exists()

    def test_characters_no_file_can_hold_are_left_out(self, client, clerk):
        client.post(self.url, {**SAID, "description": "插座\u200b破损\ufeff"})
        assert Hazard.objects.get().description == "插座破损"

    def test_a_major_hazard_is_not_inside_a_count(self, client, clerk, office):
        count = make_count(office=office)
        said = {**SAID, **MAJOR, "counted_in": count.pk}
        response = client.post(self.url, said)
        assert "必须逐条登记" in response.content.decode()

    def test_a_major_hazard_demands_its_plan(self, client, clerk):
        response = client.post(self.url, {**SAID, "grade": "major"})
        assert set(response.context["form"].errors) == {
            *PLAN,
            "responsible_unit",
            "responsible_person",
        }
        assert "重大隐患必须填写“安全措施和应急预案”" in response.content.decode()
        assert not Hazard.objects.exists()

        client.post(self.url, {**SAID, **MAJOR})
        hazard = Hazard.objects.get()
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert hazard.plan_goals == "plan_goals已写明"
        assert "plan_safeguards已写明" in page
        assert dict(hazard.assured) == dict.fromkeys(
            ("责任", "措施", "资金", "时限", "预案"), "已落实"
        )

    def test_what_a_loaded_major_hazard_lacks_is_shown(self, client, clerk, office):
        hazard = make_hazard(office=office, grade="major")
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "治理的目标和任务" in page
        assert page.count("未落实") == 5

    def test_a_recurrence_begins_with_the_old_words(self, client, clerk, office):
        old = make_hazard(Status.CLOSED, office=office, description="通道堵塞", place="一楼")
        page = client.get(self.url, {"recurs": old.number}).content.decode()
        assert "通道堵塞" in page
        client.post(self.url, {**SAID, "recurs": old.number})
        new = Hazard.objects.latest("pk")
        assert new.recurs == old
        assert new.number in client.get(old.get_absolute_url()).content.decode()

"""会商分级: chosen, printed, decided in one grid; a level changed later; what still waits."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hazards import actions, consulting
from hazards.consulting import Decision, RowsDenied
from hazards.models import Consultation
from hazards.paper.consultation import consultation_paper
from hazards.steps import ActionDenied, Stale
from hazards.workflow import Action, Status
from tests.factories.hazards import CLOSED_ON, FOUND_ON, make_hazard
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.desk.overview import duties
from township_safety.documents.model import text_of
from township_safety.organisation.models import AuditEvent, Matter, OpinionRule, Role
from township_safety.register.working_days import calendar_for
from township_safety.workbook import sheet_for

pytestmark = pytest.mark.django_db

NEW = reverse("hazards:consult_new")
TODAY = timezone.localdate()
HELD_ON = date(2024, 3, 20)
FACTS = {
    "held_on": HELD_ON,
    "place": "三楼会议室",
    "host": "某主任",
    "participants": "各站所负责人",
    "number": "青会纪〔2024〕3号",
    "note": "",
}


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def draw_up(*hazards, by):
    return consulting.draw_up(hazards, office=hazards[0].office, by=by, uid=uuid.uuid4())


def hold(consultation, *, by, decisions, **facts):
    """`decisions` in the order of the list."""
    items = [item.pk for item in consultation.items.all()]
    said = dict(zip(items, decisions, strict=False))
    return consulting.hold(consultation, by=by, facts={**FACTS, **facts}, decisions=said)


def offered(page):
    return [hazard.pk for hazard, _ in page.context["rows"]]


class TestChoosing:
    def test_new_ones_without_a_level_the_oldest_first(self, client, clerk, office):
        young = make_hazard(office=office, found_on=date(2024, 3, 9))
        old = make_hazard(Status.RECTIFIED, office=office, found_on=date(2024, 3, 1))
        make_hazard(office=office, responsible_level="village")
        make_hazard(Status.CLOSED, office=office)
        make_hazard(Status.VOIDED, office=office)
        make_hazard()
        page = client.get(NEW)
        assert offered(page) == [old.pk, young.pk]
        assert page.content.decode().count("checked>") == 2

    def test_narrowed_by_day_village_sector_grade(self, client, clerk, office):
        village, sector = make_village(office=office), make_sector("fire")
        wanted = make_hazard(office=office, village=village, sector=sector, found_on=FOUND_ON)
        make_hazard(office=office, found_on=FOUND_ON)
        make_hazard(office=office, village=village, found_on=FOUND_ON)
        make_hazard(office=office, village=village, sector=sector, found_on=date(2024, 3, 6))
        asked = {"village": village.pk, "sector": sector.pk, "last_day": "2024-03-05"}
        assert offered(client.get(NEW, asked)) == [wanted.pk]
        assert offered(client.get(NEW, {**asked, "grade": "major"})) == []

    def test_the_hazard_says_on_which_list_it_waits(self, client, clerk, office):
        village = make_village(office=office)
        hazard = make_hazard(office=office, village=village)
        consultation = draw_up(hazard, by=clerk)
        assert "已列入会商清单，待会商" in client.get(hazard.get_absolute_url()).content.decode()
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        assert "待会商" not in client.get(hazard.get_absolute_url()).content.decode()
        client.force_login(clerk)
        consulting.void_list(consultation, by=clerk, reason="列错了")
        assert "待会商" not in client.get(hazard.get_absolute_url()).content.decode()

    def test_two_clicks_make_one_list(self, client, clerk, office):
        hazard = make_hazard(office=office)
        token = re.search(r'name="token" value="([^"]+)"', client.get(NEW).content.decode())[1]
        for _ in range(2):
            client.post(NEW, {"hazards": [hazard.pk], "token": token})
        consultation = Consultation.objects.get()
        assert [item.hazard for item in consultation.items.all()] == [hazard]
        assert consultation.state == "待会商"

    def test_what_waits_on_a_list_cannot_be_ticked_again(self, client, clerk, office):
        hazard = make_hazard(office=office)
        consultation = draw_up(hazard, by=clerk)
        page = client.get(NEW)
        assert f"会商清单第{consultation.pk}号" in page.content.decode()
        assert 'name="hazards"' not in page.content.decode()
        consulting.void_list(consultation, by=clerk, reason="列错了")
        assert 'name="hazards"' in client.get(NEW).content.decode()

    def test_none_ticked_is_told(self, client, clerk, office):
        make_hazard(office=office)
        assert "请勾选上会的隐患" in client.post(NEW, {}).content.decode()
        assert not Consultation.objects.exists()

    def test_another_office_s_hazard_is_not_found(self, client, clerk):
        assert client.post(NEW, {"hazards": [make_hazard().pk]}).status_code == 404

    def test_an_inspector_does_not(self, client, office):
        client.force_login(make_user(Role.VILLAGE, office, villages=[make_village(office=office)]))
        assert client.get(NEW).status_code == 403
        with pytest.raises(ActionDenied, match="您的角色不能"):
            draw_up(make_hazard(office=office), by=make_user(Role.STATION, office))


class TestTheGrid:
    def said(self, consultation, *rows, **facts):
        form = {**FACTS, **facts}
        for item, row in zip(consultation.items.all(), rows, strict=True):
            values = {"version": item.hazard.version, **row}
            form |= {f"row{item.pk}-{name}": value for name, value in values.items()}
        return form

    def address(self, consultation):
        return reverse("hazards:consult_hold", args=[consultation.pk])

    def test_decides_on_all(self, client, clerk, office):
        first, second = make_hazard(office=office), make_hazard(office=office)
        actions.assign(second, by=clerk, on=FOUND_ON, due_on=HELD_ON, responsible_unit="测试厂")
        consultation = draw_up(first, second, by=clerk)
        said = self.said(
            consultation,
            {
                "responsible_level": "township",
                "case_leader": "某副乡长",
                "responsible_unit": "测试站",
                "fund_source": "财政资金",
                "opinion": "月底前完成",
            },
            {"responsible_level": "", "responsible_unit": "测试厂", "opinion": "先核实"},
        )
        assert client.get(self.address(consultation)).status_code == 200
        done = client.post(self.address(consultation), said, follow=True)

        assert "会商结果已登记" in done.content.decode()
        consultation.refresh_from_db()
        assert (consultation.held_on, consultation.host) == (HELD_ON, "某主任")
        assert consultation.state == "已会商"
        first.refresh_from_db()
        decided = (first.responsible_level, first.case_leader, first.responsible_unit)
        assert decided == ("township", "某副乡长", "测试站")
        assert first.fund_source == "财政资金"
        event = first.events.latest("pk")
        assert (event.action, event.on, event.by) == (Action.LEVEL, HELD_ON, clerk)
        assert event.note == "会商分级（主持人某主任）：月底前完成"
        assert event.changes["responsible_level"] == ["", "township"]
        second.refresh_from_db()
        assert second.responsible_level == ""
        assert not second.events.filter(action=Action.LEVEL).exists()
        page = client.get(first.get_absolute_url()).content.decode()
        assert "某副乡长" in page
        assert "财政资金" in page
        assert consultation.get_absolute_url() in page
        assert "乡（镇）级（主持人某主任）" in page

    def test_a_wrong_row_keeps_all_the_rest(self, client, clerk, office):
        first, second = make_hazard(office=office), make_hazard(office=office)
        consultation = draw_up(first, second, by=clerk)
        rows = ({"responsible_level": "village"}, {"case_leader": "某副乡长"})
        page = client.post(self.address(consultation), self.said(consultation, *rows))

        text = page.content.decode()
        assert "有1条不能保存" in text
        assert "请选择责任层级" in text
        assert 'value="某副乡长"' in text
        assert 'value="village" selected' in text
        consultation.refresh_from_db()
        assert consultation.held_on is None
        assert not first.events.filter(action=Action.LEVEL).exists()

    def test_who_changed_a_hazard_meanwhile_is_named_once(self, client, clerk, office):
        hazard = make_hazard(office=office)
        consultation = draw_up(hazard, by=clerk)
        said = self.said(consultation, {"responsible_level": "village"})
        other = make_user(Role.CLERK, office, full_name="某同事")
        actions.claim(hazard, by=other, on=FOUND_ON, measures="已更换")

        page = client.post(self.address(consultation), said)
        assert "某同事刚修改过这条隐患" in page.content.decode()
        version = re.search(r'-version" value="(\d+)"', page.content.decode())[1]
        (item,) = consultation.items.all()
        client.post(self.address(consultation), {**said, f"row{item.pk}-version": version})
        hazard.refresh_from_db()
        assert hazard.responsible_level == "village"

    def test_the_meeting_needs_a_day_and_a_host(self, client, clerk, office):
        consultation = draw_up(make_hazard(office=office), by=clerk)
        said = self.said(consultation, {"responsible_level": "village"}, host="", held_on="")
        form = client.post(self.address(consultation), said).context["form"]
        assert {"host", "held_on"} <= form.errors.keys()
        tomorrow = TODAY + timedelta(days=1)
        said = self.said(consultation, {"responsible_level": "village"}, held_on=tomorrow)
        assert "在今天之后" in client.post(self.address(consultation), said).content.decode()

    def test_a_meeting_before_the_find_is_refused(self, clerk, office):
        consultation = draw_up(make_hazard(office=office, found_on=HELD_ON), by=clerk)
        decision = Decision(responsible_level="village")
        day_before = HELD_ON - timedelta(days=1)
        with pytest.raises(RowsDenied) as denied:
            hold(consultation, by=clerk, decisions=[decision], held_on=day_before)
        assert "早于" in str(next(iter(denied.value.refusals.values())))
        assert hold(consultation, by=clerk, decisions=[decision]).held_on == HELD_ON

    def test_a_second_time_is_refused(self, client, clerk, office):
        consultation = draw_up(make_hazard(office=office), by=clerk)
        hold(consultation, by=clerk, decisions=[Decision(responsible_level="village")])
        with pytest.raises(ActionDenied, match="没有重复登记"):
            hold(consultation, by=clerk, decisions=[])
        assert client.get(self.address(consultation)).status_code == 302

    def test_one_voided_meanwhile_is_passed_over(self, clerk, office):
        hazard, other = make_hazard(office=office), make_hazard(office=office)
        consultation = draw_up(hazard, other, by=clerk)
        actions.void(hazard, by=clerk, on=FOUND_ON, reason="重复登记")
        level = Decision(responsible_level="county")
        hold(consultation, by=clerk, decisions=[level, level])
        hazard.refresh_from_db()
        other.refresh_from_db()
        assert (hazard.responsible_level, other.responsible_level) == ("", "county")

    def test_a_level_set_meanwhile_changes_only_with_words(self, clerk, office):
        hazard = make_hazard(office=office)
        consultation = draw_up(hazard, by=clerk)
        consulting.classify(hazard, by=clerk, on=FOUND_ON, responsible_level="village")
        with pytest.raises(RowsDenied) as denied:
            hold(consultation, by=clerk, decisions=[Decision(responsible_level="county")])
        assert "写明原因" in str(next(iter(denied.value.refusals.values())))
        decision = Decision(responsible_level="county", opinion="村里无力整改")
        hold(consultation, by=clerk, decisions=[decision])
        hazard.refresh_from_db()
        assert hazard.responsible_level == "county"


class TestAfterwards:
    def test_the_meeting_s_words_can_be_put_right(self, client, clerk, office):
        consultation = draw_up(make_hazard(office=office), by=clerk)
        hold(consultation, by=clerk, decisions=[])
        said = {"host": "某书记", "place": "二楼", "participants": "", "number": "", "note": ""}
        client.post(reverse("hazards:consult_edit", args=[consultation.pk]), said)
        consultation.refresh_from_db()
        assert (consultation.host, consultation.held_on) == ("某书记", HELD_ON)
        line = AuditEvent.objects.get(action="更正会商情况")
        assert line.changes["host"] == ["某主任", "某书记"]

    def test_only_a_list_without_a_meeting_is_voided(self, client, clerk, office):
        consultation = draw_up(make_hazard(office=office), by=clerk)
        client.post(reverse("hazards:consult_void", args=[consultation.pk]), {"reason": "列错了"})
        consultation.refresh_from_db()
        assert consultation.state == "误录作废"
        held = draw_up(make_hazard(office=office), by=clerk)
        hold(held, by=clerk, decisions=[])
        with pytest.raises(ActionDenied, match="不能作废"):
            consulting.void_list(held, by=clerk, reason="列错了")
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=held.pk).update(
                voided_at=timezone.now(), void_reason="列错了"
            )

    def test_the_meetings_are_listed(self, client, clerk, office):
        consultation = draw_up(make_hazard(office=office), make_hazard(office=office), by=clerk)
        page = client.get(reverse("hazards:consultations"))
        (row,) = page.context["page"]
        assert (row, row.size) == (consultation, 2)

    def test_the_paper_has_room_before_and_the_result_after(self, clerk, office):
        site = make_site(office=office, name="测试砖厂")
        hazard = make_hazard(office=office, site=site, place="窑顶", description="护栏缺失")
        consultation = draw_up(hazard, by=clerk)
        paper = consultation_paper(consultation)
        assert paper.landscape
        assert paper.name == "青山乡隐患会商清单"
        before = words_of(paper)
        assert before[:7] == [
            "1",
            hazard.number,
            "2024-03-05",
            "",
            "测试砖厂 窑顶",
            "护栏缺失",
            "一般",
        ]
        assert before[7:] == [""] * 5
        decision = Decision("township", "某副乡长", "测试站", "财政资金", "月底前完成")
        hold(consultation, by=clerk, decisions=[decision])
        after = words_of(consultation_paper(Consultation.objects.get()))
        assert after[7:] == ["乡（镇）级", "某副乡长", "测试站", "财政资金", "月底前完成"]

    def test_it_is_printed(self, client, clerk, office, monkeypatch):
        monkeypatch.setattr("hazards.views.printing.pdf_of_many", lambda *_, **__: b"%PDF-")
        consultation = draw_up(make_hazard(office=office), by=clerk)
        page = client.get(reverse("hazards:paper_pdf", args=["consultation", consultation.pk]))
        assert (page.content, page["Content-Type"]) == (b"%PDF-", "application/pdf")


def words_of(paper):
    """The cells of the only row."""
    (table,) = [block for block in paper.blocks if hasattr(block, "rows")]
    _, row = table.rows
    return [text_of(cell.parts[0].runs) for cell in row.cells]


class TestOneLevel:
    def address(self, hazard):
        return reverse("hazards:act", args=[hazard.pk, "level"])

    def test_a_first_level_needs_no_reason(self, client, clerk, office):
        hazard = make_hazard(office=office, responsible_unit="旧单位")
        said = {"on": TODAY, "version": hazard.version, "responsible_level": "village"}
        assert client.post(self.address(hazard), said).status_code == 302
        hazard.refresh_from_db()
        assert (hazard.responsible_level, hazard.responsible_unit) == ("village", "旧单位")

    def test_a_change_needs_one(self, client, clerk, office):
        hazard = make_hazard(office=office, responsible_level="village")
        said = {"on": TODAY, "version": hazard.version, "responsible_level": "county"}
        text = client.post(self.address(hazard), said).content.decode()
        assert "责任层级由“村级”改为“县级”，请写明原因" in text
        client.post(self.address(hazard), {**said, "reason": "村里无力整改"})
        hazard.refresh_from_db()
        assert hazard.responsible_level == "county"
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "责任层级：村级 → 县级" in page

    def test_the_same_again_is_no_step(self, clerk, office):
        hazard = make_hazard(office=office, responsible_level="village")
        with pytest.raises(ActionDenied, match="没有改动"):
            consulting.classify(hazard, by=clerk, on=TODAY, responsible_level="village")
        assert not hazard.events.filter(action=Action.LEVEL).exists()

    def test_the_second_of_two_is_told_so(self, clerk, office):
        hazard = make_hazard(office=office)
        consulting.classify(hazard, by=clerk, on=TODAY, responsible_level="village", version=0)
        with pytest.raises(Stale):
            consulting.classify(hazard, by=clerk, on=TODAY, responsible_level="county", version=0)

    def test_a_change_takes_a_leader_s_opinion_where_the_office_asks(self, clerk, office):
        OpinionRule.objects.create(office=office, matter=Matter.LEVEL, demand="always")
        hazard = make_hazard(office=office)
        hazard = consulting.classify(hazard, by=clerk, on=CLOSED_ON, responsible_level="village")
        said = {"by": clerk, "on": CLOSED_ON, "responsible_level": "county", "reason": "村里无力"}
        with pytest.raises(ActionDenied, match="须有领导意见"):
            consulting.classify(hazard, **said)
        opinion = make_opinion(Matter.LEVEL, office=office, by=clerk, decided_on=CLOSED_ON)
        consulting.classify(hazard, **said, opinion=opinion)
        assert hazard.events.latest("pk").opinion == opinion


def test_the_list_asks_for_a_level_or_for_none(client, clerk, office):
    village = make_hazard(office=office, responsible_level="village", case_leader="某副乡长")
    make_hazard(office=office, responsible_level="county")
    without = make_hazard(office=office)
    address = reverse("hazards:list")

    def shown(level):
        page = client.get(address, {"responsible_level": level})
        return [row.pk for row in page.context["rows"]]

    assert shown("village") == [village.pk]
    assert shown("none") == [without.pk]
    assert len(shown("")) == 3
    page = client.get(address, {"responsible_level": "none"}).content.decode()
    assert "责任层级：未分级" in page
    client.post(reverse("hazards:columns"), {"columns": ["case_leader"]})
    assert "某副乡长" in client.get(address).content.decode()


class TestTheToDo:
    def number(self, user):
        calendar = calendar_for(user.office, first=TODAY)
        found = duties(user, today=TODAY, calendar=calendar)
        return {duty.label: duty for duty in found}.get("待会商分级")

    def test_from_the_day_after_the_setting(self, client, clerk, office):
        office.level_within_days = 5
        office.save()
        make_hazard(office=office, found_on=TODAY - timedelta(days=5))
        assert self.number(clerk) is None
        late = make_hazard(office=office, found_on=TODAY - timedelta(days=6))
        duty = self.number(clerk)
        assert duty.number == 1
        assert offered(client.get(duty.url)) == [late.pk]
        consulting.classify(late, by=clerk, on=TODAY, responsible_level="village")
        assert self.number(clerk) is None

    def test_not_for_an_inspector(self, office):
        village = make_village(office=office)
        make_hazard(office=office, village=village)
        assert self.number(make_user(Role.VILLAGE, office, villages=[village])) is None


def test_what_was_decided_is_in_the_workbook():
    headers = {column.header for column in sheet_for("hazards").bound}
    assert {"包案领导", "资金来源"} <= headers

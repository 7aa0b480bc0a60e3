"""Ledgers that come in again: what changed, and what stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hazards.models import (
    Hazard,
)
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_hazard,
    make_on_spot_hazard,
    make_returned_hazard,
)
from tests.factories.register import (
    make_campaign,
)
from tests.hazards.loading.tables import PLAIN
from tests.workbook.tables import counts, said, table

pytestmark = pytest.mark.django_db


class TestUpdates:
    """The exported ledger, filled in by hand and loaded again."""

    @pytest.fixture
    def hazard(self, office, clerk):
        return make_hazard(
            office=office, by=clerk, found_on=date(2024, 3, 5), due_on=date(2024, 3, 20)
        )

    def change(self, hazard, **cells):
        headers = ["编号", *PLAIN, *cells]
        return table(
            "隐患", headers, [hazard.number, hazard.found_on, hazard.description, *cells.values()]
        )

    def test_put_right_and_closed(self, load, hazard):
        result = load(self.change(hazard, 是否整改="是", 完成日期="2024-3-12", 销号日期=""))
        assert said(result) == []
        hazard.refresh_from_db()
        assert (hazard.status, hazard.rectified_on) == (Status.RECTIFIED, date(2024, 3, 12))
        load(self.change(hazard, 是否整改="是", 完成日期="2024-3-12", 复查日期="2024-3-15"))
        hazard.refresh_from_db()
        assert (hazard.status, hazard.closed_on) == (Status.CLOSED, date(2024, 3, 15))
        assert hazard.rectifications.get().outcome == "passed"

    def test_what_changed_is_in_the_history_and_counts_as_a_change(self, load, hazard, clerk):
        load(self.change(hazard, 隐患部位="东侧", 完成日期="2024-3-12"))
        event = hazard.events.latest("pk")
        assert (event.action, event.by) == (Action.IMPORT, clerk)
        assert event.changes["place"] == ["", "东侧"]
        assert event.changes["status"] == ["open", "rectified"]
        before = hazard.version
        hazard.refresh_from_db()
        assert hazard.version == before + 1

    def test_voided_and_tagged(self, load, hazard, office, clerk):
        make_campaign(office=office, name="专项甲")
        load(self.change(hazard, 专项行动="专项甲"))
        assert hazard.events.latest("pk").changes["campaigns"] == [None, "专项甲"]
        load(self.change(hazard, 作废原因="重复登记"))
        hazard.refresh_from_db()
        assert (hazard.status, hazard.void_reason, hazard.voided_by) == (
            Status.VOIDED,
            "重复登记",
            clerk,
        )

    def test_the_number_of_a_hazard_stays(self, load, hazard):
        headers = ["编号", *PLAIN, "记录号"]
        row = ["A-9", hazard.found_on, hazard.description, str(hazard.uid)]
        assert "不能改" in said(load(table("隐患", headers, row)))[0]

    def test_the_day_of_one_put_right_on_the_spot_is_for_the_page(self, load, office):
        hazard = make_on_spot_hazard(office=office)
        moved = self.change(hazard)
        moved.rows[1][1][1] = date(2024, 3, 2)
        assert "请在隐患页面更正" in said(load(moved))[0]

    def test_a_later_deadline_holds_from_today(self, load, hazard):
        later = timezone.localdate() + timedelta(days=30)
        load(self.change(hazard, 整改期限=later))
        hazard.refresh_from_db()
        assert hazard.due_on == later
        assert hazard in Hazard.objects.overdue(on=date(2024, 3, 21))
        first, second = hazard.deadlines.all()
        assert first.superseded_on == second.agreed_on == timezone.localdate()

    def test_a_first_deadline_holds_from_the_find(self, load, office, clerk):
        hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 3, 5))
        load(self.change(hazard, 整改期限="2024-3-20"))
        assert hazard.deadlines.get().agreed_on == date(2024, 3, 5)

    def test_the_day_of_the_find_takes_its_deadline_along(self, load, hazard):
        moved = self.change(hazard)
        moved.rows[1][1][1] = date(2024, 3, 2)
        load(moved)
        assert hazard.deadlines.get().agreed_on == date(2024, 3, 2)

    def test_empty_cells_take_nothing_back(self, load, office, clerk):
        hazard = make_hazard(
            Status.CLOSED, office=office, by=clerk, due_on=date(2024, 3, 20), phone="13800001234"
        )
        result = load(self.change(hazard, 整改期限="", 完成日期="", 销号日期="", 是否整改=""))
        assert counts(result, "hazards") == (0, 0, 1, 0)

    @pytest.mark.parametrize(
        ("status", "cells", "reason"),
        [
            (Status.OPEN, {"整改期限": "2024-3-25"}, "新的整改期限已经过了"),
            (Status.RECTIFIED, {"整改期限": "2024-3-25"}, "已整改，整改期限不能再改"),
            (Status.RECTIFIED, {"是否整改": "否"}, "却有整改完成"),
            (Status.RECTIFIED, {"完成日期": "2024-3-11"}, "已有整改记录"),
            (Status.CLOSED, {"销号日期": "2024-3-20"}, "已有整改记录"),
            (Status.VOIDED, {"隐患部位": "东侧"}, "已误录作废，不能再改"),
            (Status.OPEN, {"整改方式": "当场整改"}, "请先报告整改完成"),
        ],
    )
    def test_what_belongs_on_the_page_is_refused(self, load, office, status, cells, reason):
        hazard = make_hazard(status, office=office, due_on=date(2024, 3, 20))
        version = hazard.version
        result = load(self.change(hazard, **cells))
        assert reason in said(result)[0]
        hazard.refresh_from_db()
        assert hazard.version == version

    def test_a_find_after_what_followed_is_refused(self, load, office):
        hazard = make_hazard(Status.RECTIFIED, office=office)
        moved = self.change(hazard)
        moved.rows[1][1][1] = date(2024, 3, 30)
        assert "检查日期不能晚于整改完成日期" in said(load(moved))[0]

    def test_a_claim_before_the_failed_check_is_refused(self, load, office):
        hazard = make_returned_hazard(
            office=office, claimed_on=date(2024, 3, 8), failed_on=date(2024, 3, 10)
        )
        assert (
            "早于检查（退回）日期2024-03-10"
            in said(load(self.change(hazard, 完成日期="2024-3-9")))[0]
        )
        assert said(load(self.change(hazard, 完成日期="2024-3-11"))) == []
        assert hazard.rectifications.count() == 2

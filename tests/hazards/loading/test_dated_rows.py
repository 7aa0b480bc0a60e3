"""The dated rows beside a hazard, and sums of hazards."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hazards import count_actions
from hazards.models import (
    Hazard,
    HazardCount,
    Listing,
    Rectification,
    Referral,
)
from hazards.workflow import Status
from tests.factories.hazards import (
    make_count,
    make_hazard,
    make_on_spot_hazard,
)
from tests.factories.register import (
    make_agency,
    make_sector,
)
from tests.hazards.loading.tables import PLAIN
from tests.workbook.tables import said, table

pytestmark = pytest.mark.django_db


class TestDatedRows:
    @pytest.fixture
    def hazard(self, office, clerk):
        return make_hazard(
            office=office, by=clerk, found_on=date(2024, 3, 5), due_on=date(2024, 3, 20)
        )

    def test_new_deadlines_end_the_ones_before(self, load, hazard):
        result = load(
            table(
                "整改期限",
                ["隐患编号", "整改期限", "确定日期"],
                [hazard.number, "2024-4-20", "2024-3-18"],
                [hazard.number, "2024-5-20", "2024-4-10"],
            )
        )
        assert said(result) == []
        hazard.refresh_from_db()
        assert hazard.due_on == date(2024, 5, 20)
        ends = hazard.deadlines.values_list("superseded_on", flat=True)
        assert list(ends) == [date(2024, 3, 18), date(2024, 4, 10), None]
        assert hazard.events.latest("pk").changes["due_on"] == ["2024-03-20", "2024-05-20"]

    def test_a_deadline_before_the_find(self, load, hazard):
        row = [hazard.number, "2024-3-4", "2024-3-18"]
        result = load(table("整改期限", ["隐患编号", "整改期限", "确定日期"], row))
        assert "整改期限早于检查日期" in said(result)[0]

    def test_rectifications_in_the_order_of_days(self, load, hazard):
        result = load(
            table(
                "整改记录",
                ["隐患编号", "整改完成日期", "复查日期", "复查结果"],
                [hazard.number, "2024-3-10", "2024-3-12", "不合格"],
                [hazard.number, "2024-3-14", "2024-3-15", "合格"],
            )
        )
        assert said(result) == []
        hazard.refresh_from_db()
        assert (hazard.status, hazard.rectified_on) == (Status.CLOSED, date(2024, 3, 14))
        assert hazard in Hazard.objects.open(on=date(2024, 3, 12))

    @pytest.mark.parametrize(
        ("rows", "reason"),
        [
            ([["2024-3-4", "", ""]], "早于检查日期"),
            ([["2090-3-4", "", ""]], "在今天之后"),
            ([["2024-3-10", "2024-3-9", "合格"]], "早于"),
            ([["2024-3-10", "2024-3-11", ""]], "复查日期和复查结果要一起填"),
            ([["2024-3-10", "", ""], ["2024-3-12", "", ""]], "还没有复查不合格"),
            ([["2024-3-10", "2024-3-14", "不合格"], ["2024-3-12", "", ""]], "早于检查日期或上一步"),
        ],
    )
    def test_wrong_rectifications(self, load, hazard, rows, reason):
        cells = [[hazard.number, *row] for row in rows]
        headers = ["隐患编号", "整改完成日期", "复查日期", "复查结果"]
        result = load(table("整改记录", headers, *cells))
        assert any(reason in line for line in said(result)), said(result)
        assert not Rectification.objects.exists()

    def test_one_put_right_on_the_spot(self, load, office):
        hazard = make_on_spot_hazard(office=office)
        Rectification.objects.all().delete()
        Hazard.objects.update(status="open", rectified_on=None)
        result = load(table("整改记录", ["隐患编号", "整改完成日期"], [hazard.number, "2024-3-9"]))
        assert "应是检查当天" in said(result)[0]

    def test_what_is_said_in_two_sheets_must_agree(self, load):
        hazards = table("隐患", ["编号", *PLAIN, "完成日期"], ["A-1", "2024-3-5", "x", "2024-3-10"])
        headers = ["隐患编号", "整改完成日期"]
        result = load(hazards, table("整改记录", headers, ["A-1", "2024-3-11"]))
        assert "不一致" in said(result)[0]
        result = load(hazards, table("整改记录", headers, ["A-1", "2024-3-10"]))
        assert said(result) == []
        assert Rectification.objects.count() == 1

    def test_a_step_is_said_in_one_sheet_only(self, load, hazard):
        later = timezone.localdate() + timedelta(days=30)
        row = [hazard.number, hazard.found_on, hazard.description]
        hazards = table("隐患", ["编号", *PLAIN, "完成日期"], [*row, "2024-3-10"])
        claims = table("整改记录", ["隐患编号", "整改完成日期"], [hazard.number, "2024-3-10"])
        assert "请只在一处填" in said(load(hazards, claims))[0]
        hazards = table("隐患", ["编号", *PLAIN, "整改期限"], [*row, later])
        deadlines = table(
            "整改期限", ["隐患编号", "整改期限", "确定日期"], [hazard.number, later, "2024-4-1"]
        )
        assert "请只在一处填" in said(load(hazards, deadlines))[0]

    def test_listings_and_referrals(self, load, hazard, office):
        make_agency(office=office, name="县应急局")
        result = load(
            table(
                "挂牌督办",
                ["隐患编号", "督办单位", "挂牌级别", "挂牌日期"],
                [hazard.number, "县安委办", "县（区）级", "2024-3-8"],
            ),
            table(
                "上报移送",
                ["隐患编号", "报送单位", "上报日期", "上报原因"],
                [hazard.number, "县应急局", "2024-3-9", "本级无权或无力处理"],
            ),
        )
        assert said(result) == []
        assert Listing.objects.get().hazard == Referral.objects.get().hazard == hazard
        # Ten working days from Saturday, 9 March 2024.
        assert Referral.objects.get().reply_due_on == date(2024, 3, 22)
        early = table(
            "挂牌督办",
            ["隐患编号", "督办单位", "挂牌级别", "挂牌日期"],
            [hazard.number, "县安委办", "县（区）级", "2024-3-1"],
        )
        assert "早于检查日期" in said(load(early))[0]

    def test_a_dated_row_stays_with_its_hazard(self, load, hazard, office):
        other = make_hazard(office=office)
        uid = str(hazard.deadlines.get().uid)
        moved = table(
            "整改期限",
            ["隐患编号", "整改期限", "确定日期", "记录号"],
            [other.number, "2024-3-20", "2024-3-5", uid],
        )
        assert "不能改到别的隐患名下" in said(load(moved))[0]


class TestCounts:
    headers = ["日期", "行业领域", "排查发现（处）", "已整改（处）", "接续哪条汇总登记"]

    def test_what_follows_takes_the_dimensions_of_the_entry(self, load, office):
        make_sector("fire", name="消防")
        load(table("汇总登记", self.headers, ["2024-3-31", "消防", 10, 4, ""]))
        entry = HazardCount.objects.get()
        result = load(table("汇总登记", self.headers, ["2024-4-30", "", 0, 6, str(entry.uid)]))
        assert said(result) == []
        assert entry.followers.get().sector == entry.sector
        assert entry.unrectified == 0

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (["2024-4-30", "", 0, 7, "UID"], "累计整改11处，超过发现的10处"),
            (["2024-4-30", "", 1, 1, "UID"], "发现数应为0"),
            (["2024-3-30", "", 0, 1, "UID"], "不能早于发现日期"),
            (["2024-4-30", "燃气", 0, 1, "UID"], "行业领域相同"),
            (["2024-4-30", "", 3, 4, ""], "累计整改4处，超过发现的3处"),
            (["2090-4-30", "", 3, 1, ""], "在今天之后"),
        ],
    )
    def test_wrong_rows(self, load, office, row, reason):
        make_sector("gas", name="燃气")
        entry = make_count(
            office=office,
            on=date(2024, 3, 31),
            found=10,
            rectified=4,
            sector=make_sector("fire", name="消防"),
        )
        cells = [str(entry.uid) if cell == "UID" else cell for cell in row]
        result = load(table("汇总登记", self.headers, cells))
        assert any(reason in line for line in said(result)), said(result)
        assert HazardCount.objects.count() == 1

    def test_what_follows_is_not_followed(self, load, office, clerk):
        entry = make_count(office=office, found=10, on=date(2024, 3, 31))
        later = count_actions.follow_up(entry, by=clerk, on=date(2024, 4, 1), rectified=1)
        result = load(table("汇总登记", self.headers, ["2024-4-30", "", 0, 1, str(later.uid)]))
        assert "请填最初的那条汇总登记" in said(result)[0]

    def test_a_family_in_one_file_is_judged_together(self, load, office):
        entry = make_count(office=office, found=10, on=date(2024, 3, 31))
        uid = str(entry.uid)
        result = load(
            table(
                "汇总登记",
                self.headers,
                ["2024-4-30", "", 0, 6, uid],
                ["2024-5-31", "", 0, 6, uid],
            )
        )
        assert "累计整改12处，超过发现的10处" in said(result)[0]

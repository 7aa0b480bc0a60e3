"""Ledgers of hazards as offices keep them, going in and coming out."""

import math
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hazards import actions, count_actions, notice_actions
from hazards.models import (
    Deadline,
    Hazard,
    HazardCount,
    HazardEvent,
    Listing,
    ListingAcceptance,
    ListingExtension,
    ListingProgress,
    Notice,
    NoticeItem,
    Rectification,
    Referral,
    ReferralUrge,
)
from hazards.sheets import SHEETS
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_count,
    make_hazard,
    make_notice,
    make_notice_kind,
    make_on_spot_hazard,
    make_returned_hazard,
)
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_agency,
    make_campaign,
    make_hazard_source,
    make_sector,
    make_site,
)
from tests.workbook.tables import counts, dumped, loaded, said, table
from township_safety.organisation import numbers
from township_safety.organisation.models import NumberBlock, NumberSequence, Role
from township_safety.organisation.sheets import SHEETS as ORGANISATION
from township_safety.register.sheets import SHEETS as REGISTER

pytestmark = pytest.mark.django_db

KNOWN = [*ORGANISATION, *REGISTER, *SHEETS]


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def load(office, clerk):
    def run(*tables, **options):
        return loaded(*tables, office=office, by=clerk, sheets=KNOWN, **options)

    return run


PLAIN = ["检查日期", "隐患描述"]
LEDGER = [
    "序号",
    "检查时间",
    "村（社区）",
    "单位名称",
    "隐患部位",
    "隐患内容",
    "隐患级别",
    "整改时限",
    "是否整改",
    "完成日期",
    "整改资金（万元）",
    "复查人",
    "复查日期",
    "备注",
]


def entry(**said):
    """A table of one hazard: the plain columns and what is said beside them."""
    return table("隐患", [*PLAIN, *said], ["2024-03-05", "插座外壳破损", *said.values()])


class TestRealLedger:
    @pytest.fixture
    def ledger(self, office):
        village = make_village(office=office, name="东山村")
        make_site(office=office, name="甲加工厂", village=village, sector=make_sector())
        return table(
            "隐患排查治理台账",
            LEDGER,
            [1, "2024.3.5", "东山村", "甲加工厂", "车间", "插座破损", "一般", "2024.3.20", "已整改",
             "2024年3月12日", 0.12, "某乙", "2024/3/15", ""],
            [2, "2024.3.5", "", "甲加工厂", "仓库", "通道堵塞", "重大隐患", "2024-4-5", "整改中",
             "", "", "", "", "协调中"],
            [3, "2024.3.6", "东山村", "", "村道", "护栏缺失", "", "", "", "", "", "", "", ""],
        )  # fmt: skip

    def test_becomes_hazards_with_their_dated_rows(self, load, ledger, clerk):
        result = load(ledger)
        assert said(result) == []
        assert counts(result, "hazards") == (3, 0, 0, 0)

        done, open_, bare = Hazard.objects.order_by("pk")
        assert (done.status, done.rectified_on, done.closed_on) == (
            Status.CLOSED,
            date(2024, 3, 12),
            date(2024, 3, 15),
        )
        claim = done.rectifications.get()
        assert (claim.outcome, claim.verifier, claim.decided_on) == (
            "passed",
            "某乙",
            date(2024, 3, 15),
        )
        assert done.funds == 1200
        assert (open_.status, open_.grade, open_.due_on) == (
            Status.OPEN,
            "major",
            date(2024, 4, 5),
        )
        assert open_.village.name == "东山村"
        assert open_.sector.code == "fire"
        assert (bare.due_on, bare.deadlines.count()) == (None, 0)
        deadline = done.deadlines.get()
        assert (deadline.agreed_on, deadline.due_on) == (date(2024, 3, 5), date(2024, 3, 20))

    def test_each_has_one_line_of_history_and_a_number_without_gap(self, load, ledger, clerk):
        load(ledger)
        year = timezone.localdate().year
        numbers = Hazard.objects.order_by("pk").values_list("number", flat=True)
        assert list(numbers) == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]
        for hazard in Hazard.objects.all():
            event = hazard.events.get()
            assert (event.action, event.by) == (Action.IMPORT, clerk)
            assert hazard.recorded_by == clerk

    def test_loading_it_twice_changes_nothing(self, load, ledger):
        load(ledger)
        again = load(ledger)
        assert said(again) == []
        assert counts(again, "hazards") == (0, 0, 3, 0)
        assert Rectification.objects.count() == 1
        assert Deadline.objects.count() == 2

    def test_a_dry_run_writes_nothing(self, load, ledger, office):
        load(ledger, dry_run=True)
        assert not Hazard.objects.exists()
        assert not NumberSequence.objects.filter(office=office, last__gt=0).exists()

    def test_open_on_past_days_as_the_ledger_says(self, load, ledger):
        load(ledger)
        done = Hazard.objects.get(description="插座破损")
        assert done in Hazard.objects.open(on=date(2024, 3, 11))
        assert done not in Hazard.objects.open(on=date(2024, 3, 12))
        assert done in Hazard.objects.unclosed(on=date(2024, 3, 14))


class TestWhatARowSays:
    def test_put_right_on_the_spot(self, load):
        load(entry(整改方式="立行立改"))
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.rectified_on) == (Status.RECTIFIED, date(2024, 3, 5))

    def test_checked_without_a_day_of_completion(self, load):
        load(entry(是否整改="是", 复查日期="2024-3-15"))
        claim = Rectification.objects.get()
        assert (claim.claimed_on, claim.is_date_unknown) == (date(2024, 3, 15), True)

    def test_a_day_that_is_only_estimated(self, load):
        load(entry(是否整改="是", 实际整改完成时间="2024-12-31", 整改日期不详="是"))
        claim = Rectification.objects.get()
        assert (claim.claimed_on, claim.is_date_unknown) == (date(2024, 12, 31), True)

    def test_the_day_of_closing_is_the_one_that_counts(self, load):
        load(entry(完成日期="2024-3-10", 复查日期="2024-3-12", 销号日期="2024-3-15"))
        assert Hazard.objects.get().closed_on == date(2024, 3, 15)

    def test_entered_by_mistake(self, load, clerk):
        load(entry(完成日期="2024-3-10", 作废原因="重复登记"))
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.voided_by) == (Status.VOIDED, clerk)
        assert not Hazard.objects.counted().exists()
        assert not Rectification.objects.counted().exists()

    @pytest.mark.parametrize(
        ("cells", "column", "reason"),
        [
            ({"是否整改": "是"}, "实际整改完成时间", "已整改的，请填整改完成日期"),
            ({"是否整改": "否", "完成日期": "2024-3-10"}, "是否整改", "却有整改完成"),
            ({"整改方式": "当场", "是否整改": "否"}, "整改方式", "不应填未整改"),
            ({"整改方式": "当场", "完成日期": "2024-3-6"}, "完成时间", "应是检查当天"),
            ({"完成日期": "2024-3-4"}, "完成时间", "早于检查（退回）日期2024-03-05"),
            ({"完成日期": "2090-1-1"}, "完成时间", "在今天之后"),
            ({"完成日期": "2024-3-10", "销号日期": "2024-3-9"}, "销号日期", "早于整改完成日期"),
            ({"完成日期": "2024-3-10", "销号日期": "2090-1-1"}, "销号日期", "在今天之后"),
            ({"整改期限": "2024-3-4"}, "整改期限", "早于检查日期"),
            ({"等级": "重大", "村（居）": "没有的村"}, "村（居）", "没有找到"),
            ({"状态说明": "x"}, "状态说明", ""),
        ],
    )
    def test_a_contradiction_is_said_and_nothing_goes_in(self, load, cells, column, reason):
        result = load(entry(**cells))
        (problem,) = result.problems
        assert column in problem.column
        assert reason in problem.reason
        assert not Hazard.objects.exists()

    def test_found_in_the_future(self, load):
        result = load(table("隐患", PLAIN, ["2090-1-1", "插座破损"]))
        assert "在今天之后" in said(result)[0]

    def test_village_and_sector_of_a_site_that_is_new_in_the_file(self, load, office):
        make_village(office=office, name="东山村")
        make_sector("fire", name="消防")
        result = load(
            table("监管对象", ["名称", "村（居）", "行业领域"], ["新厂", "东山村", "消防"]),
            entry(监管对象="新厂"),
        )
        assert said(result) == []
        hazard = Hazard.objects.get()
        assert (hazard.village.name, hazard.sector.name, hazard.site.name) == (
            "东山村",
            "消防",
            "新厂",
        )

    def test_good_rows_alone_when_asked_for(self, load):
        result = load(
            table("隐患", [*PLAIN, "是否整改"], ["2024-3-5", "甲", "是"], ["2024-3-5", "乙", "否"]),
            accept_good=True,
        )
        assert counts(result, "hazards") == (1, 0, 0, 1)
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.number[-4:]) == ("乙", "0001")


class TestNumbers:
    def rows(self, *numbers):
        cells = [[number, "2024-3-5", f"隐患{place}"] for place, number in enumerate(numbers)]
        return table("隐患", ["编号", *PLAIN], *cells)

    def test_numbers_of_paper_stay_as_they_are(self, load, office):
        load(self.rows("安〔2024〕7号", "A-12"))
        assert set(Hazard.objects.values_list("number", flat=True)) == {"安〔2024〕7号", "A-12"}
        assert make_hazard(office=office).number.endswith("-0001")

    def test_numbers_of_our_shape_move_the_counter_on(self, load, office):
        year = timezone.localdate().year
        load(self.rows(f"{year}-0041", "2019-0007", ""))
        assert Hazard.objects.latest("pk").number == f"{year}-0042"
        assert make_hazard(office=office).number == f"{year}-0043"

    def test_the_number_recognises_the_hazard(self, load):
        load(self.rows("A-1", "A-2"))
        changed = table("隐患", ["编号", *PLAIN], ["A-2", "2024-3-5", "改过的描述"])
        result = load(changed)
        assert counts(result, "hazards") == (0, 1, 0, 0)
        assert Hazard.objects.get(number="A-2").description == "改过的描述"

    def test_the_same_number_twice(self, load):
        result = load(self.rows("A-1", "A-1"))
        assert "隐患编号重复" in said(result)[0]


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


class TestNotices:
    headers = ["文书种类", "文号", "受文单位（个人）", "签发日期", "整改期限"]

    def test_given_numbers_stay_and_move_the_counter(self, load, office):
        make_notice_kind(name="限期整改通知书")
        result = load(
            table(
                "整改通知书",
                self.headers,
                ["限期整改通知书", "测安安整〔2024〕6号", "甲厂", "2024-3-5", "2024-4-5"],
                ["限期整改通知书", "", "乙厂", "2024-3-8", "2024-4-5"],
                ["限期整改通知书", "", "丙厂", "2024-3-7", "2024-4-5"],
                ["限期整改通知书", "", "丁厂", "", "2024-4-5"],
            )
        )
        assert said(result) == []
        numbers = dict(Notice.objects.values_list("addressee", "number"))
        assert numbers == {
            "甲厂": "测安安整〔2024〕6号",
            "丙厂": "测安安整〔2024〕7号",
            "乙厂": "测安安整〔2024〕8号",
            "丁厂": "",
        }

    def test_a_number_taken_for_writing_by_hand_comes_in_by_its_own_page(self, load, office, clerk):
        kind = make_notice_kind(name="限期整改通知书")
        block = NumberBlock(office=office, kind=kind.sequence, name="通知书", word="测安安整")
        block.year, block.taken_by, block.taken_on = 2024, "某甲", date(2024, 3, 1)
        numbers.reserve_block(block, count=1, by=clerk)
        row = ["限期整改通知书", "测安安整〔2024〕1号", "甲厂", "2024-3-5", "2024-4-5"]
        assert "领用的手工文号" in said(load(table("整改通知书", self.headers, row)))[0]

    def test_days_from_receipt_become_a_date(self, load, office):
        make_notice_kind(name="限期整改通知书")
        headers = ["文书种类", "文号", "受文单位（个人）", "签发日期", "自收到之日起几日内"]
        headers += ["送达日期", "送达方式"]
        row = ["限期整改通知书", "测〔2024〕1号", "甲厂", "2024-3-5", 5, "2024-3-8", "当面送达"]
        assert said(load(table("整改通知书", headers, row))) == []
        assert Notice.objects.get().due_on == date(2024, 3, 13)
        again = load(table("整改通知书", headers, row))
        assert counts(again, "notices") == (0, 0, 1, 0)
        late = [*row[:1], "测〔2024〕2号", "乙厂", "2090-3-5", 5, "", ""]
        assert "在今天之后" in said(load(table("整改通知书", headers, late)))[0]
        wrong = [*row[:1], "测〔2024〕3号", "丙厂", "没有", 5, "", ""]
        assert "签发日期" in said(load(table("整改通知书", headers, wrong)))[0]

    def test_a_number_left_out_stays(self, load, office):
        notice = make_notice(make_hazard(office=office), issued_on=date(2024, 3, 6))
        row = ["限期整改通知书", "", "测试厂", "2024-3-6", notice.due_on]
        result = load(table("整改通知书", self.headers, row))
        assert counts(result, "notices") == (0, 0, 1, 0)

    def test_issued_words_stay(self, load, office):
        notice = make_notice(make_hazard(office=office), issued_on=date(2024, 3, 6))
        row = ["限期整改通知书", notice.number, "别的单位", "2024-3-6", notice.due_on]
        result = load(table("整改通知书", self.headers, row))
        assert "已签发的通知书" in said(result)[0]
        items = table(
            "通知书事项",
            ["文号", "隐患编号", "存在问题"],
            [notice.number, notice.items.get().hazard.number, "别的话"],
        )
        assert "事项不能再改" in said(load(items))[0]

    def test_items_without_a_place_follow_the_rows(self, load, office):
        make_notice_kind(name="限期整改通知书")
        first, second = make_hazard(office=office), make_hazard(office=office)
        result = load(
            table(
                "整改通知书",
                self.headers,
                ["限期整改通知书", "测〔2024〕1号", "甲厂", "2024-3-5", "2024-4-5"],
            ),
            table(
                "通知书事项",
                ["文号", "隐患编号", "存在问题"],
                ["测〔2024〕1号", second.number, "甲"],
                ["测〔2024〕1号", first.number, "乙"],
            ),
        )
        assert said(result) == []
        notice = Notice.objects.get()
        items = notice.items.values_list("position", "hazard")
        assert list(items) == [(1, second.pk), (2, first.pk)]
        again = table(
            "通知书事项",
            ["文号", "隐患编号", "存在问题", "第几项"],
            ["测〔2024〕1号", second.number, "甲", ""],
        )
        assert counts(load(again), "notice_items") == (0, 0, 1, 0)


def a_years_work(office, clerk):
    """Every kind of row, with every turn of a hazard's life."""
    checker = make_user(Role.CLERK, office)
    village, sector = make_village(office=office, name="东山村"), make_sector("fire", name="消防")
    site = make_site(office=office, name="甲加工厂", village=village, sector=sector)
    campaign = make_campaign(office=office, name="专项甲")
    source = make_hazard_source("expert", name="专家检查")
    day, later = date(2024, 3, 6), date(2024, 3, 25)
    said = {"office": office, "by": clerk, "village": village, "site": site, "sector": sector}
    plain = make_hazard(**said, source=source, due_on=date(2024, 3, 20), phone="13800001234")
    plain.campaigns.set([campaign])
    deputy = make_user(Role.DEPUTY, office)
    actions.extend(
        plain, by=deputy, on=date(2024, 3, 18), due_on=date(2024, 4, 20), reason="等配件"
    )
    actions.place_on_list(
        plain, by=deputy, on=day, body="县安委办", level="county", leader="某副县长", due_on=later
    )
    agency = make_agency(office=office, name="县应急局")
    listing = plain.listings.get()
    actions.report_progress(listing, by=clerk, on=later, text="已完成一半")
    extension = {"due_on": date(2024, 5, 31), "reason": "等配件", "is_late_agreed": True}
    actions.extend_listing(listing, by=clerk, on=later, applied_on=day, **extension)
    words = {"to_agency": agency, "reason": "no_power", "interim_measures": "设警示标志"}
    actions.refer(plain, by=clerk, on=day, **words, kind="transfer", number="测函〔2024〕1号")
    actions.urge(plain.referrals.get(), by=clerk, on=later, way="phone", words="未接")
    actions.refer(plain, by=clerk, on=later, **words)
    actions.record_reply(
        plain.referrals.first(),
        by=clerk,
        on=later,
        reply="已看过",
        result="accepted",
        follow_up="等",
    )
    closed = make_hazard(Status.RECTIFIED, **said, grade="major")
    closed = actions.place_on_list(closed, by=deputy, on=later, body="县安委办", level="county")
    accepted = closed.listings.get()
    actions.accept(accepted, by=clerk, on=later, people="某丙", outcome="passed")
    actions.lift_listing(accepted, by=clerk, on=later, number="测〔2024〕2号")
    actions.pass_check(closed, by=checker, on=later)
    make_hazard(Status.VOIDED, **said)
    make_hazard(Status.RECTIFIED, **said, recurs=closed)
    make_on_spot_hazard(**said)
    failed = make_on_spot_hazard(**said)
    actions.fail_check(failed, by=checker, on=date(2024, 3, 8), due_on=date(2024, 3, 30))
    again = make_returned_hazard(**said, claimed_on=day, failed_on=date(2024, 3, 9))
    actions.claim(again, by=clerk, on=date(2024, 3, 9), measures="已重做")
    entry = make_count(office=office, by=clerk, found=10, rectified=4, sector=sector)
    count_actions.follow_up(entry, by=clerk, on=date(2024, 4, 30), rectified=5)
    make_hazard(**said, counted_in=entry)
    notice = make_notice(plain, failed, by=clerk, days=5, issued_on=day, served_on=day)
    notice_actions.cancel_notice(notice, by=clerk, on=date(2024, 3, 9), reason="写错")
    make_notice(again, by=clerk)


def cells(tables):
    """What stands in the file, the notice of the template's first row apart."""
    return {sheet.title: [values for _, values in sheet.rows] for sheet in tables}


class TestRoundTrip:
    def test_a_dump_loaded_again_changes_nothing(self, office, clerk, load):
        a_years_work(office, clerk)
        versions = dict(Hazard.objects.values_list("number", "version"))
        result = load(*dumped(office, sheets=KNOWN))
        assert said(result) == []
        assert [(s.added, s.updated) for s in result.sheets if s.added or s.updated] == []
        assert dict(Hazard.objects.values_list("number", "version")) == versions

    def test_a_dump_loaded_into_an_empty_ledger_comes_out_the_same(self, office, clerk, load):
        a_years_work(office, clerk)
        first = dumped(office, sheets=KNOWN)
        empty()
        result = load(*first)
        assert said(result) == []
        second = dumped(office, sheets=KNOWN)
        for title, rows in cells(first).items():
            assert cells(second)[title] == rows, title

    def test_statuses_and_past_days_come_back_the_same(self, office, clerk, load):
        a_years_work(office, clerk)

        def picture():
            days = [date(2024, 3, 4) + timedelta(days=n) for n in range(60)]
            return (
                dict(Hazard.objects.values_list("number", "status")),
                [Hazard.objects.counted().open(on=day).count() for day in days],
                [Hazard.objects.counted().overdue(on=day).count() for day in days],
            )

        before = picture()
        tables = dumped(office, sheets=KNOWN)
        empty()
        load(*tables)
        assert picture() == before
        number = make_hazard(office=office, by=clerk).number
        assert number not in before[0]


def empty():
    """Only the ledger of hazards; the register stays."""
    Hazard.objects.update(recurs=None)
    HazardEvent.objects.all()._raw_delete("default")
    for model in (ListingProgress, ListingExtension, ListingAcceptance, ReferralUrge):
        model.objects.all().delete()
    for model in (NoticeItem, Notice, Deadline, Rectification, Listing, Referral):
        model.objects.all().delete()
    Hazard.objects.all().delete()
    HazardCount.objects.filter(follows__isnull=False).delete()
    HazardCount.objects.all().delete()
    NumberSequence.objects.all().delete()


def inserts(rows, *models):
    """SQLite takes so many parameters at once: the more columns, the fewer rows to a query."""
    fields = [model._meta.concrete_fields[1:] for model in models]
    at_once = [min(500, connection.ops.bulk_batch_size(f, [None] * rows)) for f in fields]
    return sum(math.ceil(rows / number) for number in at_once)


def test_a_large_ledger_is_loaded_in_few_queries(
    office, clerk, load, django_assert_max_num_queries
):
    rows = [
        [date(2024, 1, 1) + timedelta(days=n % 300), f"隐患{n}", date(2025, 1, 1)]
        for n in range(600)
    ]
    ledger = table("隐患", [*PLAIN, "完成日期"], *rows)
    with django_assert_max_num_queries(18 + inserts(600, Hazard, Rectification, HazardEvent)):
        result = load(ledger)
    assert counts(result, "hazards") == (600, 0, 0, 0)
    with django_assert_max_num_queries(40):
        load(ledger)

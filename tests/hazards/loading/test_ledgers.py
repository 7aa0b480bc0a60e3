"""Ledgers of hazards as offices keep them, going in."""

from datetime import date

import pytest
from django.utils import timezone

from hazards.models import (
    Deadline,
    Hazard,
    Rectification,
)
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_hazard,
)
from tests.factories.organisation import make_village
from tests.factories.register import (
    make_sector,
    make_site,
)
from tests.hazards.loading.tables import LEDGER, PLAIN, entry
from tests.workbook.tables import counts, said, table
from township_safety.organisation.models import NumberSequence

pytestmark = pytest.mark.django_db


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

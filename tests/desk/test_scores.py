"""考核评分: points from rows, what is not asked, ranks, publishing, papers."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from hazards.workflow import Action
from tests.factories.activities import make_duty, make_letter, make_meeting, make_obligation
from tests.factories.hazards import act, make_count, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_kind, make_site
from township_safety.desk.models import Part, ScoreSheet, ScoreWeights, Who
from township_safety.desk.scores.computing import scores_of
from township_safety.desk.scores.points import PartScore, Total, from_json, ranked, to_json, weigh
from township_safety.desk.scores.publishing import kept, publish, withdraw
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.models import Kind
from township_safety.spreadsheets import read_workbook

QUARTER = Period.of_quarter(2026, 2)
TODAY = date(2026, 7, 6)
EQUAL = dict.fromkeys(Part, 20)


def part(name, done, whole):
    return PartScore(name, done=done, whole=whole)


class TestPoints:
    def test_a_part_of_the_whole_earns_its_share(self):
        total = weigh(Total(1, "甲村", [part(one, 1, 2) for one in Part]), EQUAL)
        assert total.total == Decimal("50.0")

    def test_what_is_not_asked_gives_its_weight_to_the_others(self):
        parts = [part(Part.LETTERS, 0, 0), part(Part.CLOSURE, 1, 1), part(Part.OVERDUE, 0, 1)]
        weights = EQUAL | {Part.LETTERS: 50, Part.CLOSURE: 30, Part.OVERDUE: 20}
        total = weigh(Total(1, "甲村", parts), weights)
        assert [one.weight for one in parts] == [0, 60, 40]
        assert total.total == 60
        assert parts[0].points is None
        assert "分值按比例并入其他项" in parts[0].words

    def test_shares_that_are_no_tenths_still_make_a_hundred(self):
        parts = [part(one, 1, 1) for one in (Part.LETTERS, Part.CLOSURE, Part.OVERDUE)]
        total = weigh(Total(1, "甲村", parts), EQUAL)
        assert sum(one.weight for one in parts) == 100
        assert total.total == 100

    def test_nothing_asked_is_no_score(self):
        assert weigh(Total(1, "甲村", [part(Part.CLOSURE, 0, 0)]), EQUAL).total is None

    def test_a_part_that_weighs_nothing_does_not_take_the_rounding(self):
        parts = [part(Part.CLOSURE, 1, 1), part(Part.RETURNS, 0, 1)]
        weigh(Total(1, "甲村", parts), EQUAL | {Part.RETURNS: 0})
        assert [one.weight for one in parts] == [100, 0]

    def test_the_deduction_is_said_in_words(self):
        one = part(Part.CLOSURE, 3, 4)
        weigh(Total(1, "甲村", [one]), EQUAL)
        assert one.words == "应整改4处，没有整改1处，扣25分"

    def test_equal_scores_share_a_rank(self):
        found = [
            Total(number, name, [], None if score is None else Decimal(score))
            for number, (name, score) in enumerate(
                [("甲", 80), ("乙", 90), ("丙", 80), ("丁", None), ("戊", 70)]
            )
        ]
        assert [(one.name, one.rank) for one in ranked(found)] == [
            ("乙", 1),
            ("丙", 2),
            ("甲", 2),
            ("戊", 4),
            ("丁", None),
        ]

    def test_what_is_kept_reads_the_same(self):
        one = part(Part.CLOSURE, 3, 4)
        weigh(Total(1, "甲村", [one]), EQUAL)
        assert from_json(to_json(one)) == one


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def village(office):
    return make_village(office=office, name="前进村")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-07-06 09:00+08:00"):
        yield


def parts_of(office, name, who=Who.VILLAGE):
    found = scores_of(office, who, QUARTER, weights=EQUAL, today=TODAY)
    (one,) = [total for total in found if total.name == name]
    return {part.part: part for part in one.parts}


@pytest.mark.django_db
class TestRows:
    def test_letters_owed_by_the_end_of_the_quarter(self, office, village):
        kind = make_kind(Kind.Domain.LETTER)
        site = make_site(office=office, village=village)
        for fields, due in (
            ({"village": village}, date(2026, 6, 30)),
            ({"site": site}, date(2026, 4, 1)),
            ({"site": make_site(office=office, village=village)}, date(2026, 7, 1)),
        ):
            make_obligation(office=office, kind=kind, year=2026, due_on=due, **fields)
        make_letter(
            office=office, kind=kind, year=2026, village=village, signed_on=date(2026, 6, 30)
        )
        make_letter(office=office, kind=kind, year=2026, site=site, signed_on=date(2026, 7, 1))
        letters = parts_of(office, "前进村")[Part.LETTERS]
        assert letters.fraction == "1/2"
        assert [row.is_good for row in letters.rows] == [True, False]

    def test_hazards_of_the_quarter_without_those_referred(self, office, clerk, village):
        def found(on, **fields):
            return make_hazard(office=office, by=clerk, village=village, found_on=on, **fields)

        for on in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)):
            found(on)
        act(found(date(2026, 5, 1)), Action.CLAIM, by=clerk, on=date(2026, 6, 30))
        act(found(date(2026, 5, 2)), Action.CLAIM, by=clerk, on=date(2026, 7, 1))
        act(found(date(2026, 5, 3)), Action.REFER, by=clerk, on=date(2026, 5, 4))
        closure = parts_of(office, "前进村")[Part.CLOSURE]
        assert closure.fraction == "1/4"
        assert closure.aside == "另有已上报待处置1条，不计入"

    def test_counts_with_what_was_put_right_of_them_later(self, office, village):
        entry = make_count(
            office=office, village=village, on=date(2026, 4, 10), found=10, rectified=4
        )
        for on, rectified in ((date(2026, 6, 30), 3), (date(2026, 7, 1), 3)):
            make_count(
                office=office,
                village=village,
                on=on,
                found=0,
                rectified=rectified,
                follows=entry,
            )
        assert parts_of(office, "前进村")[Part.CLOSURE].fraction == "7/10"

    def test_overdue_at_the_end_of_the_quarter(self, office, clerk, village):
        def due(on, **fields):
            return make_hazard(
                office=office,
                by=clerk,
                village=village,
                found_on=date(2026, 3, 1),
                due_on=on,
                **fields,
            )

        due(date(2026, 3, 20))  # still overdue
        due(date(2026, 6, 29))
        due(date(2026, 6, 30))  # its last day is in time
        due(date(2026, 7, 1))  # of the next quarter
        act(due(date(2026, 5, 1)), Action.CLAIM, by=clerk, on=date(2026, 6, 1))
        act(due(date(2026, 5, 2)), Action.REFER, by=clerk, on=date(2026, 4, 1))
        part = parts_of(office, "前进村")[Part.OVERDUE]
        assert part.fraction == "2/4"
        assert part.aside == "另有已上报待处置1条，不算逾期"

    def test_reports_of_the_village_itself(self, office, village):
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        make_hazard(office=office, by=inspector, village=village, found_on=date(2026, 4, 5))
        returns = parts_of(office, "前进村")[Part.RETURNS]
        assert [row.text for row in returns.rows] == [
            "2026年4月：自报",
            "2026年5月：未报",
            "2026年6月：未报",
        ]
        assert returns.fraction == "1/3"

    def test_duties_of_the_station_that_answers_for_them(self, office):
        station = make_agency(office=office, name="市监所")
        make_duty(
            office=office,
            work="meeting",
            per="office",
            agency=station,
            first_day=date(2026, 1, 1),
        )
        for on in (date(2026, 4, 1), date(2026, 4, 2), date(2026, 6, 30), date(2026, 7, 1)):
            make_meeting(office=office, on=on)
        part = parts_of(office, "市监所", Who.STATION)[Part.INSPECTIONS]
        assert part.fraction == "2/3"

    def test_rounds_that_have_not_ended_are_not_asked(self, office, village):
        make_duty(
            office=office,
            work="meeting",
            per="village",
            frequency="month",
            first_day=date(2026, 1, 1),
        )
        found = scores_of(office, Who.VILLAGE, QUARTER, weights=EQUAL, today=date(2026, 5, 31))
        done = {part.part: part for part in found[0].parts}
        assert done[Part.INSPECTIONS].whole == 2


@pytest.mark.django_db
class TestPublishing:
    @pytest.fixture
    def hazard(self, office, clerk, village):
        return make_hazard(office=office, by=clerk, village=village, found_on=date(2026, 5, 1))

    def test_what_comes_later_changes_nothing(self, office, clerk, village, hazard):
        sheet = publish(office, Who.VILLAGE, QUARTER, on=TODAY, by=clerk)
        before = [(one.name, one.total, one.rank) for one in kept(sheet)]
        make_hazard(office=office, by=clerk, village=village, found_on=date(2026, 5, 2))
        village.name = "改了名"
        village.save()
        assert [(one.name, one.total, one.rank) for one in kept(sheet)] == before
        assert before[0][0] == "前进村"

    @pytest.mark.parametrize("today", [date(2026, 6, 30), date(2026, 5, 1)])
    def test_not_before_the_quarter_has_ended(self, office, clerk, hazard, today):
        with pytest.raises(Refused, match="还没有结束"):
            publish(office, Who.VILLAGE, QUARTER, on=today, by=clerk)

    def test_once_unless_taken_back(self, office, clerk, hazard):
        sheet = publish(office, Who.VILLAGE, QUARTER, on=TODAY, by=clerk)
        with pytest.raises(Refused, match="已经公布"):
            publish(office, Who.VILLAGE, QUARTER, on=TODAY, by=clerk)
        with pytest.raises(Refused, match="撤回原因"):
            withdraw(sheet, reason=" ", by=clerk)
        withdraw(sheet, reason="漏了一个村", by=clerk)
        with pytest.raises(Refused, match="已经撤回"):
            withdraw(sheet, reason="再来", by=clerk)
        publish(office, Who.VILLAGE, QUARTER, on=TODAY, by=clerk)
        assert ScoreSheet.objects.standing().count() == 1

    def test_weights_make_a_hundred(self, office):
        with pytest.raises(ValidationError, match="加起来须是100分"):
            ScoreWeights(office=office, who=Who.VILLAGE, letters=16).full_clean()
        for who in Who:
            weights = ScoreWeights.objects.all().of(office, who)
            weights.full_clean()
            assert sum(weights.by_part.values()) == 100


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def page(self, client, office, clerk, village):
        make_hazard(office=office, by=clerk, village=village, found_on=date(2026, 5, 1))
        client.force_login(clerk)
        return client

    def test_each_number_opens_its_rows(self, page, office):
        totals = page.get(reverse("scores")).context["totals"]
        asked = [(one.key, part) for one in totals for part in one.parts if part.is_asked]
        assert asked
        for key, part in asked:
            shown = page.get(reverse("score_rows", args=[key, part.part.value]))
            rows = shown.context["part"].rows
            assert len(rows) == part.whole
            assert sum(row.is_good for row in rows) == part.done
            for row in rows:
                assert page.get(row.url).status_code == 200

    def test_from_weights_to_the_bulletin(self, page, office):
        where = f"{reverse('score_weights')}?who=village"
        weights = {"letters": 0, "inspections": 0, "closure": 60, "overdue": 30, "returns": 20}
        said = page.post(where, weights).context["form"].non_field_errors()
        assert said == ["五项权重加起来须是100分"]
        assert page.post(where, weights | {"returns": 10}).status_code == 302
        published = page.post(
            f"{reverse('score_publish')}?who=village&quarter=2026-Q2", follow=True
        )
        text = published.content.decode()
        assert "已公布：2026年第二季度村（居）考核评分" in text
        sheet = ScoreSheet.objects.get()
        total = kept(sheet)[0]
        where = reverse("score_sheet_rows", args=[sheet.pk, total.key, "closure"])
        assert "没有整改" in page.get(where).content.decode()
        excel = page.get(reverse("score_excel"), {"who": "village", "quarter": "2026-Q2"})
        (table,) = read_workbook(io.BytesIO(excel.content))
        assert any("前进村" in str(row) for row in table.rows)

    @pytest.mark.parametrize(
        "query", [{"quarter": "2026-05"}, {"quarter": "2027-Q1"}, {"who": "x"}, {"quarter": "吗"}]
    )
    def test_a_question_that_is_none_is_not_found(self, page, query):
        assert page.get(reverse("scores"), query).status_code == 404

    def test_the_paper_prints(self, page, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        pdf = page.get(reverse("score_pdf"), {"who": "village", "quarter": "2026-Q2"})
        assert pdf.content.startswith(b"%PDF-")

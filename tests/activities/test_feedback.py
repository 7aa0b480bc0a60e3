"""督查反馈: its list taken in, problems entered as hazards, progress and the report."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards import actions
from hazards.models import Hazard
from hazards.workflow import Status
from tests.factories.feedback import make_feedback, make_problem
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.activities.feedback import (
    enter_as_hazard,
    lines_of,
    progress_of,
    take_in,
    tie_to_hazard,
)
from township_safety.activities.models import FeedbackProblem
from township_safety.activities.paper.feedback import report_forms
from township_safety.documents.html import render_html
from township_safety.documents.model import Paragraph
from township_safety.documents.parts import text_of
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 8)
LIST = """1.消防通道堵塞\t东山社区\t2024-04-10
2、检查记录没有签名
（3）值班日志不完整｜安办"""


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


def words(paper):
    lines = [text_of(block.runs) for block in paper.blocks if isinstance(block, Paragraph)]
    return "\n".join(lines)


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def feedback(office):
    return make_feedback(
        office=office, inspected_on=date(2024, 3, 5), on=date(2024, 3, 10), due_on=date(2024, 4, 30)
    )


def test_a_pasted_list_becomes_numbered_problems(feedback, clerk):
    take_in(feedback, drafts=lines_of(LIST), by=clerk)

    told = feedback.problems.in_order().values_list("ordinal", "text", "owner", "due_on")
    assert list(told) == [
        (1, "消防通道堵塞", "东山社区", date(2024, 4, 10)),
        (2, "检查记录没有签名", "", None),
        (3, "值班日志不完整", "安办", None),
    ]


def test_the_same_list_is_not_taken_in_twice(feedback, clerk):
    take_in(feedback, drafts=lines_of(LIST), by=clerk)

    with pytest.raises(Refused, match="已经登记过"):
        take_in(feedback, drafts=lines_of(LIST), by=clerk)


def test_a_wrong_day_is_refused_with_its_line():
    with pytest.raises(Refused, match="第2行"):
        lines_of("一个问题\n另一个\t某人\t没有日期")


def test_an_empty_list_is_refused():
    with pytest.raises(Refused, match="没有内容"):
        lines_of("  \n ")


def test_a_problem_becomes_a_hazard_of_the_ledger(feedback, clerk):
    (problem,) = take_in(feedback, drafts=lines_of("配电箱无盖\t东山社区"), by=clerk)
    hazard = enter_as_hazard(problem, by=clerk)

    assert (hazard.found_on, hazard.due_on) == (date(2024, 3, 5), date(2024, 4, 30))
    assert (hazard.description, hazard.responsible_unit) == ("配电箱无盖", "东山社区")
    with pytest.raises(Refused, match="已经登记为隐患"):
        enter_as_hazard(problem, by=clerk)


def test_a_problem_is_tied_to_a_hazard_that_is_there(feedback, office, clerk):
    hazard = make_hazard(office=office, by=clerk)
    problem = make_problem(feedback=feedback)

    assert tie_to_hazard(problem, number=hazard.number, by=clerk) == hazard
    with pytest.raises(Refused, match="没有编号"):
        tie_to_hazard(make_problem(feedback=feedback, text="另一个"), number="无", by=clerk)


def test_a_hazard_of_another_office_cannot_be_tied(feedback, clerk):
    other = make_hazard(office=make_office(), found_on=date(2024, 3, 1))

    with pytest.raises(Refused):
        tie_to_hazard(make_problem(feedback=feedback), number=f"{other.number}外", by=clerk)


def test_progress_follows_the_ledger(feedback, office, clerk):
    closed = make_hazard(
        Status.CLOSED,
        office=office,
        by=clerk,
        found_on=date(2024, 3, 5),
        claimed_on=date(2024, 3, 8),
        closed_on=date(2024, 3, 9),
    )
    make_problem(feedback=feedback, hazard=closed, text="甲")
    done = {"done_on": date(2024, 4, 1), "result": "已补签"}
    make_problem(feedback=feedback, text="乙", **done)
    make_problem(feedback=feedback, text="丙")
    make_problem(feedback=feedback, text="丁", due_on=date(2024, 5, 8))

    progress = progress_of(feedback, on=TODAY)

    assert (progress.total, progress.settled, progress.remaining) == (4, 2, 2)
    assert progress.overdue == 1
    assert [one.text for one in FeedbackProblem.objects.overdue(on=TODAY)] == ["丙"]


def test_the_report_says_all_only_when_all_is_done(feedback, clerk):
    problem = make_problem(feedback=feedback, owner="安办", measure="补签")
    letter, annex = report_forms(feedback)
    text = words(letter)

    assert "已完成整改0个，正在整改1个，其中逾期1个" in text
    assert "已全部完成" not in text
    assert "部分检查记录" in render_html(annex, mode="paper")

    problem.done_on, problem.result = date(2024, 5, 7), "已补签"
    problem.save()
    text = words(report_forms(feedback)[0])

    assert "已全部完成整改（1/1）" in text
    assert "正在整改的问题" not in text


def test_the_page_takes_the_list_and_enters_a_hazard(client, feedback, clerk):
    client.post(reverse("feedback_paste", args=[feedback.pk]), {"pasted": LIST})
    page = client.get(reverse("feedback", args=[feedback.pk])).content.decode()
    assert "消防通道堵塞" in page

    first = feedback.problems.in_order().first()
    client.post(reverse("feedback_hazard", args=[first.pk]))
    hazard = Hazard.objects.get()
    page = client.get(reverse("feedback", args=[feedback.pk])).content.decode()
    assert f"隐患 {hazard.number}" in page

    again = client.post(reverse("feedback_paste", args=[feedback.pk]), {"pasted": LIST})
    assert again.status_code == 400
    assert "已经登记过" in again.content.decode()


def test_a_late_problem_is_among_the_to_dos(client, feedback, clerk):
    make_problem(feedback=feedback)

    page = client.get(reverse("todos")).content.decode()

    assert "督查反馈问题逾期" in page


def test_a_hazard_put_right_waits_for_its_check(feedback, office, clerk):
    hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 5, 1))
    problem = make_problem(feedback=feedback, hazard=hazard, due_on=date(2024, 5, 20))
    assert problem.state(on=TODAY) == "整改中"

    problem.hazard = actions.claim(hazard, by=clerk, on=date(2024, 5, 2), measures="已清理")
    assert problem.state(on=TODAY) == "已整改待复查"
    assert problem.told == "已清理"

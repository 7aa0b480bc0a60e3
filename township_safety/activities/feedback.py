"""The list of an inspection from above: taken in, entered as hazards, counted, told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from hazards import actions
from hazards.models import Hazard
from hazards.steps import ActionDenied
from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User
from township_safety.values import ValueProblem, clean_text, parse_date

MOST_LINES = 200
_NUMBER = re.compile(r"^\s*(?:[（(]?\d{1,3}[）)]?[.．、]?|[一二三四五六七八九十]{1,3}[、.．])\s*")


@dataclass(frozen=True)
class Draft:
    text: str
    owner: str = ""
    due_on: date | None = None


def lines_of(pasted: str) -> list[Draft]:
    """One problem to a line: the problem, who, until when, parted by tabs or ；. Raises Refused."""
    drafts = []
    for place, line in enumerate(filter(None, map(str.strip, pasted.splitlines())), start=1):
        try:
            drafts.append(_draft(line))
        except ValueProblem as problem:
            raise Refused(f"第{place}行：{problem}") from None
    if not drafts:
        raise Refused("没有内容，请把问题清单粘贴进来，一行一个问题。")
    if len(drafts) > MOST_LINES:
        raise Refused(f"一次最多粘贴{MOST_LINES}行。")
    return drafts


def _draft(line: str) -> Draft:
    parts = [part.strip() for part in re.split(r"\t|｜|\|", line)]
    if len(parts) > 1 and parts[0].isdecimal():
        parts = parts[1:]
    text = clean_text(_NUMBER.sub("", parts[0]), max_length=1000)
    owner = clean_text(parts[1], max_length=100) if len(parts) > 1 else ""
    due_on = parse_date(parts[2]) if len(parts) > 2 and parts[2] else None
    return Draft(text, owner, due_on)


@transaction.atomic
def take_in(feedback: Feedback, *, drafts: Iterable[Draft], by: User) -> list[FeedbackProblem]:
    """The problems of the list, numbered on. Raises Refused."""
    feedback = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if feedback.is_voided:
        raise Refused("这份督查反馈已误录作废，不能再登记问题。")
    counted = FeedbackProblem.objects.filter(feedback=feedback)
    last = counted.aggregate(last=Max("ordinal"))["last"] or 0
    known = set(counted.values_list("text", flat=True))
    problems = []
    for draft in drafts:
        if draft.text in known:
            continue
        known.add(draft.text)
        last += 1
        problem = FeedbackProblem(
            office_id=feedback.office_id,
            feedback=feedback,
            ordinal=last,
            text=draft.text,
            owner=draft.owner,
            due_on=draft.due_on,
            recorded_by=by,
        )
        _save(problem, by=by)
        problems.append(problem)
    if not problems:
        raise Refused("这些问题都已经登记过了。")
    _log(f"登记督查问题{len(problems)}个", feedback, by=by)
    return problems


@transaction.atomic
def enter_as_hazard(problem: FeedbackProblem, *, by: User) -> Hazard:
    """The problem becomes a row of the ledger, found on the day of the inspection."""
    problem = _open(problem)
    feedback = problem.feedback
    found_on = feedback.inspected_on or feedback.on
    hazard = Hazard(
        office_id=problem.office_id,
        found_on=found_on,
        description=problem.text,
        responsible_unit=problem.owner,
        measures=problem.measure,
        note=f"{feedback.title}反馈",
    )
    due_on = problem.due_on or feedback.due_on
    try:
        hazard = actions.register(hazard, by=by, due_on=due_on)
    except ActionDenied as denied:
        raise Refused(f"{denied}。") from None
    return _tie(problem, hazard, by=by)


@transaction.atomic
def tie_to_hazard(problem: FeedbackProblem, *, number: str, by: User) -> Hazard:
    """The problem is a hazard that the ledger has already."""
    problem = _open(problem)
    hazard = Hazard.objects.for_offices([problem.office_id]).not_voided().numbered(number)
    if hazard is None:
        raise Refused(f"台账里没有编号是{number}的隐患，请核对编号。")
    return _tie(problem, hazard, by=by)


def _open(problem: FeedbackProblem) -> FeedbackProblem:
    problem = FeedbackProblem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    if problem.is_voided or problem.feedback.is_voided:
        raise Refused("这个问题已误录作废。")
    if problem.hazard_id is not None:
        raise Refused("这个问题已经登记为隐患。")
    if problem.done_on is not None:
        raise Refused("这个问题已按工作问题完成；确是隐患的，请先更正完成日期和完成情况。")
    return problem


def _tie(problem: FeedbackProblem, hazard: Hazard, *, by: User) -> Hazard:
    problem.hazard = hazard
    _save(problem, by=by)
    _log(f"督查问题{problem.ordinal}列为隐患{hazard.number}", problem.feedback, by=by)
    return hazard


def _save(problem: FeedbackProblem, *, by: User) -> None:
    problem._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    problem.save()


def _log(act: str, feedback: Feedback, *, by: User) -> None:
    audit.record(act[:40], by=by, office=feedback.office_id, target=feedback, summary=str(feedback))


@dataclass(frozen=True)
class Progress:
    problems: list[FeedbackProblem]
    on: date

    @property
    def total(self) -> int:
        return len(self.problems)

    @property
    def settled(self) -> int:
        return sum(1 for one in self.problems if one.is_settled)

    @property
    def remaining(self) -> int:
        return self.total - self.settled

    @property
    def overdue(self) -> int:
        return sum(1 for one in self.problems if one.state(on=self.on) == "逾期")

    @property
    def hazards(self) -> int:
        return sum(1 for one in self.problems if one.hazard_id is not None)


def progress_of(feedback: Feedback, *, on: date) -> Progress:
    rows = FeedbackProblem.objects.counted().of_feedback(feedback).with_names()
    return Progress(list(rows.in_order().prefetch_related("hazard__rectifications")), on)

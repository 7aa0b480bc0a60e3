"""Hazards in any status, counts and notices; history is real, because the actions are walked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hazards import actions, consulting, count_actions, notice_actions
from hazards.models import (
    Hazard,
    HazardCount,
    HazardPhrase,
    Notice,
    NoticeKind,
    Recheck,
    RecheckItem,
)
from hazards.models.classification import RectifyMode
from hazards.rechecking import Seen, record_recheck
from hazards.workflow import Action, Status
from tests.factories.numbers import fresh
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_site
from township_safety.organisation.models import Matter, Office, Role, User

FOUND_ON = date(2024, 3, 5)
CLAIMED_ON = date(2024, 3, 12)
CLOSED_ON = date(2024, 3, 15)


def make_hazard(
    status: Status = Status.OPEN,
    *,
    office: Office | None = None,
    by: User | None = None,
    found_on: date = FOUND_ON,
    due_on: date | None = None,
    claimed_on: date | None = None,
    closed_on: date | None = None,
    **fields: Any,
) -> Hazard:
    """A hazard that came to its status by the shortest honest way.

    Days left out lie one week and then three days after the one before.
    """
    office = office or (by.office if by and by.office else make_office())
    by = by or make_user(Role.CLERK, office)
    number = fresh()
    hazard = Hazard(
        office=office, found_on=found_on, **{"description": f"测试隐患{number}", **fields}
    )
    hazard = actions.register(hazard, by=by, due_on=due_on)
    if status == Status.VOIDED:
        return actions.void(hazard, by=by, on=found_on, reason="重复登记")
    if status in {Status.RECTIFIED, Status.CLOSED} and hazard.is_open:
        day = claimed_on or found_on + timedelta(days=7)
        hazard = actions.claim(hazard, by=by, on=day, measures="已更换")
    if status == Status.CLOSED:
        assert hazard.rectified_on is not None
        day = closed_on or hazard.rectified_on + timedelta(days=3)
        hazard = actions.pass_check(hazard, by=make_user(Role.CLERK, office), on=day)
    return hazard


def make_on_spot_hazard(**fields: Any) -> Hazard:
    return make_hazard(Status.RECTIFIED, rectify_mode=RectifyMode.ON_SPOT, **fields)


def make_returned_hazard(
    *, claimed_on: date, failed_on: date, due_on: date | None = None, **fields: Any
) -> Hazard:
    """Claimed once and found wanting: open again."""
    hazard = make_hazard(Status.RECTIFIED, claimed_on=claimed_on, **fields)
    return actions.fail_check(
        hazard,
        by=make_user(Role.CLERK, hazard.office),
        on=failed_on,
        due_on=due_on or failed_on + timedelta(days=7),
    )


_ON_A_LISTING: dict[Action, tuple[Any, dict[str, Any]]] = {
    Action.PROGRESS: (actions.report_progress, {"text": "已完成一半"}),
    Action.LIST_EXTEND: (actions.extend_listing, {"reason": "等配件", "is_late_agreed": True}),
    Action.ACCEPT: (actions.accept, {"people": "某丙", "outcome": "passed"}),
    Action.UNLIST: (actions.lift_listing, {}),
}


# What a clerk does on a leader's opinion unless the office's settings say otherwise.
_AGREED = {Action.EXTEND: Matter.EXTEND, Action.LIST: Matter.LIST}


def act(hazard: Hazard, action: Action, *, by: User, on: date | None = None) -> Hazard:
    """Any action of the table with all it needs said."""
    on = on or CLOSED_ON
    later = on + timedelta(days=60)
    office = hazard.office
    if action in _ON_A_LISTING:
        step, words = _ON_A_LISTING[action]
        words = {"applied_on": on, "due_on": later, **words} if "reason" in words else words
        watched: Hazard = step(hazard.listings.standing_now().get(), by=by, on=on, **words)
        return watched
    if action in (Action.URGE, Action.REPLY):
        referral = hazard.referrals.unanswered_now().get()
        if action == Action.URGE:
            return actions.urge(referral, by=by, on=on, way="phone")
        return actions.record_reply(referral, by=by, on=on, reply="已派人处理")
    said: dict[Action, dict[str, Any]] = {
        Action.ASSIGN: {"due_on": later, "responsible_unit": "测试厂"},
        Action.EXTEND: {"due_on": later, "reason": "等配件"},
        Action.CLAIM: {"measures": "已更换"},
        Action.PASS: {"verifier": "某乙"},
        Action.FAIL: {"due_on": later, "remark": "仍有缺陷"},
        Action.CORRECT: {"reason": "录入有误", "values": {"place": "东侧"}},
        Action.LEVEL: {"responsible_level": "township", "case_leader": "某丁"},
        Action.VOID: {"reason": "重复登记"},
        Action.LIST: {"body": "测试县安委办", "level": "county"},
        Action.REFER: {"reason": "no_power", "interim_measures": "设警示标志"},
    }
    words = said[action]
    if action in _AGREED and Role.CLERK in by.roles_in(hazard.office_id):
        words["opinion"] = make_opinion(_AGREED[action], office=office, by=by, decided_on=on)
    if action == Action.REFER:
        words["to_agency"] = make_agency(office=office)
    perform: Any = {
        Action.ASSIGN: actions.assign,
        Action.EXTEND: actions.extend,
        Action.CLAIM: actions.claim,
        Action.PASS: actions.pass_check,
        Action.FAIL: actions.fail_check,
        Action.CORRECT: actions.correct,
        Action.LEVEL: consulting.classify,
        Action.VOID: actions.void,
        Action.LIST: actions.place_on_list,
        Action.REFER: actions.refer,
    }[action]
    moved: Hazard = perform(hazard, by=by, on=on, **words)
    return moved


def make_count(
    *,
    office: Office | None = None,
    by: User | None = None,
    on: date = FOUND_ON,
    found: int = 10,
    rectified: int = 0,
    **fields: Any,
) -> HazardCount:
    office = office or make_office()
    count = HazardCount(office=office, on=on, found=found, rectified=rectified, **fields)
    return count_actions.enter(count, by=by or make_user(Role.CLERK, office))


def make_notice_kind(
    code: str = "order", *, name: str = "限期整改通知书", **fields: Any
) -> NoticeKind:
    kind, _ = NoticeKind.objects.get_or_create(
        code=code, office=None, defaults={"name": name, "number_word": "安整", **fields}
    )
    return kind


def make_notice(
    *hazards: Hazard,
    by: User | None = None,
    office: Office | None = None,
    issued_on: date | None = None,
    served_on: date | None = None,
    due_on: date | None = None,
    days: int | None = None,
    **fields: Any,
) -> Notice:
    """A draft; issued and served when the days are given."""
    office = office or (hazards[0].office if hazards else make_office())
    by = by or make_user(Role.CLERK, office)
    if due_on is None and days is None:
        due_on = (issued_on or FOUND_ON) + timedelta(days=30)
    notice = Notice(
        office=office,
        **{"kind": make_notice_kind(), "addressee": "测试厂", **fields},
        due_on=due_on,
        days_to_rectify=days,
    )
    notice = notice_actions.draft_notice(notice, hazards=hazards, by=by)
    if issued_on is not None:
        notice = notice_actions.issue_notice(notice, by=by, on=issued_on)
    if served_on is not None:
        notice = notice_actions.serve_notice(notice, by=by, on=served_on, service="in_person")
    return notice


def make_recheck(*, office: Office, **fields: Any) -> Recheck:
    """A visit to a site of its own that found one hazard wanting."""
    site = make_site(office=office, **fields)
    hazard = make_hazard(Status.RECTIFIED, office=office, site=site, **fields)
    failed = RecheckItem.Outcome.FAILED
    seen = Seen(hazard, failed, opinion="仍有缺陷", due_on=CLOSED_ON + timedelta(days=7))
    recheck = Recheck(office=office, site=site, on=CLOSED_ON, verifier="某乙", **fields)
    return record_recheck(recheck, seen=[seen], by=make_user(Role.CLERK, office))


def make_hazard_phrase(*, name: str = "", **fields: Any) -> HazardPhrase:
    number = fresh()
    return HazardPhrase.objects.create(
        code=f"phrase{number}", name=name or f"测试常用隐患{number}", **fields
    )

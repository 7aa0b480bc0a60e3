"""Numbers we give: per office and year, without a gap, never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from hazards import actions, notice_actions
from hazards.models import Hazard, Notice
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import NumberSequence, Role

YEAR = time_machine.travel("2024-12-30T04:00:00Z", tick=False)


@pytest.mark.django_db
@YEAR
def test_hazards_are_numbered_by_office_and_year_of_registration():
    office = make_office()
    assert make_hazard(office=office).number == "2024-0001"
    assert make_hazard(office=office, found_on=date(2023, 12, 31)).number == "2024-0002"
    assert make_hazard().number == "2024-0001"
    with time_machine.travel("2025-01-02T04:00:00Z", tick=False):
        assert make_hazard(office=office).number == "2025-0001"


@pytest.mark.django_db
@YEAR
def test_a_rollback_gives_the_number_back():
    office = make_office()
    make_hazard(office=office)
    with transaction.atomic():
        assert make_hazard(office=office).number == "2024-0002"
        transaction.set_rollback(True)
    assert make_hazard(office=office).number == "2024-0002"


@pytest.mark.django_db
@YEAR
def test_a_refused_registration_takes_no_number():
    office = make_office()
    with pytest.raises(actions.ActionDenied):
        make_hazard(office=office, due_on=date(2024, 1, 1), found_on=date(2024, 3, 5))
    assert make_hazard(office=office).number == "2024-0001"


@pytest.mark.django_db
@YEAR
def test_numbers_used_before_are_skipped():
    office = make_office()
    with transaction.atomic():
        NumberSequence.objects.move_past(37, office_id=office.pk, kind="hazard", year=2024)
        NumberSequence.objects.move_past(5, office_id=office.pk, kind="hazard", year=2024)
    assert make_hazard(office=office).number == "2024-0038"


@pytest.mark.django_db
def test_notices_are_numbered_per_kind_and_year_when_issued():
    office = make_office(document_word="测")
    order, hint = make_notice_kind(), make_notice_kind("hint", name="提示单", number_word="提")
    hazard = make_hazard(office=office, found_on=date(2023, 12, 1))

    def issued(kind, on):
        return make_notice(hazard, kind=kind, issued_on=on).number

    draft = make_notice(hazard)
    assert draft.number == ""
    assert issued(order, date(2023, 12, 30)) == "测安整〔2023〕1号"
    assert issued(order, date(2024, 1, 3)) == "测安整〔2024〕1号"
    assert issued(hint, date(2024, 1, 3)) == "测提〔2024〕1号"
    assert issued(order, date(2024, 1, 2)) == "测安整〔2024〕2号"


@pytest.mark.django_db
def test_a_cancelled_notice_keeps_its_number():
    hazard = make_hazard()
    by = make_user(Role.CLERK, hazard.office)
    first = make_notice(hazard, issued_on=date(2024, 3, 6))
    notice_actions.cancel_notice(first, by=by, on=date(2024, 3, 7), reason="单位名称有误")
    second = make_notice(hazard, issued_on=date(2024, 3, 7))
    assert second.number.endswith("〔2024〕2号")
    assert list(Notice.objects.counted()) == [second]


def in_threads(work, *, times: int) -> None:
    def once(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(once, range(times)))


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_numbers_without_gap_or_double():
    office = make_office()
    people = [make_user(Role.CLERK, office), make_user(Role.CLERK, office)]
    in_threads(lambda number: make_hazard(office=office, by=people[number % 2]), times=20)

    serials = sorted(int(hazard.number[-4:]) for hazard in Hazard.objects.all())
    assert serials == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_two_people_issue_notices_at_once():
    office = make_office()
    by = make_user(Role.CLERK, office)
    drafts = [make_notice(make_hazard(office=office, by=by), by=by) for _ in range(12)]
    in_threads(
        lambda number: notice_actions.issue_notice(drafts[number], by=by, on=date(2024, 3, 6)),
        times=12,
    )
    serials = {int(notice.number.split("〕")[1][:-1]) for notice in Notice.objects.all()}
    assert serials == set(range(1, 13))


@pytest.mark.django_db(transaction=True)
def test_the_same_notice_is_issued_once():
    office = make_office()
    by = make_user(Role.CLERK, office)
    draft = make_notice(make_hazard(office=office, by=by), by=by)

    def issue(_):
        try:
            notice_actions.issue_notice(draft, by=by, on=date(2024, 3, 6))
        except actions.ActionDenied as denied:
            return str(denied)
        return ""

    in_threads(issue, times=4)
    draft.refresh_from_db()
    assert draft.number.endswith("〕1号")
    assert NumberSequence.objects.get(kind="notice:order").last == 1

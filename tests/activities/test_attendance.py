"""应到名单 and 签到: who is expected, who came, and how that stands beside the number entered."""

from __future__ import annotations

import pytest

from tests.factories.activities import make_drill, make_meeting, make_training
from tests.factories.organisation import make_office, make_user
from township_safety.activities import attending
from township_safety.activities.attending import Person, expect, read_people, sign_in
from township_safety.activities.models import Attendee
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.models import AuditEvent, Role
from township_safety.values import ValueProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def keys(gathering):
    return list(Attendee.objects.of(gathering).values_list("pk", flat=True))


class TestReading:
    def test_typed_and_pasted_lines(self):
        text = "某甲 东村 书记\n\n某乙，西村\n某丙\t派出所\t所长\n  某丁  "
        assert read_people(text) == [
            Person("某甲", "东村", "书记"),
            Person("某乙", "西村"),
            Person("某丙", "派出所", "所长"),
            Person("某丁"),
        ]

    def test_too_many_parts_name_the_line(self):
        with pytest.raises(ValueProblem, match="第2行"):
            read_people("某甲\n某乙 一 二 三")

    def test_too_long_a_name_names_the_line(self):
        with pytest.raises(ValueProblem, match="第1行"):
            read_people("甲" * 60)


class TestList:
    @pytest.mark.parametrize("make", [make_meeting, make_training, make_drill])
    def test_nobody_stands_on_it_twice(self, office, clerk, make):
        gathering = make(office=office)
        people = [Person("某甲", "东村"), Person("某甲", "东村"), Person("某甲", "西村")]
        assert expect(gathering, people=people, by=clerk) == 2
        assert expect(gathering, people=people, by=clerk) == 0
        assert Attendee.objects.of(gathering).count() == 2
        assert AuditEvent.objects.filter(action="应到名单").count() == 1

    def test_lists_of_two_gatherings_are_two(self, office, clerk):
        meeting, training = make_meeting(office=office), make_training(office=office)
        expect(meeting, people=[Person("某甲")], by=clerk)
        expect(training, people=[Person("某乙")], by=clerk)
        assert [str(one) for one in Attendee.objects.of(meeting)] == ["某甲"]

    def test_has_a_most(self, office, clerk, monkeypatch):
        monkeypatch.setattr(attending, "MOST", 1)
        with pytest.raises(Refused, match="最多1人"):
            expect(make_meeting(office=office), people=[Person("甲"), Person("乙")], by=clerk)

    def test_not_of_a_voided_record(self, office, clerk):
        meeting = make_meeting(office=office)
        void_row(meeting, by=clerk, reason="录错")
        with pytest.raises(Refused, match="作废"):
            expect(meeting, people=[Person("甲")], by=clerk)


class TestSigningIn:
    def test_difference_is_said(self, office, clerk):
        meeting = make_meeting(office=office, attendee_count=5)
        expect(meeting, people=[Person(f"某{n}") for n in "甲乙丙丁"], by=clerk)
        assert Attendee.objects.attendance(meeting).words == ""
        assert sign_in(meeting, present=keys(meeting)[:3], by=clerk) == 3
        found = Attendee.objects.attendance(meeting)
        assert (found.expected, found.present, found.counted) == (4, 3, 5)
        assert found.words == "登记的参加人数是5人，签到3人，登记的比签到的多2人，请核对。"

    def test_fewer_counted_than_signed(self, office, clerk):
        drill = make_drill(office=office, participant_count=1)
        expect(drill, people=[Person("甲"), Person("乙")], by=clerk)
        sign_in(drill, present=keys(drill), by=clerk)
        assert "登记的比签到的少1人" in Attendee.objects.attendance(drill).words

    @pytest.mark.parametrize(
        ("make", "field"),
        [
            (make_meeting, "attendee_count"),
            (make_training, "attendee_count"),
            (make_drill, "participant_count"),
        ],
    )
    def test_number_goes_into_the_record(self, office, clerk, make, field):
        gathering = make(office=office)
        expect(gathering, people=[Person("甲"), Person("乙")], by=clerk)
        sign_in(gathering, present=keys(gathering), is_counted=True, by=clerk)
        gathering.refresh_from_db()
        assert getattr(gathering, field) == 2
        assert gathering.history.first().history_user == clerk
        event = AuditEvent.objects.get(action="修改")
        assert event.changes == {field: [None, 2]}

    def test_unticked_is_not_present_and_dropped_is_gone(self, office, clerk):
        meeting = make_meeting(office=office)
        expect(meeting, people=[Person("甲"), Person("乙"), Person("丙")], by=clerk)
        first, second, third = keys(meeting)
        sign_in(meeting, present=[first, second, third], by=clerk)
        assert sign_in(meeting, present=[second, third], dropped=[third], by=clerk) == 1
        assert keys(meeting) == [first, second]

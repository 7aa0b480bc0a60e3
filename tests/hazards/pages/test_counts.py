"""Hazards of which only the number is entered."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import count_actions
from hazards.models import HazardCount
from tests.factories.hazards import (
    make_count,
    make_hazard,
)
from tests.factories.organisation import make_user, make_village
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


class TestCounts:
    def test_entering_following_changing_voiding(self, client, clerk):
        said = {
            "on": "2024-03-31",
            "found": "10",
            "rectified": "4",
            "rectify_mode": "within_limit",
        }
        client.post(reverse("hazards:count_create"), said)
        count = HazardCount.objects.get()
        assert (count.found, count.rectified, count.recorded_by) == (10, 4, clerk)

        follow = reverse("hazards:count_follow", args=[count.pk])
        wrong = client.post(follow, {"on": "2024-04-30", "rectified": "7"})
        assert "超过发现的10处" in wrong.content.decode()
        client.post(follow, {"on": "2024-04-30", "rectified": "6"})
        assert count.unrectified == 0

        edit = reverse("hazards:count_edit", args=[count.pk])
        version = client.get(edit).context["form"]["version"].value()
        changed = {**said, "found": "12", "version": version}
        client.post(edit, changed)
        count.refresh_from_db()
        assert count.found == 12
        again = client.post(edit, {**changed, "found": "13"})
        assert "刚修改过这条汇总登记" in again.content.decode()

        void = reverse("hazards:count_void", args=[count.pk])
        refused = client.post(void, {"reason": "重复"})
        assert "请先作废后续整改" in refused.content.decode()
        later = count.followers.get()
        client.post(reverse("hazards:count_void", args=[later.pk]), {"reason": "重复"})
        client.post(void, {"reason": "重复"})
        assert not HazardCount.objects.counted().exists()

    def test_one_count_says_what_became_of_it(self, client, clerk, office):
        count = make_count(office=office, by=clerk, found=10, rectified=4, basis="九小场所排查表")
        hazard = make_hazard(office=office, counted_in=count)
        page = client.get(count.get_absolute_url()).content.decode()
        for word in ("九小场所排查表", "还有6处未整改", "登记后续整改", hazard.number):
            assert word in page
        later = count_actions.follow_up(count, by=clerk, on=date(2024, 4, 1), rectified=6)
        page = client.get(count.get_absolute_url()).content.decode()
        assert "已全部整改" in page
        assert "登记后续整改" not in page
        assert "接续" in client.get(later.get_absolute_url()).content.decode()

    def test_a_village_inspector_enters_counts_of_the_own_village(self, client, office):
        village = make_village(office=office)
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        said = {"on": "2024-03-31", "found": "1", "rectified": "1", "rectify_mode": "on_spot"}
        url = reverse("hazards:count_create")
        assert "village" in client.post(url, said).context["form"].errors
        client.post(url, {**said, "village": village.pk})
        assert HazardCount.objects.get().village == village

    def test_a_wrong_question_shows_no_rows(self, client, clerk, office):
        make_count(office=office)
        for name in ("counts", "notices"):
            page = client.get(reverse(f"hazards:{name}"), {"first_day": "2024-02-30"})
            assert page.context["page"].paginator.count == 0
            assert "2024-02-30" in page.content.decode()

    def test_the_list_has_totals_of_the_question(self, client, clerk, office):
        make_count(office=office, found=10, rectified=4, on=date(2024, 3, 5))
        make_count(office=office, found=7, rectified=7, on=date(2024, 4, 5))
        page = client.get(reverse("hazards:counts"), {"last_day": "2024-03-31"})
        assert page.context["totals"] == {"found": 10, "rectified": 4}

    def test_a_follower_changes_only_what_is_its_own(self, client, clerk, office):
        count = make_count(office=office, by=clerk, found=10)
        later = count_actions.follow_up(count, by=clerk, on=date(2024, 4, 1), rectified=3)
        edit = reverse("hazards:count_edit", args=[later.pk])
        form = client.get(edit).context["form"]
        assert set(form.fields) == {"on", "rectified", "basis", "note", "version"}
        client.post(
            edit, {"on": "2024-04-02", "rectified": "5", "version": form["version"].value()}
        )
        later.refresh_from_db()
        assert (later.on, later.rectified, later.follows) == (date(2024, 4, 2), 5, count)

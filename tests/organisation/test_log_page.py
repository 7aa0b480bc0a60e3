"""The log on the screen: only for those who read it, only their office's lines."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.organisation import make_office, make_user
from township_safety.organisation import audit
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_only_the_auditor_reads_the_log(client, role):
    client.force_login(make_user(role))

    assert client.get(reverse("log")).status_code == 403


def test_lines_of_the_own_office_and_failed_sign_ins(client):
    office = make_office()
    audit.record("登记", by=None, office=office, summary="本单位的事")
    audit.record("登记", by=None, office=make_office(), summary="别人的事")
    audit.record("登录失败", by=None, summary="试探的人")
    client.force_login(make_user(Role.AUDITOR, office))

    page = client.get(reverse("log")).content.decode()

    assert "本单位的事" in page
    assert "试探的人" in page
    assert "别人的事" not in page


def test_narrowing_by_words_and_days(client):
    office = make_office()
    audit.record("登记", by=None, office=office, summary="会议一")
    audit.record("修改", by=None, office=office, summary="培训二")
    client.force_login(make_user(Role.AUDITOR, office))

    page = client.get(reverse("log"), {"words": "会议"}).content.decode()
    assert "会议一" in page
    assert "培训二" not in page
    assert "会议一" not in client.get(reverse("log"), {"last_day": "2020-01-01"}).content.decode()
    assert "会议一" in client.get(reverse("log"), {"first_day": "2020.1.1"}).content.decode()

"""The limit of one request stands before everything that would read it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.organisation import make_user

pytestmark = pytest.mark.django_db

LIMIT = 2048


@pytest.fixture(autouse=True)
def limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT


@pytest.mark.parametrize(("length", "status"), [(LIMIT, 403), (LIMIT + 1, 413), (LIMIT * 9, 413)])
def test_at_the_limit_and_beyond(length, status):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())
    response = browser.post(reverse("home"), b"x" * length, content_type="text/plain")

    assert response.status_code == status
    if status == 413:
        assert "太大" in response.content.decode()


def test_no_length_is_no_content(client):
    client.force_login(make_user())
    response = client.generic("POST", reverse("login"), b"", CONTENT_LENGTH="")

    assert response.status_code != 413

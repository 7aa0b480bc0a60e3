"""The help pages: every topic is there, linked, and free of broken pictures."""

import re

import pytest
from django.conf import settings
from django.http import Http404
from django.urls import reverse

from tests.browser.pictures import HELP, MOST_BYTES, PICTURES
from tests.factories.organisation import make_user
from township_safety.desk.help_views import TOPICS, help_page

pytestmark = pytest.mark.django_db


def test_every_topic_has_a_page_and_every_page_a_topic():
    pages = {path.stem for path in (settings.BASE_DIR / "templates" / "help").glob("*.html")}

    assert pages - {"page"} == {topic.slug for topic in TOPICS}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_topic_is_shown(client, topic):
    client.force_login(make_user())

    html = client.get(reverse("help_page", args=[topic.slug])).content.decode()

    assert f"<h1>{topic.title}</h1>" in html
    assert all(reverse("help_page", args=[other.slug]) in html for other in TOPICS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_pictures_are_there_and_described(client, topic):
    client.force_login(make_user())

    html = client.get(reverse("help_page", args=[topic.slug])).content.decode()

    pictures = re.findall(r'<img src="[^"]*/help/([^"]+)" alt="([^"]*)"', html)
    assert len(pictures) == html.count("<figure>")
    assert pictures or topic.slug == "questions"
    for name, description in pictures:
        assert (PICTURES / name).stat().st_size <= MOST_BYTES
        assert len(description) > len("图片")


def test_every_picture_is_taken_by_make_pictures():
    assert {path.stem for path in PICTURES.glob("*.png")} == {picture.name for picture in HELP} | {
        "report-pdf"
    }


def test_help_opens_at_the_beginning(client):
    client.force_login(make_user())

    assert TOPICS[0].title in client.get(reverse("help")).content.decode()


def test_unknown_topic_is_not_found(rf):
    with pytest.raises(Http404):
        help_page(rf.get("/"), slug="nothing")

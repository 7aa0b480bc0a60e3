"""Every page that a role can reach opens, and shows nothing of another office."""

from __future__ import annotations

import re
from collections import deque
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.desk.registers import MAKE, make_row, text_field
from tests.factories.hazards import make_count, make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Office, Role, Village
from township_safety.register.models import Campaign, Kind, Sector

pytestmark = pytest.mark.django_db

CANARY = "金丝雀勿泄"
MOST_PAGES = 150
# Rendering a paper takes seconds and has tests of its own; rounds and months go on for ever.
NOT_FOLLOWED = re.compile(
    r"/pdf/|/static/|\.xlsx|/logout/|/print|/calendar/\?|/duties/\d+/\?|/holidays/\?"
)

# Each figure once: the questions that can be asked of it go on for ever.
FIGURE = re.compile(r"^(/reports/figures/[^?]+)\?.*")


def fill(office: Office, words: str) -> None:
    """One row of everything, with the words wherever a text can stand."""
    village = make_village(office=office, name=f"村{words}")
    for key in MAKE:
        fields = {} if key == "standardisation" else {text_field(key): words}
        make_row(key, office, **fields)
    make_site(office=office, name=f"厂{words}", village=village)
    hazard = make_hazard(office=office, description=f"隐患{words}", village=village)
    make_count(office=office, note=words)
    make_notice(hazard, office=office, addressee=f"受文{words}", village=village)
    Sector.objects.create(office=office, code=f"own{office.pk}", name=f"行业{words}")
    Kind.objects.create(
        office=office, code=f"own{office.pk}", name=f"种类{words}", domain=Kind.Domain.MEETING
    )
    clerk = make_user(Role.CLERK, office, full_name=f"某人{words}")
    browser = Client()
    browser.force_login(clerk)
    assert browser.post(reverse("reports:open_latest", args=["monthly"])).status_code == 302


@pytest.fixture
def offices():
    make_sector("fire")
    load_list("report_templates")
    own, foreign = make_office(), make_office(name=f"{CANARY}乡")
    fill(own, "自家")
    fill(foreign, CANARY)
    return own, foreign


def crawl(client, start):
    """Address, status and text of every page reached by links."""
    waiting, seen, opened = deque([start]), {start}, 0
    while waiting and opened < MOST_PAGES:
        address = waiting.popleft()
        opened += 1
        response = client.get(address)
        if response.status_code == 302:
            continue
        text = response.content.decode(errors="ignore")
        yield address, response.status_code, text
        for link in re.findall(r'<a [^>]*href="([^"#]+)', text):
            target = unescape(link)
            if target.startswith("?"):
                continue
            known = FIGURE.sub(r"\1", target)
            if target.startswith("/") and known not in seen and not NOT_FOLLOWED.search(target):
                seen.add(known)
                waiting.append(target)


@pytest.mark.parametrize("role", Role)
def test_every_link_opens_and_nothing_leaks(client, offices, role):
    own, _ = offices
    client.force_login(make_user(role, own, villages=list(own_villages(own))))
    broken, leaking, reached = [], [], 0

    for address, status, text in crawl(client, reverse("home")):
        reached += 1
        if status != 200:
            broken.append((address, status))
        if CANARY in text:
            leaking.append(address)

    assert not broken
    assert not leaking
    assert reached >= (10 if role in (Role.ADMIN, Role.AUDITOR) else 60)


def own_villages(office):
    return Village.objects.filter(office=office)


def test_own_rows_are_reached(client, offices):
    own, _ = offices
    client.force_login(make_user(Role.CLERK, own))

    seen = "".join(text for _, _, text in crawl(client, reverse("home")))

    for words in ("厂自家", "隐患自家", "受文自家", "行业自家", "种类自家"):
        assert words in seen
    assert Campaign.objects.filter(name__in=re.findall(r"测试行动\d+", seen)).exists()


def test_menu_of_the_clerk_has_no_dead_link(client):
    client.force_login(make_user(Role.CLERK))
    groups = client.get(reverse("home")).context["navigation"]
    links = [group.url for group in groups if group.url]
    links += [item.url for group in groups for item in group.items]

    assert len(links) > 35
    assert {address: client.get(address).status_code for address in links} == dict.fromkeys(
        links, 200
    )


def patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_view_names_what_it_demands():
    """Denied by default: a view without a permission, or a word that it needs none, fails here."""
    silent = [
        address
        for address, view in patterns(get_resolver())
        if not hasattr(view, "permission") and getattr(view, "login_required", True)
    ]

    assert not silent

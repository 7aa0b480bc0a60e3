"""Every page, for every role, at every place: compared with the table in matrix.toml.

A page that is missing from the table fails, and so does a table with fewer cells than before.
"""

from __future__ import annotations

import re
import tomllib
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authz.addresses import addresses
from tests.authz.world import SCOPES
from township_safety.desk.registers import registers
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

MATRIX = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
ROLES = MATRIX["roles"]
GROUPS = MATRIX["groups"]
PAGES = {name: rows for name, rows in MATRIX.items() if isinstance(rows, dict) and name != "groups"}
WORDS = {
    HTTPStatus.OK: "ok",
    HTTPStatus.BAD_REQUEST: "br",
    HTTPStatus.FORBIDDEN: "no",
    HTTPStatus.NOT_FOUND: "nf",
    HTTPStatus.METHOD_NOT_ALLOWED: "na",
}
# These are asked for every register of a group and see their pages drawn; the others are asked
# for one of it, and only whether the page would be drawn: test_crawl draws it for each role.
THOROUGH = {"clerk", "village"}
REFUSED = {"br", "no", "nf", "na", "in"}
# What a refusal may write: the session it was asked in.
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session)')


def cells():
    for page, rows in PAGES.items():
        for row, words in rows.items():
            method, _, scope = row.partition(" ")
            for role, word in zip(ROLES, words.split(), strict=True):
                yield page, method, scope, role, word


def names(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_no_page_is_missing():
    listed = {page.partition("@")[0] for page in PAGES}
    served = set(names(get_resolver()))
    assert served - listed == set(), "write them into tests/authz/matrix.toml"
    assert listed - served == set()


def test_no_register_is_missing():
    listed = [key for group in GROUPS.values() for key in group]
    assert sorted(listed) == sorted(registers())
    for name in {page.partition("@")[0] for page in PAGES if page.startswith("records:")}:
        assert {page.partition("@")[2] for page in PAGES if page.startswith(name)} == set(GROUPS)


def test_no_step_is_missing():
    from hazards.forms.notices import NOTICE_STEPS
    from hazards.forms.steps import STEP_FORMS

    for name, steps in (("hazards:act", STEP_FORMS), ("hazards:notice_step", NOTICE_STEPS)):
        listed = {page.partition("@")[2] for page in PAGES if page.startswith(f"{name}@")}
        assert listed == {str(step) for step in steps}


def test_table_is_whole():
    """All roles in each row, both methods of each page, and no fewer cells than there were."""
    assert set(ROLES) == {role.value for role in Role} | {"out"}
    for page, rows in PAGES.items():
        assert {row.partition(" ")[0] for row in rows} == {"get", "post"}, page
        assert {row.partition(" ")[2] for row in rows} <= {"", *SCOPES}, page
    number = len(list(cells()))
    print(f"{number} cells")
    assert number >= MATRIX["fewest_cells"]


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch):
    """Rendering takes seconds and has tests of its own."""
    monkeypatch.setattr("reports.views.printed.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("reports.views.approval.pdf_of_many", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("reports.views.approval.docx_of", lambda *_, **__: b"PK")
    monkeypatch.setattr("reports.views.corrections.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("reports.views.corrections.docx_of", lambda *_: b"PK")
    monkeypatch.setattr("reports.views.statistics.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("hazards.views.printing.pdf_of_many", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("hazards.views.printing.docx_of", lambda *_, **__: b"PK")
    monkeypatch.setattr("hazards.views.paper_list.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("hazards.views.paper_list.docx_of", lambda *_, **__: b"PK")
    monkeypatch.setattr("township_safety.desk.handover_views.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("township_safety.desk.sitefile.views.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr(
        "township_safety.desk.dashboard.views.pdf_of_page", lambda *_, **__: b"%PDF-"
    )
    monkeypatch.setattr(
        "township_safety.desk.dashboard.leader_views.pdf_of", lambda *_, **__: b"%PDF-"
    )
    papers = "township_safety.desk.proof_paper_views"
    monkeypatch.setattr(f"{papers}.pdf_of_many", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr(f"{papers}.docx_of", lambda *_, **__: b"PK")
    monkeypatch.setattr("township_safety.desk.digest.sending._hand_over", lambda *_: None)


@pytest.fixture
def _drawn(role, monkeypatch):
    if role not in THOROUGH:
        monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_, **__: "")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("_drawn")
def test_answers_as_the_table_says(world, role):
    client = Client()
    if (person := world.people[role]) is not None:
        client.force_login(person)
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    wrong = []
    for page, method, scope, who, expected in cells():
        if who != role:
            continue
        places = list(addresses(page, GROUPS))
        for address in places if role in THOROUGH else places[:1]:
            where = address(world.rows[scope or "own"])
            if session is not None:
                client.cookies[settings.SESSION_COOKIE_NAME] = session.value
            answer, written = asked(client, method, where)
            if answer != expected:
                wrong.append(f"{page} {method} {scope} {where}: {answer}, not {expected}")
            elif answer in REFUSED and page != "logout" and written:
                wrong.append(f"{page} {method} {scope} {where}: refused, and wrote {written[0]}")
    assert not wrong, "\n".join(wrong)


def asked(client, method, address):
    """The answer in the words of the table, and what was written; nothing of it stays."""
    written = []

    def listen(execute, sql, *rest):
        if WRITES.match(sql):
            written.append(sql[:120])
        return execute(sql, *rest)

    with connection.execute_wrapper(listen), transaction.atomic():
        response = client.get(address) if method == "get" else client.post(address, {"x": "1"})
        transaction.set_rollback(True)
    return word_of(response), written


def word_of(response):
    if response.status_code == HTTPStatus.FOUND:
        return "in" if response.url.startswith(reverse("login")) else "go"
    return WORDS.get(response.status_code, str(response.status_code))

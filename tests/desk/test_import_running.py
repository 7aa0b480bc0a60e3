"""A long ledger is checked and written beside the pages; colleagues go on working meanwhile."""

import threading
import time

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from township_safety.desk import import_batches, import_running
from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_work import Work
from township_safety.desk.models import ImportBatch, ImportedRow
from township_safety.organisation.models import Role
from township_safety.spreadsheets import parse_block
from township_safety.workbook import loading

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 60


@pytest.fixture
def office():
    make_sector("fire", name="消防")
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def draft(settings, tmp_path, monkeypatch, office, clerk):
    """Ready to be checked; long enough to be done in a thread."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(import_running, "LONG", 1)
    return ready(office, clerk)


def ready(office, clerk):
    lines = [f"2024-3-{1 + n % 28}\t第{n}处通道堵塞\t消防" for n in range(ROWS)]
    grids = [parse_block("\n".join(["检查日期\t存在问题\t行业领域", *lines]))]
    draft = Draft.keep(
        grids, name="旧.xlsx", register="hazards", is_history=False,
        by=clerk, office=office, file=None,
    )  # fmt: skip
    work = Work.of(draft, office)
    draft.is_settled = True
    work.keep()
    assert work.is_ready
    return draft


def waited(client, draft):
    """The page after the waiting is over."""
    url = reverse("import_preview", args=[draft.token])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page = client.get(url)
        if "Refresh" not in page.headers:
            return page
        time.sleep(0.1)
    raise AssertionError("never done")


def confirm(client, draft):
    page = waited(client, draft)
    url = reverse("import_confirm", args=[draft.token])
    client.post(url, {"digest": page.context["outcome"].digest})
    return waited(client, draft)


def test_a_long_ledger_goes_in_beside_the_page(client, draft):
    done = confirm(client, draft)
    batch = ImportBatch.objects.get()
    assert done.url == batch.get_absolute_url()
    assert Hazard.objects.count() == ROWS
    assert batch.rows.made().count() == ROWS
    assert not draft.folder.exists()


def test_a_colleague_saves_meanwhile(client, draft, office, monkeypatch):
    colleague = make_user(Role.CLERK, office)
    said, threads = [], []

    def save():
        try:
            hazard = Hazard(office=office, found_on=timezone.localdate(), description="新发现的")
            said.append(actions.register(hazard, by=colleague).number)
        finally:
            connections.close_all()

    write = loading.write

    def slow(plan, *, by):
        write(plan, by=by)
        threads.append(threading.Thread(target=save))
        threads[0].start()
        time.sleep(0.5)  # the import holds its transaction while the colleague clicks

    monkeypatch.setattr(loading, "write", slow)
    confirm(client, draft)
    threads[0].join(30)
    assert len(said) == 1
    numbers = set(Hazard.objects.values_list("number", flat=True))
    assert len(numbers) == ROWS + 1


def test_an_interrupted_import_leaves_nothing(client, draft, monkeypatch, caplog):
    def broken(*_, **__):
        raise MemoryError

    monkeypatch.setattr(import_batches, "_beside", broken)
    monkeypatch.setattr(import_batches, "_row", broken)
    page = confirm(client, draft)
    assert "没有写入任何内容" in page.content.decode()
    assert "confirm failed" in caplog.text
    assert not Hazard.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not ImportedRow.objects.exists()
    assert draft.outcome() is not None


def test_the_same_ledger_twice_at_once_goes_in_once(client, draft, office, clerk):
    second = ready(office, clerk)
    digests = [waited(client, one).context["outcome"].digest for one in (draft, second)]
    for one, digest in zip((draft, second), digests, strict=True):
        client.post(reverse("import_confirm", args=[one.token]), {"digest": digest})
    pages = [waited(client, one) for one in (draft, second)]
    assert Hazard.objects.count() == ROWS
    assert ImportBatch.objects.count() == 1
    assert sorted(page.status_code for page in pages) == [200, 302]

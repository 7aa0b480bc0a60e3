"""A real browser against the real pages; skipped where Chromium is not installed."""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
MISSING = "没有装 Chromium，浏览器测试没有运行：请先 apt-get install chromium，再运行一次"
# Where a browser must be there, its absence fails the tests instead of skipping them.
MAY_SKIP = not os.environ.get("REQUIRE_CHROMIUM")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None and MAY_SKIP, reason=MISSING))


@pytest.fixture(scope="session")
def chromium():
    # Playwright's own loop runs in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    assert CHROMIUM is not None, MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints():
    """What the scripts of the pages complain about; what is left of it fails the test."""
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def open_page(chromium, live_server, client: Client, complaints):
    """A page of a signed-in person."""
    contexts = []

    def opened(user, path, *, width=1366, height=768, **options):
        client.force_login(user)
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()

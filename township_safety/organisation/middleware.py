"""Around every page: an id for the log, the end of idle sessions, one-time passwords."""

import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader

from township_safety.organisation.trace import Trace, current

Page = Callable[[HttpRequest], HttpResponse]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
ENDED_IDLE = "ended_idle"


class RequestTraceMiddleware:
    """Gives each request an id that the log and the error pages quote."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trace = Trace(request_id=secrets.token_hex(5), address=request.META.get("REMOTE_ADDR"))
        token = current.set(trace)
        request.request_id = trace.request_id  # type: ignore[attr-defined]  # for the error pages
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response.headers["X-Request-Id"] = trace.request_id
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class RequestSizeMiddleware:
    """Refuses what is too large before anything reads it; stands before the CSRF check.

    A little more is read and thrown away: a browser that may not finish sending shows a broken
    connection instead of the answer.
    """

    READ_ANYWAY = 4
    CHUNK = 1024 * 1024

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = _length(request)
        if length <= limit:
            return self.get_response(request)
        if length <= limit * self.READ_ANYWAY:
            while request.read(self.CHUNK):
                pass
        return HttpResponse(loader.get_template("413.html").render({}), status=413)


def _length(request: HttpRequest) -> int:
    """What the sender declares; without it Django reads nothing."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdecimal() else 0


class SessionEndMiddleware:
    """Ends a session after some minutes without a request, and at the latest after its age.

    The moment of the last request is written once a minute at most: reading pages is no write.
    """

    COARSE_SECONDS = 60

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if self._is_over(request, now):
                logout(request)
                request.session[ENDED_IDLE] = True
            elif now - request.session.get(SEEN_AT, 0) >= self.COARSE_SECONDS:
                request.session[SEEN_AT] = now
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: int) -> bool:
        seen = request.session.get(SEEN_AT, now)
        began = request.session.setdefault(SIGNED_IN_AT, now)
        idle_seconds = settings.SESSION_IDLE_MINUTES * 60
        return bool(now - seen > idle_seconds or now - began > settings.SESSION_COOKIE_AGE)


class PasswordChangeMiddleware:
    """Whoever holds a one-time password chooses an own one before anything else."""

    ALLOWED = frozenset({"password_change", "logout", "login", "help", "help_page", "health"})

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        match = request.resolver_match
        if not user.is_authenticated or not user.must_change_password:
            return None
        if match is not None and match.view_name in self.ALLOWED:
            return None
        return redirect("password_change")

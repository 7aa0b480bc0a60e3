"""Signing in and staying signed in: both end on the day from which an account is disabled."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from township_safety.organisation.models import User


class DatedBackend(ModelBackend):
    """Asked at the sign-in and on every request, so no job has to switch anything off."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and not user.is_disabled

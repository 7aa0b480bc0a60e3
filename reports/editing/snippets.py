"""Keeping a set phrase, and putting it behind a text."""

from __future__ import annotations

from django.db import transaction

from reports.models import Snippet
from township_safety.organisation import audit
from township_safety.organisation.models import User


@transaction.atomic
def keep_snippet(snippet: Snippet, *, by: User) -> Snippet:
    is_new = snippet.pk is None
    snippet.save()
    audit.record(
        "新建常用语" if is_new else "修改常用语", by=by, office=snippet.office_id, target=snippet
    )
    return snippet


def with_phrase(text: str, phrase: str) -> str:
    """A paragraph of its own behind what stands there."""
    return f"{text.rstrip()}\n{phrase}".strip()

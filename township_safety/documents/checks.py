"""Said at every start: what this machine lacks for printing."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004 -- Django's own name

from township_safety.documents import health


@register()
def printing(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(sentence, id=f"documents.W{number:03}")
        for number, sentence in enumerate(health.problems(), start=1)
    ]

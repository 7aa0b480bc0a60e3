from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HazardsConfig(AppConfig):
    name = "hazards"
    verbose_name = "隐患"

    def ready(self) -> None:
        post_migrate.connect(_index_words, sender=self)


def _index_words(*, using: str, **_: Any) -> None:
    """Here, because a migration that rebuilds the table drops what is no part of a model."""
    from hazards import words

    words.ensure(using)

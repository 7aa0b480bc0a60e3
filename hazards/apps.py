from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HazardsConfig(AppConfig):
    name = "hazards"
    verbose_name = "隐患"

    def ready(self) -> None:
        # Only now the models are there.
        from hazards.consulting import meetings_of
        from hazards.related import tell_of

        post_migrate.connect(_index_words, sender=self)
        tell_of(meetings_of)


def _index_words(*, using: str, **_: Any) -> None:
    """Here, because a migration that rebuilds the table drops what is no part of a model."""
    from hazards import words

    words.ensure(using)

"""Documents as an installed app: it brings the paper's style sheet and the start-up checks."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "township_safety.documents"
    verbose_name = "文稿"

    def ready(self) -> None:
        from township_safety.documents import checks  # noqa: F401 -- registers them

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "检查执法"

    def ready(self) -> None:
        # Only now the models are there.
        from hazards.related import tell_of
        from inspections.clearing.following import sessions_of

        tell_of(sessions_of)

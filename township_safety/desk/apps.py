from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "township_safety.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from hazards.related import tell_of
        from township_safety.desk.related import found_by, paid_with
        from township_safety.desk.signed_papers import signed_of
        from township_safety.desk.sitefile.marking import sealed_with

        tell_of(found_by)
        tell_of(paid_with)
        tell_of(signed_of)
        tell_of(sealed_with)

"""Django's name for this department."""

from django.apps import AppConfig


class LogsConfig(AppConfig):
    name = "wederhoor.logs"
    label = "logs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.logs import forgetting, kinds  # noqa: F401  declares its acts, and what it forgets

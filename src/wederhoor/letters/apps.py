"""Django's name for this department."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "wederhoor.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.letters import followers, forgetting, kinds  # noqa: F401  acts, reactions, and what it forgets

"""Django's name for this department."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "wederhoor.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.pages import forgetting, kinds  # noqa: F401  declares acts, and what it forgets

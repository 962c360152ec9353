"""Django's name for this department."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "wederhoor.shops"
    label = "shops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.shops import kinds  # noqa: F401  declares this department's acts

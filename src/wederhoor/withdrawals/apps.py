"""Django's name for this department."""

from django.apps import AppConfig


class WithdrawalsConfig(AppConfig):
    name = "wederhoor.withdrawals"
    label = "withdrawals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.withdrawals import followers, forgetting, kinds, tasks  # noqa: F401  each makes itself known

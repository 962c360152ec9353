"""Django's name for this department."""

from django.apps import AppConfig


class WithdrawalsConfig(AppConfig):
    name = "wederhoor.withdrawals"
    label = "withdrawals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.claims.gathering import Source, register
        from wederhoor.withdrawals import followers, forgetting, gathering, kinds, tasks  # noqa: F401  each makes itself known

        register(Source("withdrawals", gathering.rows_of, "taken_at", gathering.papers_of))

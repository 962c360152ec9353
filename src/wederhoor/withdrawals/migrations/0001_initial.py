import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import wederhoor.evidence.sealing

STATES = ["taken", "review", "trial", "dropped"]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("claims", "0005_function"), ("shops", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "shop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("state", models.CharField(max_length=10)),
                ("suspect", models.CharField(blank=True, max_length=10)),
                ("channel", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=2)),
                ("order_number", models.CharField(blank=True, max_length=40)),
                ("said", wederhoor.evidence.sealing.SealedJSON(default=dict, editable=True)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("filled_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop", "order_number"], name="withdrawal_order"),
                    models.Index(fields=["shop", "-received_at"], name="withdrawal_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "ref"), name="one_withdrawal_per_confirmation"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", STATES)), name="withdrawal_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["page", "api"])), name="withdrawal_channel"
                    ),
                ],
            },
        ),
    ]

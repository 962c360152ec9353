from django.db import migrations, models

LONGEST_VKEY = 400


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_sealed")]

    operations = [
        migrations.CreateModel(
            "Cosignature",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("witness", models.CharField(max_length=LONGEST_VKEY)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("size", "witness"), name="journal_cosignature_once"),
                ]
            },
        ),
        migrations.CreateModel(
            "WitnessRefusal",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("witness", models.CharField(max_length=LONGEST_VKEY)),
                ("sort", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("size", "witness", "sort"), name="journal_refusal_once"),
                ]
            },
        ),
        migrations.CreateModel(
            "WitnessSeen",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("witness", models.CharField(max_length=LONGEST_VKEY, unique=True)),
                ("size", models.BigIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("says", models.TextField(blank=True)),
            ],
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_stamp")]

    operations = [
        migrations.AddField("witnessseen", "signed_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("witnessrefusal", "journal_refusal_once"),
    ]

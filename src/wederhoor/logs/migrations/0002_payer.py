"""Of a payment moment the keyed hash of its payer, so that a person's moments are found and forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="paymentmoment",
            name="mail",
            field=models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="paymentmoment",
            index=models.Index(fields=["shop", "mail"], name="moment_of_payer"),
        ),
    ]

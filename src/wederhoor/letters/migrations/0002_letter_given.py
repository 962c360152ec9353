"""The days and amounts a letter was written with."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='given',
            field=models.JSONField(default=dict),
        ),
    ]

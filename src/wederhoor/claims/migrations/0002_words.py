"""Signs part words, so that the number of LH-2041 is found; a generated column is replaced, never altered."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models

SPACE = models.Value(' ')


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='claim', name='claim_words'),
        migrations.RemoveField(model_name='claim', name='words'),
        migrations.AddField(
            model_name='claim',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Concat('code', SPACE, 'order_number', SPACE, 'customer_name', SPACE, 'subject', SPACE, 'goods'), models.Value('[^[:alnum:]]+'), SPACE, models.Value('g'), function='regexp_replace', output_field=models.TextField()), config='simple'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='claim_words'),
        ),
    ]

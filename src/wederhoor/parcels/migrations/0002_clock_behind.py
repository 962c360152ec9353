from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parcels', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='parcelrecord',
            name='parcel_clock_known',
        ),
        migrations.AddConstraint(
            model_name='parcelrecord',
            constraint=models.CheckConstraint(condition=models.Q(('clock__in', ['', 'ahead', 'behind', 'none'])), name='parcel_clock_known'),
        ),
    ]

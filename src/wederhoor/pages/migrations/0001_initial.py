import django.db.models.deletion
import django.utils.timezone
import wederhoor.evidence.sealing
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0007_about_exhibits'),
        ('shops', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('origin', models.CharField(max_length=10)),
                ('words_sha256', models.CharField(max_length=64)),
                ('body_sha256', models.CharField(max_length=64)),
                ('body_size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.CharField(max_length=60)),
                ('seen_from', models.DateTimeField(blank=True, null=True)),
                ('seen_until', models.DateTimeField(blank=True, null=True)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.termsversion')),
                ('print', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.termsversion')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.termsversion')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_number', models.CharField(max_length=40)),
                ('ref', models.CharField(max_length=80)),
                ('teller', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('was_preticked', models.BooleanField(null=True)),
                ('is_ticked', models.BooleanField(null=True)),
                ('body_sha256', models.CharField(blank=True, max_length=64)),
                ('words', wederhoor.evidence.sealing.SealedJSON(default=dict, editable=True)),
                ('token', models.CharField(max_length=24, unique=True)),
                ('key', models.CharField(max_length=64)),
                ('line', models.BigIntegerField()),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='pages.pageversion')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_number', models.CharField(max_length=40)),
                ('ref', models.CharField(max_length=80)),
                ('teller', models.CharField(max_length=10)),
                ('why', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('said', wederhoor.evidence.sealing.SealedJSON(default=dict, editable=True)),
                ('key', models.CharField(max_length=64)),
                ('line', models.BigIntegerField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
            ],
            options={
                'ordering': ('-kept_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=200)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
            ],
            options={
                'ordering': ('origin',),
            },
        ),
        migrations.CreateModel(
            name='WatchedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.CharField(max_length=60)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=12)),
                ('told', models.CharField(blank=True, max_length=300)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('body_sha256', models.CharField(blank=True, max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('url', models.URLField(blank=True, max_length=1000)),
                ('problem', models.CharField(blank=True, max_length=12)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='pages.pageversion')),
                ('warc', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.termsversion')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='pages.watchedpage')),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.AddField(
            model_name='pageversion',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='pages.watchedpage'),
        ),
        migrations.CreateModel(
            name='AcceptedFrom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', wederhoor.evidence.sealing.SealedText(editable=True)),
                ('kept_at', models.DateTimeField()),
                ('key', models.CharField(max_length=64)),
                ('line', models.BigIntegerField()),
                ('acceptance', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='came_from', to='pages.acceptance')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shops.shop')),
            ],
            options={
                'indexes': [models.Index(fields=['shop', 'kept_at'], name='address_by_moment')],
            },
        ),
        migrations.AddIndex(
            model_name='acceptance',
            index=models.Index(fields=['shop', 'kept_at'], name='acceptance_by_moment'),
        ),
        migrations.AddConstraint(
            model_name='acceptance',
            constraint=models.UniqueConstraint(fields=('shop', 'order_number', 'ref'), name='accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='acceptance',
            constraint=models.CheckConstraint(condition=models.Q(('teller__in', ['browser', 'shop'])), name='acceptance_teller_known'),
        ),
        migrations.AddConstraint(
            model_name='setaside',
            constraint=models.UniqueConstraint(fields=('shop', 'order_number', 'ref', 'why'), name='set_aside_once'),
        ),
        migrations.AddConstraint(
            model_name='setaside',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ['unknown', 'not_yet', 'no_longer', 'added', 'no_terms', 'differs'])), name='aside_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.UniqueConstraint(fields=('shop', 'origin'), name='one_row_per_site'),
        ),
        migrations.AddIndex(
            model_name='watchedpage',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['shop', 'next_at'], name='page_to_be_looked_at'),
        ),
        migrations.AddConstraint(
            model_name='watchedpage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['terms', 'information', 'product', 'checkout'])), name='page_kind_known'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(fields=['page', '-at'], name='sighting_by_moment'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(fields=['shop', 'body_sha256'], name='sighting_by_bytes'),
        ),
        migrations.AddIndex(
            model_name='pageversion',
            index=models.Index(fields=['page', 'seen_from'], name='version_by_moment'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.UniqueConstraint(fields=('page', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['captured', 'added'])), name='version_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'captured'), ('seen_from__isnull', False), ('seen_until__isnull', False)), models.Q(('origin', 'added'), ('seen_from', None), ('seen_until', None), ('since__isnull', False)), _connector='OR'), name='version_seen_or_told'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.CheckConstraint(condition=models.Q(('seen_from', None), ('seen_until__gte', models.F('seen_from')), _connector='OR'), name='version_seen_in_order'),
        ),
    ]

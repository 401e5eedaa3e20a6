import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('boards', '0001_initial'),
        ('posts', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OldForum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=80, unique=True, verbose_name='source')),
                ('host', models.CharField(blank=True, max_length=80, verbose_name='host')),
            ],
            options={
                'verbose_name': 'old forum',
                'verbose_name_plural': 'old forums',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='AcceptedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post', verbose_name='post')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'accepted answer',
                'verbose_name_plural': 'accepted answers',
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=80, verbose_name='source')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('foreign_id', models.CharField(max_length=120, verbose_name='id there')),
                ('local_id', models.BigIntegerField(verbose_name='id here')),
                ('number', models.BigIntegerField(null=True, verbose_name='number there')),
            ],
            options={
                'verbose_name': 'imported row',
                'verbose_name_plural': 'imported rows',
                'indexes': [models.Index(condition=models.Q(('number__isnull', False)), fields=['local_id'], name='import_numbered')],
                'constraints': [models.UniqueConstraint(models.F('source'), models.F('kind'), models.F('foreign_id'), name='import_once')],
            },
        ),
        migrations.CreateModel(
            name='OldAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300, verbose_name='path')),
                ('board', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='boards.board', verbose_name='board')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post', verbose_name='post')),
                ('tag', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.tag', verbose_name='tag')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic', verbose_name='topic')),
                ('forum', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='importing.oldforum', verbose_name='old forum')),
            ],
            options={
                'verbose_name': 'old address',
                'verbose_name_plural': 'old addresses',
                'constraints': [models.UniqueConstraint(models.F('path'), models.F('forum'), name='old_address_once'), models.CheckConstraint(condition=models.Q(models.Q(('board', None), ('member', None), ('tag', None), ('topic__isnull', False)), models.Q(('board__isnull', False), ('member', None), ('post', None), ('tag', None), ('topic', None)), models.Q(('board', None), ('member', None), ('post', None), ('tag__isnull', False), ('topic', None)), models.Q(('board', None), ('member__isnull', False), ('post', None), ('tag', None), ('topic', None)), _connector='OR'), name='old_address_leads_somewhere')],
            },
        ),
    ]

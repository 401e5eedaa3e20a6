import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SuppressedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('reason', models.CharField(choices=[('bounce', 'mail came back'), ('complaint', 'called spam'), ('soft', 'mail came back for now')], default='bounce', max_length=10, verbose_name='reason')),
                ('times', models.PositiveSmallIntegerField(default=1, verbose_name='times')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='what was answered')),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported at')),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
            },
        ),
        migrations.CreateModel(
            name='DigestTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], max_length=10)),
                ('zone', models.CharField(blank=True, max_length=64)),
                ('due_at', models.DateTimeField(db_index=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'time of a digest',
                'verbose_name_plural': 'times of digests',
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('period'), name='digest_time_once')],
            },
        ),
        migrations.CreateModel(
            name='TopicMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailed_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'verbose_name': 'mail about a topic',
                'verbose_name_plural': 'mails about topics',
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('topic'), name='topic_mail_once')],
            },
        ),
    ]

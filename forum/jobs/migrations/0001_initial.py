import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due at')),
                ('claim', models.CharField(blank=True, default='', editable=False, max_length=32, verbose_name='claim')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='claimed at')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('key', models.CharField(max_length=120, null=True, unique=True, verbose_name='key')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
            ],
            options={
                'verbose_name': 'background job',
                'verbose_name_plural': 'background jobs',
                'indexes': [models.Index(fields=['state', 'due_at'], name='job_due')],
            },
        ),
    ]

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('moderation', '0004_log_entries_say_more'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cleanup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('rule', models.CharField(blank=True, max_length=200, verbose_name='rule')),
                ('rule_address', models.CharField(blank=True, max_length=400)),
                ('staff_note', models.CharField(blank=True, max_length=500, verbose_name='note for staff')),
                ('parts', models.JSONField(default=list, verbose_name='parts')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='things')),
                ('state', models.CharField(choices=[('asked', 'to be confirmed'), ('declined', 'declined'), ('begun', 'begun')], default='asked', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'clean-up',
                'verbose_name_plural': 'clean-ups',
            },
        ),
        migrations.CreateModel(
            name='CleanedMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counts', models.JSONField(default=dict)),
                ('begun_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cleaned_member', to='moderation.logentry')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('cleanup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='cleanup.cleanup')),
            ],
            options={
                'verbose_name': 'member cleaned up after',
                'verbose_name_plural': 'members cleaned up after',
            },
        ),
        migrations.CreateModel(
            name='CleanedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=20)),
                ('item', models.BigIntegerField()),
                ('facts', models.JSONField(default=dict)),
                ('restored_at', models.DateTimeField(null=True)),
                ('cleaned_member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='cleanup.cleanedmember')),
            ],
            options={
                'verbose_name': 'thing cleaned up',
                'verbose_name_plural': 'things cleaned up',
                'constraints': [models.UniqueConstraint(models.F('cleaned_member'), models.F('part'), models.F('item'), name='cleaned_item_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='cleanedmember',
            constraint=models.UniqueConstraint(models.F('cleanup'), models.F('member'), name='cleaned_member_once'),
        ),
    ]

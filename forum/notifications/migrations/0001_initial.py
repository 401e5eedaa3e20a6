import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('follows', '0001_initial'),
        ('posts', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='posts.post')),
                ('cursor', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'fan-out',
                'verbose_name_plural': 'fan-outs',
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notification_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('choices', models.JSONField(default=dict)),
                ('is_quiet', models.BooleanField(default=False)),
                ('most_mails', models.PositiveSmallIntegerField(default=10)),
            ],
            options={
                'verbose_name': 'preferences about notifications',
                'verbose_name_plural': 'preferences about notifications',
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('matter', models.CharField(max_length=60)),
                ('count', models.PositiveIntegerField(default=0)),
                ('detail', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='posts.post')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic')),
            ],
            options={
                'verbose_name': 'notification',
                'verbose_name_plural': 'notifications',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due at')),
                ('claim', models.CharField(blank=True, default='', editable=False, max_length=32, verbose_name='claim')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='claimed at')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('key', models.CharField(blank=True, max_length=80)),
                ('channel', models.CharField(max_length=10, verbose_name='channel')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('detail', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'being sent'), ('overflow', 'for the next digest'), ('sent', 'sent'), ('skipped', 'not sent on purpose'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                ('counted_on', models.DateField(null=True)),
                ('follow', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='follows.follow')),
                ('member', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post')),
                ('notification', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='notifications.notification')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mail',
            },
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['member', '-raised_at', '-id'], name='notification_list'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(condition=models.Q(('read_at', None)), fields=('member', 'matter'), name='notification_unread_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'due_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['done_at'], name='delivery_old'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('follow__isnull', False)), fields=['follow'], name='delivery_follow'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('notification__isnull', False)), fields=['notification'], name='delivery_notification'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('counted_on__isnull', False)), fields=['member', 'counted_on'], name='delivery_counted'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('post'), models.F('member'), models.F('channel'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('post'), models.F('address'), models.F('channel'), condition=models.Q(('address', ''), _negated=True), name='delivery_to_address_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('member'), models.F('key'), models.F('channel'), condition=models.Q(('key', ''), _negated=True), name='delivery_about_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('address'), models.F('key'), models.F('channel'), condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('address', ''), _negated=True)), name='delivery_to_about_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('member__isnull', False)), models.Q(('member__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='delivery_to_one_person'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), ('post__isnull', False)), models.Q(('post__isnull', True), models.Q(('key', ''), _negated=True)), _connector='OR'), name='delivery_about_one_thing'),
        ),
    ]

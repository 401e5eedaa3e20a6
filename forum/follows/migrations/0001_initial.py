import django.db.models.deletion
import django.utils.timezone
import forum.follows.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('boards', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedKey',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='feed_key', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('key', models.CharField(default=forum.follows.models.new_feed_key, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'feed key',
                'verbose_name_plural': 'feed keys',
            },
        ),
        migrations.CreateModel(
            name='FollowPreference',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='follow_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('topic', models.CharField(choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], default='first', max_length=10)),
                ('board', models.CharField(choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], default='daily', max_length=10)),
                ('tag', models.CharField(choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], default='daily', max_length=10)),
                ('person', models.CharField(choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], default='every', max_length=10)),
                ('follows_started', models.BooleanField(default=True)),
                ('follows_replied', models.BooleanField(default=True)),
                ('is_shown', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name': 'preferences about following',
                'verbose_name_plural': 'preferences about following',
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(blank=True, max_length=12)),
                ('state', models.CharField(choices=[('following', 'following'), ('muted', 'muted'), ('left', 'not followed any more'), ('unconfirmed', 'asked for by mail, not confirmed')], default='following', max_length=12, verbose_name='state')),
                ('level', models.CharField(blank=True, choices=[('every', 'Every post'), ('first', 'Only the first until I return'), ('daily', 'Daily digest'), ('weekly', 'Weekly digest'), ('site', 'On site only')], default='every', max_length=10, verbose_name='level')),
                ('level_at', models.DateTimeField(null=True)),
                ('is_shown', models.BooleanField(default=True, verbose_name='shown among the followers')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('mailed_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('board', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='boards.board', verbose_name='board')),
                ('member', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to=settings.AUTH_USER_MODEL, verbose_name='followed member')),
                ('tag', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='topics.tag', verbose_name='tag')),
                ('topic', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='topics.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'follow',
                'verbose_name_plural': 'follows',
                'indexes': [models.Index(fields=['topic', 'created_at'], name='follow_topic'), models.Index(fields=['topic', 'id'], name='follow_topic_walk'), models.Index(fields=['board', 'id'], name='follow_board_walk'), models.Index(fields=['tag', 'id'], name='follow_tag_walk'), models.Index(fields=['person', 'id'], name='follow_person_walk'), models.Index(fields=['level', 'state', 'member'], name='follow_level'), models.Index(fields=['member', 'state'], name='follow_state')],
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('topic'), name='follow_once'), models.UniqueConstraint(models.F('member'), models.F('board'), name='follow_board_once'), models.UniqueConstraint(models.F('member'), models.F('tag'), name='follow_tag_once'), models.UniqueConstraint(models.F('member'), models.F('person'), name='follow_person_once'), models.UniqueConstraint(models.F('address'), models.F('topic'), condition=models.Q(('address', ''), _negated=True), name='follow_by_mail_once'), models.CheckConstraint(condition=models.Q(models.Q(('board__isnull', True), ('person__isnull', True), ('tag__isnull', True), ('topic__isnull', False)), models.Q(('board__isnull', False), ('person__isnull', True), ('tag__isnull', True), ('topic__isnull', True)), models.Q(('board__isnull', True), ('person__isnull', True), ('tag__isnull', False), ('topic__isnull', True)), models.Q(('board__isnull', True), ('person__isnull', False), ('tag__isnull', True), ('topic__isnull', True)), _connector='OR'), name='follow_of_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('member__isnull', False)), models.Q(('member__isnull', True), ('topic__isnull', False), models.Q(('address', ''), _negated=True)), _connector='OR'), name='follow_by_one_person'), models.CheckConstraint(condition=models.Q(('state__in', ['muted', 'left']), models.Q(('level', ''), _negated=True), _connector='OR'), name='follow_active_has_level')],
            },
        ),
    ]

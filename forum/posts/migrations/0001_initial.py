import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('boards', '0001_initial'),
        ('topics', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='number')),
                ('source', models.TextField(verbose_name='text')),
                ('html', models.TextField(editable=False)),
                ('text', models.TextField(editable=False)),
                ('markup_version', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('is_plain', models.BooleanField(default=False, editable=False, verbose_name='shown as plain text')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('key', models.CharField(editable=False, max_length=64, null=True)),
                ('ip', models.GenericIPAddressField(editable=False, null=True, verbose_name='address')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='revision')),
                ('merged_count', models.PositiveIntegerField(default=0, editable=False)),
                ('edited_at', models.DateTimeField(editable=False, null=True, verbose_name='edited')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('removed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('edited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='posts.post', verbose_name='reply to')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='topics.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
            },
        ),
        migrations.CreateModel(
            name='PendingPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('source', models.TextField(verbose_name='text')),
                ('follow', models.BooleanField(null=True)),
                ('key', models.CharField(max_length=64)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='address')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pending_posts', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('board', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pending_posts', to='boards.board', verbose_name='board')),
                ('tags', models.ManyToManyField(blank=True, related_name='+', to='topics.tag', verbose_name='tags')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pending_posts', to='topics.topic', verbose_name='topic')),
                ('reply_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='posts.post', verbose_name='reply to')),
            ],
            options={
                'verbose_name': 'post that waits for approval',
                'verbose_name_plural': 'posts that wait for approval',
            },
        ),
        migrations.CreateModel(
            name='PostTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_count', models.IntegerField(default=0)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='boards.board')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='post_totals', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'number of posts on a board',
                'verbose_name_plural': 'numbers of posts on boards',
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='revision')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('source', models.TextField(verbose_name='text')),
                ('html', models.TextField(editable=False)),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('replaced_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='replaced')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='posts.post', verbose_name='post')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ('-number',),
            },
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['author', '-created_at'], name='post_author'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(models.F('topic'), models.F('number'), name='post_number_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(models.F('author'), models.F('key'), condition=models.Q(('key__isnull', False)), name='post_key_once'),
        ),
        migrations.AddConstraint(
            model_name='pendingpost',
            constraint=models.UniqueConstraint(models.F('author'), models.F('key'), name='pending_post_key_once'),
        ),
        migrations.AddConstraint(
            model_name='pendingpost',
            constraint=models.CheckConstraint(condition=models.Q(('topic__isnull', True), ('board__isnull', True), _connector='XOR'), name='pending_post_in_one_place'),
        ),
        migrations.AddConstraint(
            model_name='posttotal',
            constraint=models.UniqueConstraint(models.F('member'), models.F('board'), name='post_total_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(models.F('post'), models.F('number'), name='revision_once'),
        ),
    ]

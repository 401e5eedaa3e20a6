import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('boards', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug_key', models.CharField(editable=False, max_length=240, unique=True)),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=240, unique=True)),
                ('slug', models.SlugField(allow_unicode=True, max_length=60, unique=True, verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('follower_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='followers')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FormerTagSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=240, unique=True)),
                ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='topics.tag')),
            ],
            options={
                'verbose_name': 'earlier address of a tag',
                'verbose_name_plural': 'earlier addresses of tags',
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('last_number', models.PositiveIntegerField(default=0, editable=False)),
                ('post_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='posts')),
                ('follower_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='followers')),
                ('view_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='views')),
                ('last_post_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last post')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('pinned_at', models.DateTimeField(blank=True, null=True, verbose_name='pinned')),
                ('pin_rank', models.GeneratedField(db_persist=True, expression=models.Case(models.When(pinned_at__isnull=False, then=1), default=0), output_field=models.SmallIntegerField())),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='locked')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('removed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to=settings.AUTH_USER_MODEL, verbose_name='starter')),
                ('board', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='boards.board', verbose_name='board')),
                ('last_poster', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last poster')),
                ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pinned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tags', models.ManyToManyField(blank=True, related_name='topics', to='topics.tag', verbose_name='tags')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
            },
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to='topics.topic')),
            ],
            options={
                'verbose_name': 'read mark',
                'verbose_name_plural': 'read marks',
            },
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['board', '-pin_rank', '-last_post_at', '-id'], name='topic_board_order'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['board', '-last_post_at'], name='topic_board_latest'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['-last_post_at', '-id'], name='topic_latest'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['board', '-created_at'], name='topic_board_started'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['author', '-created_at'], name='topic_author'),
        ),
        migrations.AddIndex(
            model_name='readmark',
            index=models.Index(fields=['topic'], name='read_mark_topic'),
        ),
        migrations.AddConstraint(
            model_name='readmark',
            constraint=models.UniqueConstraint(models.F('member'), models.F('topic'), name='read_mark_once'),
        ),
    ]

import django.db.models.deletion
import forum.boards.groups
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug_key', models.CharField(editable=False, max_length=240, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True, verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='order')),
                ('takes_topics', models.BooleanField(default=True, help_text='Off for a board that only gathers others under a heading.', verbose_name='takes topics')),
                ('topic_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='topics')),
                ('post_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='posts')),
                ('follower_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='followers')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='boards.board', verbose_name='inside')),
            ],
            options={
                'verbose_name': 'board',
                'verbose_name_plural': 'boards',
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='FormerBoardSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=240, unique=True)),
                ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='boards.board')),
            ],
            options={
                'verbose_name': 'earlier address of a board',
                'verbose_name_plural': 'earlier addresses of boards',
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=forum.boards.groups.audience_choices, max_length=40, verbose_name='who')),
                ('verbs', models.JSONField(blank=True, default=list, verbose_name='may')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='boards.board', verbose_name='board')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='auth.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
            },
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='board_not_inside_itself'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(models.F('board'), models.F('audience'), condition=models.Q(('group', None)), name='grant_audience_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(models.F('board'), models.F('group'), name='grant_group_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'group'), ('group__isnull', False)), models.Q(models.Q(('audience', 'group'), _negated=True), ('group', None)), _connector='OR'), name='grant_group_named'),
        ),
    ]

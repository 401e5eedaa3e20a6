import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0002_following'),
        ('posts', '0001_initial'),
        ('topics', '0002_following'),
        ('transfer', '0001_initial'),
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
        migrations.AddField(
            model_name='oldaddress',
            name='board',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='boards.board', verbose_name='board'),
        ),
        migrations.AddField(
            model_name='oldaddress',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member'),
        ),
        migrations.AddField(
            model_name='oldaddress',
            name='tag',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.tag', verbose_name='tag'),
        ),
        migrations.AlterField(
            model_name='oldaddress',
            name='path',
            field=models.CharField(max_length=300, verbose_name='path'),
        ),
        migrations.AlterField(
            model_name='oldaddress',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='topics.topic', verbose_name='topic'),
        ),
        migrations.AddField(
            model_name='oldaddress',
            name='forum',
            field=models.ForeignKey(null=True, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='transfer.oldforum', verbose_name='old forum'),
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
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0006_requires_descriptions'),
    ]

    operations = [
        migrations.AddField(
            model_name='board',
            name='takes_solutions',
            field=models.BooleanField(db_default=False, default=False, help_text='Whoever starts a topic here, or a moderator, can mark a reply as the solution.', verbose_name='topics can be solved'),
        ),
    ]

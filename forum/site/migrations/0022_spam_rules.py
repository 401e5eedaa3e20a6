import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('site', '0021_sign_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='cleanup_days',
            field=models.PositiveSmallIntegerField(db_default=60, default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='clean-up: first post not older than, in days'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='cleanup_posts',
            field=models.PositiveSmallIntegerField(db_default=50, default=50, help_text='After all others, only administrators can clean up.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='clean-up: members with fewer posts than'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='profile_posts',
            field=models.PositiveSmallIntegerField(db_default=3, default=3, help_text='What members say about themselves is shown to others once so many of their posts are public. 0 shows it at once.', validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='posts after which a profile is shown'),
        ),
    ]

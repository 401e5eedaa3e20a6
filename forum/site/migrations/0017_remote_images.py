from typing import Any

from django.db import migrations, models


def keep_what_was_chosen(apps: Any, schema_editor: Any) -> None:
    SiteSettings = apps.get_model("site", "SiteSettings")
    SiteSettings.objects.filter(shows_remote_images=False).update(remote_images="linked")


def choose_the_nearest(apps: Any, schema_editor: Any) -> None:
    SiteSettings = apps.get_model("site", "SiteSettings")
    SiteSettings.objects.exclude(remote_images="loaded").update(shows_remote_images=False)


class Migration(migrations.Migration):

    dependencies = [
        ('site', '0016_link_cards'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='remote_images',
            field=models.CharField(choices=[('linked', 'Links only'), ('loaded', 'Loaded from there'), ('copied', 'Copied to this forum')], default='loaded', help_text='Loaded from there, those sites learn that someone reads the post. Copied, each is fetched once in the background and kept here as long as a post shows it; until then, and where that fails, it is a link.', max_length=10, verbose_name='pictures of other sites'),
        ),
        migrations.RunPython(keep_what_was_chosen, choose_the_nearest),
        migrations.RemoveField(
            model_name='sitesettings',
            name='shows_remote_images',
        ),
    ]

from typing import Any

from django.db import migrations

PROMISED = "author"


def keep_promise(apps: Any, _editor: Any) -> None:
    """Whoever edited a post until now was told that only they and moderators see what it said before."""
    settings = apps.get_model("site", "SiteSettings").objects
    if not apps.get_model("posts", "Revision").objects.exists():
        return
    if not settings.filter(pk=1).update(history_readers=PROMISED):
        settings.create(pk=1, history_readers=PROMISED)


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_history_and_wiki_posts"), ("site", "0011_editing")]
    operations = [migrations.RunPython(keep_promise, migrations.RunPython.noop)]

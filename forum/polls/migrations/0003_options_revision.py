from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def date_options(apps: Any, schema_editor: Any) -> None:
    # Since when each says what it says is not known of polls that were changed: since the last change at the latest.
    polls = apps.get_model("polls", "Poll").objects.filter(pk=OuterRef("poll"))
    options = apps.get_model("polls", "PollOption").objects.filter(poll__revision__gt=1)
    options.update(revision=Subquery(polls.values("revision")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('polls', '0002_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='polloption',
            name='revision',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.RunPython(date_options, migrations.RunPython.noop, elidable=True),
    ]

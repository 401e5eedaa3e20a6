from typing import Any

from django.db import migrations


def let_writers_attach(apps: Any, schema_editor: Any) -> None:
    """Who may write on a board may attach files there, as on a new board."""
    Grant = apps.get_model("boards", "Grant")
    for grant in Grant.objects.all():
        if {"start", "reply"} & set(grant.verbs) and "attach" not in grant.verbs:
            grant.verbs = [*grant.verbs, "attach"]
            grant.save(update_fields=["verbs"])


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0003_react'),
    ]

    operations = [
        migrations.RunPython(let_writers_attach, migrations.RunPython.noop),
    ]

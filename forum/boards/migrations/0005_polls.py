"""Whoever could start topics on a board can make polls there."""

from typing import Any

from django.db import migrations


def grant_polls(apps: Any, schema_editor: Any) -> None:
    grants = apps.get_model("boards", "Grant").objects
    for grant in grants.all():
        if "start" in grant.verbs and "poll" not in grant.verbs:
            grant.verbs = [*grant.verbs, "poll"]
            grant.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("boards", "0004_may_attach")]
    operations = [migrations.RunPython(grant_polls, migrations.RunPython.noop)]

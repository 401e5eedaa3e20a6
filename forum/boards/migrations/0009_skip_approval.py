"""Whoever moderates a board never waits for approval there."""

from typing import Any

from django.db import migrations


def grant(apps: Any, schema_editor: Any) -> None:
    grants = apps.get_model("boards", "Grant").objects
    for row in grants.all():
        if "moderate" in row.verbs and "skip_approval" not in row.verbs:
            row.verbs = [*row.verbs, "skip_approval"]
            row.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("boards", "0008_topic_fields")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]

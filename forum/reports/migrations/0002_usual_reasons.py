from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

USUAL = (
    "It’s spam or an advertisement",
    "It’s rude or hurtful",
    "It’s off topic",
    "It gives away private data",
    "It may be illegal",
    "Something else",
)


def add_usual(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reasons = apps.get_model("reports", "ReportReason")
    for number, words in enumerate(USUAL, start=1):
        reasons.objects.create(words=words, position=number * 10)


class Migration(migrations.Migration):
    """The list that the admin finds to change."""

    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(add_usual, migrations.RunPython.noop)]

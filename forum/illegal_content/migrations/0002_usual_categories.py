from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

USUAL = (
    ("Sexual abuse of children", True, True),
    ("Terrorism", True, False),
    ("Hate or threats", False, False),
    ("Someone’s private pictures or data", False, False),
    ("Copyright or trademarks", False, False),
    ("Fraud or illegal trade", False, False),
    ("Something else that is illegal", False, False),
)


def add_usual(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    categories = apps.get_model("illegal_content", "Category")
    for number, (words, is_urgent, is_nameless) in enumerate(USUAL, start=1):
        categories.objects.create(
            words=words, position=number * 10, is_urgent=is_urgent, is_nameless=is_nameless
        )


class Migration(migrations.Migration):
    """The list that the admin finds to change."""

    dependencies = [("illegal_content", "0001_initial")]

    operations = [migrations.RunPython(add_usual, migrations.RunPython.noop)]

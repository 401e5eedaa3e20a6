from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def allow_who_replies(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever may reply on a board may react there."""
    grants = apps.get_model("boards", "Grant").objects
    for grant in grants.all():
        if "reply" in grant.verbs and "react" not in grant.verbs:
            grants.filter(pk=grant.pk).update(verbs=[*grant.verbs, "react"])


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grants = apps.get_model("boards", "Grant").objects
    for grant in grants.all():
        if "react" in grant.verbs:
            grants.filter(pk=grant.pk).update(verbs=[verb for verb in grant.verbs if verb != "react"])


class Migration(migrations.Migration):

    dependencies = [("boards", "0002_moderators")]

    operations = [migrations.RunPython(allow_who_replies, forget)]

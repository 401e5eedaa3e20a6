from django.db import migrations

from accounts.rekeying import rekey


def forwards(apps, schema_editor):
    rekey(apps.get_model("accounts", "User").objects)


class Migration(migrations.Migration):
    """The keys of names, after the rule for which names look alike has grown."""

    dependencies = [("accounts", "0003_names_people_see")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

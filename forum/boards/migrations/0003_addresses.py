import django.db.models.deletion
from django.db import migrations, models

from forum.markup.signs import folded


def fill(apps, schema_editor):
    """Of several that differ in small things, the oldest has the key, and the others have it with a number.

    Their own addresses lead to them as before; whoever changes one of them is asked for another name.
    """
    things = apps.get_model("boards", "Board").objects
    for field in ("slug",):
        taken = set()
        for pk, value in things.order_by("pk").values_list("pk", field):
            key, number = folded(value)[:230], 2
            while key in taken:
                key, number = f"{folded(value)[:230]}~{number}", number + 1
            taken.add(key)
            things.filter(pk=pk).update(**{f"{field}_key": key})


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0002_following"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="slug_key",
            field=models.CharField(editable=False, max_length=240, null=True),
        ),
        migrations.CreateModel(
            name="FormerBoardSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=240, unique=True)),
                (
                    "thing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="boards.board",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier address of a board",
                "verbose_name_plural": "earlier addresses of boards",
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="board",
            name="slug_key",
            field=models.CharField(editable=False, max_length=240, unique=True),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

from forum.markup.signs import folded


def fill(apps, schema_editor):
    """Of several that differ in small things, the oldest has the key, and the others have it with a number.

    Their own addresses lead to them as before; whoever changes one of them is asked for another name.
    """
    things = apps.get_model("topics", "Tag").objects
    for field in ("name", "slug"):
        taken = set()
        for pk, value in things.order_by("pk").values_list("pk", field):
            key, number = folded(value)[:230], 2
            while key in taken:
                key, number = f"{folded(value)[:230]}~{number}", number + 1
            taken.add(key)
            things.filter(pk=pk).update(**{f"{field}_key": key})


class Migration(migrations.Migration):
    dependencies = [
        ("topics", "0003_started_by_board"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="name_key",
            field=models.CharField(editable=False, max_length=240, null=True),
        ),
        migrations.AddField(
            model_name="tag",
            name="slug_key",
            field=models.CharField(editable=False, max_length=240, null=True),
        ),
        migrations.CreateModel(
            name="FormerTagSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=240, unique=True)),
                (
                    "thing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="topics.tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier address of a tag",
                "verbose_name_plural": "earlier addresses of tags",
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="tag",
            name="name_key",
            field=models.CharField(editable=False, max_length=240, unique=True),
        ),
        migrations.AlterField(
            model_name="tag",
            name="slug_key",
            field=models.CharField(editable=False, max_length=240, unique=True),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count


def count(apps, schema_editor):
    post, total = apps.get_model("posts", "Post"), apps.get_model("posts", "PostTotal")
    standing = post.objects.filter(removed_at=None, topic__removed_at=None).order_by()
    found = standing.values_list("author", "topic__board").annotate(n=Count("pk"))
    rows = [total(member_id=member, board_id=board, post_count=number) for member, board, number in found]
    total.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0002_following"),
        ("posts", "0002_merged_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post_count", models.IntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="boards.board"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="post_totals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "number of posts on a board",
                "verbose_name_plural": "numbers of posts on boards",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("member"), models.F("board"), name="post_total_once"
                    )
                ],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def link(apps, schema_editor):
    """Unread notices are told by what has rung since the first post that they name."""
    delivery, notice = apps.get_model("notices", "Delivery"), apps.get_model("notices", "Notice")
    told_by = notice.objects.filter(
        member=OuterRef("member"), topic__posts=OuterRef("post"), post__lte=OuterRef("post"), read_at=None
    ).exclude(kind="moderated")
    rung = delivery.objects.filter(channel="bell", post__isnull=False)
    rung.update(notice=Subquery(told_by.order_by("-pk").values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("follows", "0002_following"),
        ("notices", "0002_claim"),
        ("posts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="notice",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="told",
                to="notices.notice",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("notice__isnull", False)), fields=["notice"], name="delivery_notice"
            ),
        ),
        # Last: PostgreSQL alters no table while rows wait for their references to be checked.
        migrations.RunPython(link, migrations.RunPython.noop, elidable=True),
    ]

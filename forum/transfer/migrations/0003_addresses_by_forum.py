import re

from django.db import migrations

POST = re.compile(r"/t/[^/]+/(\d+)/(\d+)")


def share_out(apps, schema_editor):
    """Give each address to the forum it came with, and name posts without the words that may change."""
    Import = apps.get_model("transfer", "Import")
    OldForum = apps.get_model("transfer", "OldForum")
    OldAddress = apps.get_model("transfer", "OldAddress")
    forums, by_topic = {}, {}
    rows = Import.objects.order_by("pk").values_list("source", "kind", "local_id")
    for source, kind, local_id in rows.iterator():
        if source not in forums:
            name = source.partition(":")[2]
            forums[source] = OldForum.objects.create(source=source, host=name if "." in name else "")
        if kind == "topic":
            by_topic[local_id] = forums[source]
    stray = None
    seen, changed = set(), []
    for address in OldAddress.objects.order_by("pk").iterator():
        forum = by_topic.get(address.topic_id)
        if forum is None:
            stray = stray or OldForum.objects.get_or_create(source="unknown")[0]
            forum = stray
        address.forum = forum
        post = POST.fullmatch(address.path) if address.post_id else None
        short = f"/t/-/{post[1]}/{post[2]}" if post else address.path
        if (forum.pk, short) not in seen:
            address.path = short
        seen.add((forum.pk, address.path))
        changed.append(address)
        if len(changed) == 1000:
            OldAddress.objects.bulk_update(changed, ["forum", "path"])
            changed = []
    OldAddress.objects.bulk_update(changed, ["forum", "path"])


class Migration(migrations.Migration):

    dependencies = [
        ('transfer', '0002_old_forums'),
    ]

    operations = [
        migrations.RunPython(share_out, migrations.RunPython.noop),
    ]

"""Accepted answers, which nothing showed until now, are solutions."""

from typing import Any

from django.db import migrations


def make_solutions(apps: Any, schema_editor: Any) -> None:
    Solution = apps.get_model("posts", "Solution")
    solved: set[int] = set()
    answers = apps.get_model("importing", "AcceptedAnswer").objects.select_related("post").order_by("post__number")
    for answer in answers.iterator():
        post = answer.post
        if post.topic_id != answer.topic_id or post.number == 1 or post.topic_id in solved:
            continue
        solved.add(post.topic_id)
        Solution.objects.create(topic_id=post.topic_id, post_id=post.pk, marked_at=post.created_at)
        if post.removed_at is None:
            topics = apps.get_model("topics", "Topic").objects
            topics.filter(pk=post.topic_id).update(solved_at=post.created_at)
    boards = apps.get_model("topics", "Topic").objects.filter(pk__in=Solution.objects.values("topic"))
    apps.get_model("boards", "Board").objects.filter(pk__in=boards.values("board")).update(takes_solutions=True)


class Migration(migrations.Migration):
    dependencies = [
        ("importing", "0001_initial"),
        ("boards", "0007_takes_solutions"),
        ("topics", "0006_solved_at"),
        ("posts", "0008_solution"),
    ]
    operations = [migrations.RunPython(make_solutions, migrations.RunPython.noop)]

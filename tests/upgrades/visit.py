"""Uses an upgraded forum: reads its pages, signs in, replies, and lets the worker run. Run in a process of its own."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "forum.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from forum.filters.form_signals import OPENED, opened_now  # noqa: E402
from forum.jobs.models import Job  # noqa: E402
from forum.topics.models import Topic  # noqa: E402
from tests.upgrades.filling import PASSWORD  # noqa: E402

settings.ALLOWED_HOSTS.append("testserver")


def main() -> None:
    topic = Topic.objects.get(title="Which glue for leather?")
    visitor = Client()
    for path in ("/", "/latest/", "/tags/", "/tag/glue/", "/b/general/", "/u/ada/", topic.get_absolute_url()):
        assert visitor.get(path).status_code == 200, path
    assert visitor.get("/b/cellar/").status_code == 404
    assert visitor.get("/t/which-glue/17").url.endswith(topic.get_absolute_url())
    member = Client()
    answer = member.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert answer.status_code in {302, 303}, answer.status_code
    for path in (
        "/following/",
        "/notifications/",
        "/settings/",
        "/settings/notifications/",
        "/accounts/sessions/",
    ):
        assert member.get(path).status_code == 200, path
    page = member.get(topic.get_absolute_url())
    assert "Hide glue" in page.text
    sent = {
        "body": "Still here after the upgrade.",
        "key": "upgraded",
        "board": topic.board_id,
        OPENED: opened_now(earlier=60),
    }
    assert member.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303
    call_command("worker", once=True)
    assert not Job.objects.unfinished().exists()
    assert topic.posts.filter(source="Still here after the upgrade.").exists()


if __name__ == "__main__":
    main()

"""After an upgrade, or other settings for writing, an owner has posts formatted again without a shell."""

import pytest
from django.contrib.admin.models import LogEntry

from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.posts.models import Post
from forum.rerendering.job import JOB
from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.plumbing.site_settings import UNCHANGED
from tests.rerendering.conftest import OLD, make_older, no_children  # noqa: F401

pytestmark = pytest.mark.usefixtures("no_children")
LINE = "Posts from before the upgrade"


@pytest.fixture
def here():
    return address("older_posts")


@pytest.fixture
def older(topic):
    run_due()
    make_older()


def run_all():
    while run_due():
        pass


def test_the_owner_is_told_of_older_posts_and_has_them_formatted_again(as_, root, older, here):
    client = as_(root)
    assert LINE in client.get("/admin/").text
    assert "1 post was formatted by an older version" in client.get(here).text
    page = client.post(here, {"older": "1"}, follow=True).text
    assert "The worker is formatting posts again." in page
    assert "Format all posts again" not in page
    run_all()
    assert Post.objects.get().html != OLD
    assert "All posts were formatted by this version" in client.get(here).text
    assert LINE not in client.get("/admin/").text
    assert LogEntry.objects.get().change_message == "Asked for texts to be formatted again."


def test_a_second_press_starts_nothing(as_, root, older, here):
    client = as_(root)
    client.post(here, {"older": "1"})
    assert "still formatting" in client.post(here, {"all": "1"}, follow=True).text
    assert Job.objects.filter(name=JOB).count() == 1


def test_all_posts_are_formatted_again_where_that_is_asked_for(as_, root, topic, here):
    Post.objects.update(html=OLD)
    as_(root).post(here, {"all": "1"})
    run_all()
    assert Post.objects.get().html != OLD


def test_a_dismissed_line_stays_away(as_, root, older):
    client = as_(root)
    [item] = [item for item in client.get("/admin/").context["checklist"].items if item.label == LINE]
    client.post("/admin/checklist/", {"dismiss": item.name})
    assert LINE not in client.get("/admin/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_who_may_change_the_settings_gets_there(as_, clerk, ben, older, here, method):
    assert getattr(as_(clerk), method)(here).status_code == 403
    assert getattr(as_(ben), method)(here).status_code in {302, 403, 404}
    assert not Job.objects.filter(name=JOB).exists()


def test_whoever_changes_what_members_can_write_is_told_about_older_posts(as_, root):
    client, there = as_(root), address("site_sitesettings_change", 1)
    said = {
        **UNCHANGED,
        "name": "Lantern",
        "default_theme": "dark",
        "default_density": "comfortable",
        "reads_smileys": "on",
    }
    assert "Posts from before keep their look" not in client.post(there, said, follow=True).text
    page = client.post(there, said | {"reads_bbcode": "on"}, follow=True).text
    assert SiteSettings.current().reads_bbcode
    assert "Posts from before keep their look" in page
    assert address("older_posts") in page

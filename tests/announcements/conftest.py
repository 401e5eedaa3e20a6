import pytest
from django.contrib.auth.models import Group

from forum.announcements.models import Announcement
from tests.admin.conftest import address

SECRET = "xylograph and quince"
NOW = {"starts_at": "2026-01-01T00:00", "ends_at": ""}


@pytest.fixture
def keepers(db, ada):
    """A group of which Ada is a member."""
    group = Group.objects.create(name="Keepers")
    ada.groups.add(group)
    return group


@pytest.fixture
def announce(as_, root):
    """announce(**fields) → the announcement that root wrote in the admin, a banner for everyone."""

    def act(**fields):
        said = {"title": "Heron", "text": SECRET, "audience": "everyone", "is_banner": "on"} | NOW | fields
        said = {name: value for name, value in said.items() if value is not None}
        answer = as_(root).post(address("announcements_announcement_add"), said)
        assert answer.status_code == 302, answer.context["errors"]
        return Announcement.objects.latest("pk")

    return act

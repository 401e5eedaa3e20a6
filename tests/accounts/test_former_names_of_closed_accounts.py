"""What a closed account was called is nowhere any more: not in the log, not in Django's own."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import User
from forum.jobs.running import run_due
from forum.moderation.models import LogEntry
from tests.accounts.conftest import show_oneself
from tests.admin.conftest import confirm
from tests.conftest import join

pytestmark = pytest.mark.every_database
NAMES = ("zbigniew", "ludmila", "theodosia")
LOGS = (
    "/moderate/log/",
    "/moderate/log/?act=rename",
    "/admin/moderation/logentry/",
    "/admin/admin/logentry/",
)


@pytest.fixture
def renamed(as_, root, topic, say):
    """A member with a post, renamed twice and once back, and given a title, each in the admin."""
    member, client = join("Zbigniew"), as_(root)
    say(member, topic, "A post that stays.")
    for name in NAMES[1:]:
        confirm(client, "accounts_user", "rename", [member], username=name.title())
    client.post("/moderate/undo/", {"undo": LogEntry.objects.order_by("-pk")[0].pk})
    client.post(reverse("admin:accounts_user_change", args=[member.pk]), {"title": "Poet"})
    assert LogEntry.objects.filter(act="rename", member=member).count() == 3
    return User.objects.get(pk=member.pk)


def close_oneself(as_, root, member):
    client = as_(member)
    show_oneself(client)
    assert client.post(reverse("close-account"), {"sure": "on"}).status_code in (302, 303)


def close_in_admin(as_, root, member):
    confirm(as_(root), "accounts_user", "close", [member], "Asked for it")


def rows_that_name(model) -> list[str]:
    rows = [str(row) for row in model._default_manager.values_list()]
    return [row for row in rows if any(name in row.lower() for name in NAMES)]


@pytest.mark.parametrize("close", [close_oneself, close_in_admin])
def test_no_log_names_it(as_, root, renamed, close):
    pages = {path: as_(root).get(path).text.lower() for path in LOGS}
    assert all(any(name in page for name in NAMES) for page in pages.values())
    close(as_, root, renamed)
    assert User.objects.get(pk=renamed.pk).closed_at
    entries = [f"/admin/moderation/logentry/{entry.pk}/change/" for entry in LogEntry.objects.all()]
    for path in (*LOGS, *entries):
        answer = as_(root).get(path)
        assert answer.status_code == 200
        assert not [name for name in NAMES if name in answer.text.lower()], path
    assert "changed the username of" in as_(root).get("/moderate/log/").text


def test_no_table_keeps_it(as_, root, renamed):
    close_oneself(as_, root, renamed)
    while run_due():
        pass
    assert {model: rows for model in apps.get_models() if (rows := rows_that_name(model))} == {}


def test_renamings_of_others_keep_their_names(as_, root, eve, renamed):
    confirm(as_(root), "accounts_user", "rename", [eve], username="Evelyn")
    close_oneself(as_, root, renamed)
    assert "from eve to Evelyn" in as_(root).get("/moderate/log/").text


@pytest.mark.parametrize("path", ["/moderate/undo/", "/admin/moderation/logentry/undo/"])
def test_its_renaming_cannot_be_undone(as_, root, renamed, path):
    entry = LogEntry.objects.filter(act="rename").order_by("-pk")[0]
    close_oneself(as_, root, renamed)
    assert as_(root).post(path, {"undo": entry.pk}).status_code == 403

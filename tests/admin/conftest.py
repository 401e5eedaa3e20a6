"""The people who enter the admin, and the boards that some of them do not know of."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from forum.boards.models import Board
from forum.moderation.models import LogEntry
from tests.conftest import join

DAILY_WORK = (
    "view_board", "add_board", "change_board", "delete_board", "view_grant", "add_grant", "change_grant",
    "delete_grant", "view_topic", "change_topic", "view_post", "change_post", "view_revision", "view_user",
    "change_user", "view_logentry", "view_job", "change_job", "view_group", "change_group", "view_sitesettings",
    "change_sitesettings", "view_tag", "add_tag", "change_tag", "delete_tag",
)  # fmt: skip


@pytest.fixture
def clerk(db):
    """Staff, but nobody said what for."""
    return join("clerk", is_staff=True)


@pytest.fixture
def keeper(db):
    """Staff with all permissions that are given for daily work, and no superuser."""
    member = join("keeper", is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=DAILY_WORK))
    return member


@pytest.fixture
def hall(db):
    """A board which staff read like everybody, and do not moderate."""
    board = Board.objects.create(name="Hall", slug="hall")
    board.grants.create(audience="everyone", verbs=["see"])
    board.grants.create(audience="members", verbs=["see", "start", "reply"])
    return board


@pytest.fixture
def vault(db, ada):
    """A board for one group, which staff do not know of."""
    board = Board.objects.create(name="Vault", slug="vault")
    group = Group.objects.create(name="Committee")
    ada.groups.add(group)
    board.grants.create(audience="group", group=group, verbs=["see", "start", "reply", "moderate"])
    return board


@pytest.fixture
def secret(ada, vault, start):
    return start(ada, vault, title="The secret of the vault")


def address(name, *args) -> str:
    return reverse(f"admin:{name}", args=args)


def choose(client, model, tool, things, query="", **more):
    """Send the list with a tool and the things it is meant for."""
    fields = {"action": tool, ACTION_CHECKBOX_NAME: [thing.pk for thing in things], **more}
    return client.post(address(f"{model}_changelist") + query, fields)


def confirm(client, model, tool, things, reason="It had to be", **more):
    """Send the page that comes after choosing, filled in."""
    return choose(client, model, tool, things, confirm="1", reason=reason, **more)


def messages_of(client, response) -> str:
    return client.get(response["Location"]).content.decode()


def last_entry() -> LogEntry:
    return LogEntry.objects.order_by("-pk")[0]

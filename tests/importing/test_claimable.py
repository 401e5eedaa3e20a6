"""The list of users that the old forum's administrator exported: by it members claim what they wrote there."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from forum.account_merging import claims
from forum.account_merging.models import ArchivedAddress
from tests.accounts.conftest import with_mail  # noqa: F401
from tests.importing.conftest import post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_mail")]
USERS = [
    {"id": 11, "username": "wren", "email": "Ada@example.org", "active": True, "staged": False},
    {"id": 12, "username": "Otter", "email": "ben@example.org", "active": False, "staged": False},
    {"id": 13, "username": "heron", "email": "eve@example.org", "active": True, "staged": True},
    {"id": 99, "username": "nobody", "email": "nobody@example.org", "active": True, "staged": False},
]


def as_csv():
    lines = ["id,name,username,email,title,active,staged"]
    for user in USERS:
        active, staged = str(user["active"]).lower(), str(user["staged"]).lower()
        lines.append(f'{user["id"]},"A, B",{user["username"]},{user["email"]},,{active},{staged}')
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


@pytest.fixture
def archive(topic_files):
    return topic_files(topic(5, [post(1), post(2, "Otter"), post(3, "heron")]))


def claimable(member):
    EmailAddress.objects.get_or_create(user=member, email=member.email, primary=True, verified=True)
    return [each.username for each in claims.claimable_by(member)]


@pytest.mark.parametrize("written", [as_csv(), json.dumps(USERS), json.dumps({"users": USERS})])
def test_confirmed_addresses_can_claim_and_others_cannot(archive, tmp_path, ada, ben, eve, capsys, written):
    file = tmp_path / "user_list.txt"
    file.write_text(written, encoding="utf-8")
    call_command("import_discourse", str(archive), members=file)
    assert "1 member can claim" in capsys.readouterr().out
    assert claimable(ada) == ["wren"]
    assert claimable(ben) == claimable(eve) == []
    assert ArchivedAddress.objects.count() == 1
    assert get_user_model().objects.get(username="wren").email == ""


def test_the_list_may_come_later_and_takes_nothing_from_who_was_claimed(archive, tmp_path, ada, ben, capsys):
    call_command("import_discourse", str(archive))
    assert "can claim" not in capsys.readouterr().out
    assert claimable(ada) == []
    file = tmp_path / "users.json"
    file.write_text(json.dumps(USERS))
    call_command("import_discourse", str(archive), members=file)
    [wren] = claims.claimable_by(ada)
    claims.merging.merge_locked(ada, wren, ada, "")
    file.write_text(json.dumps([USERS[0] | {"email": "ben@example.org"}]))
    call_command("import_discourse", str(archive), members=file)
    assert claimable(ben) == []


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", "nothing here", "id,email\n11,a@b.example", '[{"id": 1}]', "[1]", "[" * 9000]
)
def test_what_is_no_such_list_is_refused_before_anything_comes_in(archive, tmp_path, written):
    file = tmp_path / "users.csv"
    file.write_text(written)
    with pytest.raises(CommandError, match="no list of users"):
        call_command("import_discourse", str(archive), members=file)
    assert not get_user_model().objects.exists()


def test_a_file_that_is_not_there_is_refused(archive, tmp_path):
    with pytest.raises(CommandError, match="no list of users"):
        call_command("import_discourse", str(archive), members=tmp_path / "none.csv")

"""Accounts that stand for the members of another forum. Nobody can sign in to them."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.names import name_key
from accounts.shown_names import staff_names
from forum.importing.first_reading import Contents, Seen
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.names import free_name, may_be_shown, shown_name
from forum.importing.old_addresses import keep, member_path
from forum.importing.report import Report


@transaction.atomic
def bring_members(forum: OldForum, contents: Contents, report: Report) -> dict[str, int]:
    """Make accounts for the members who have none yet; answer the id here of each, by their key there.

    A name that is taken here is somebody else's: what was written there never appears under it.
    """
    rows = Import.objects.filter(source=forum.source, kind="member")
    known = dict(rows.values_list("foreign_id", "local_id"))
    new = {key: seen for key, seen in contents.members.items() if key not in known}
    known |= accounts_for(new, forum, report)
    # Under every name they had there: the address of somebody's page may be the only thing a link says.
    keep(
        OldAddress(forum=forum, path=member_path(name), member_id=known[key])
        for name, key in contents.aliases.items()
    )
    return known


def accounts_for(new: dict[str, Seen], forum: OldForum, report: Report) -> dict[str, int]:
    if not new:
        return {}
    member_model = get_user_model()
    taken = set(member_model.objects.values_list("username_key", flat=True))
    accounts = []
    for seen in new.values():
        account = placeholder(seen, taken)
        taken.add(account.username_key)
        accounts.append(account)
        if account.username != seen.member.username:
            report.warn("renamed", f"{seen.member.username} → {account.username}")
    house = staff_names()
    for account, seen in zip(accounts, new.values(), strict=True):
        name = account.display_name
        if name and not may_be_shown(name, account.username, taken, house):
            account.display_name = ""
            if seen.member.name:
                report.warn("shown", f"{name} → {account.username}")
    made = member_model.objects.bulk_create(accounts, batch_size=500)
    ids = {key: account.pk for key, account in zip(new, made, strict=True)}
    Import.objects.bulk_create(
        Import(source=forum.source, kind="member", foreign_id=key, local_id=pk) for key, pk in ids.items()
    )
    report.count("members", len(ids))
    return ids


def placeholder(seen: Seen, taken: set[str]):
    username = free_name(seen.member.username, taken)
    return get_user_model()(
        username=username,
        username_key=name_key(username),
        display_name=shown_name(seen.member.username, seen.member.name, username),
        password=make_password(None),
        is_placeholder=True,
        is_imported=True,
        date_joined=seen.since or timezone.now(),
    )


def local_names(contents: Contents, members: dict[str, int]) -> dict[str, str]:
    """The user name here for every name there, in small letters."""
    ids = {members[key] for key in contents.aliases.values()}
    usernames = get_user_model().objects.filter(is_placeholder=True, closed_at=None).in_bulk(ids)
    return {
        name: usernames[members[key]].username
        for name, key in contents.aliases.items()
        if members[key] in usernames
    }

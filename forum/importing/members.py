"""Accounts that stand for the members of another forum. Nobody can sign in to them."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import FormerUsername, User
from accounts.names import name_key
from accounts.shown_names import staff_names
from forum.account_merging.claims import keep_addresses
from forum.importing.archive import Archive
from forum.importing.contents import ArchivedMember, Contents
from forum.importing.member_names import display_name_for, free_username, is_allowed_display_name
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.old_addresses import save_addresses
from forum.importing.report import Report


@transaction.atomic
def import_members(archive: Archive, forum: OldForum, contents: Contents, report: Report) -> dict[str, int]:
    """Make accounts for the members who have none yet; return the id here of each, by their key there.

    A name that is taken here is somebody else's: what was written there never appears under it.
    """
    rows = Import.objects.filter(source=forum.source, kind="member")
    known = dict(rows.values_list("foreign_id", "local_id"))
    new = {key: member for key, member in contents.members.items() if key not in known}
    known |= accounts_for(new, forum, report)
    # Also of members who came before: the list of addresses may be got later.
    addresses = {
        known[key]: member.record.email for key, member in contents.members.items() if member.record.email
    }
    report.count("claimable", keep_addresses(addresses))
    # Under every name they had there: the address of somebody's page may be the only thing a link says.
    save_addresses(
        OldAddress(forum=forum, path=path, member_id=known[key])
        for name, key in contents.aliases.items()
        for path in archive.member_addresses(name)
    )
    return known


def accounts_for(new: dict[str, ArchivedMember], forum: OldForum, report: Report) -> dict[str, int]:
    if not new:
        return {}
    taken = set(User.objects.values_list("username_key", flat=True))
    taken |= set(FormerUsername.objects.kept().values_list("key", flat=True))
    accounts = []
    for member in new.values():
        account = placeholder(member, taken)
        taken.add(account.username_key)
        accounts.append(account)
        if account.username != member.record.username:
            report.warn("renamed", f"{member.record.username} → {account.username}")
    staff = staff_names()
    for account, member in zip(accounts, new.values(), strict=True):
        name = account.display_name
        if name and not is_allowed_display_name(name, account.username, taken, staff):
            account.display_name = ""
            if member.record.name:
                report.warn("shown", f"{name} → {account.username}")
    created = User.objects.bulk_create(accounts, batch_size=500)
    ids = {key: account.pk for key, account in zip(new, created, strict=True)}
    Import.objects.bulk_create(
        Import(source=forum.source, kind="member", foreign_id=key, local_id=pk) for key, pk in ids.items()
    )
    report.count("members", len(ids))
    return ids


def placeholder(member: ArchivedMember, taken: set[str]) -> User:
    username = free_username(member.record.username, taken)
    return User(
        username=username,
        username_key=name_key(username),
        display_name=display_name_for(member.record.username, member.record.name, username),
        password=make_password(None),
        is_placeholder=True,
        is_imported=True,
        date_joined=member.first_date or timezone.now(),
    )


def local_names(contents: Contents, members: dict[str, int]) -> dict[str, str]:
    """The user name here for every name there, in small letters."""
    ids = {members[key] for key in contents.aliases.values()}
    usernames = User.objects.filter(is_placeholder=True, closed_at=None).in_bulk(ids)
    return {
        name: usernames[members[key]].username
        for name, key in contents.aliases.items()
        if members[key] in usernames
    }

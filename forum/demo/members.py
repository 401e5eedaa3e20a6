from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.names import name_key
from forum import markup
from forum.demo.content_files import DemoMember
from forum.demo.dates_and_ids import Plan
from forum.demo.rendering import Key


def write_members(plan: Plan, moderators: Group, html: Mapping[Key, markup.Rendered]) -> dict[str, User]:
    """The members by username. None of them can sign in: they have no password and no address to get one sent to."""
    rows = [_row(member, plan, html) for member in plan.community.members]
    rows.sort(key=lambda row: (row.date_joined, row.username))
    members = {row.username: row for row in User.objects.bulk_create(rows)}
    moderators.user_set.add(*(members[username] for username in plan.community.team))
    return members


def _row(member: DemoMember, plan: Plan, html: Mapping[Key, markup.Rendered]) -> User:
    return User(
        username=member.username,
        username_key=name_key(member.username),
        password=make_password(None),
        display_name=member.name,
        title=plan.community.site["titles"].get(member.role, ""),
        about=member.about,
        about_html=html["about", member.username].html if member.about else "",
        about_version=markup.VERSION,
        time_zone=member.time_zone,
        is_staff=member.role == "admin",
        date_joined=plan.joined[member.username],
    )

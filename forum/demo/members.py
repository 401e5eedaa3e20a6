from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.names import name_key
from forum import markup
from forum.demo.rendering import Key
from forum.demo.source_files import Person
from forum.demo.timeline import Plan


def write_people(plan: Plan, moderators: Group, html: Mapping[Key, markup.Rendered]) -> dict[str, User]:
    """The members by username. None of them can sign in: they have no password and no address to get one sent to."""
    rows = [_row(person, plan, html) for person in plan.community.people]
    rows.sort(key=lambda row: (row.date_joined, row.username))
    people = {row.username: row for row in get_user_model().objects.bulk_create(rows)}
    moderators.user_set.add(*(people[person.username] for person in plan.community.people if person.role))
    return people


def _row(person: Person, plan: Plan, html: Mapping[Key, markup.Rendered]) -> User:
    return User(
        username=person.username,
        username_key=name_key(person.username),
        password=make_password(None),
        display_name=person.name,
        title=plan.community.site["titles"].get(person.role, ""),
        about=person.about,
        about_html=html["about", person.username].html if person.about else "",
        time_zone=person.time_zone,
        is_staff=person.role == "admin",
        date_joined=plan.joined[person.username],
    )

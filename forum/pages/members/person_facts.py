"""A member as parts of pages that are kept show them, beside what they wrote."""

from datetime import datetime
from typing import NamedTuple

from accounts.models import User


class Person(NamedTuple):
    pk: int
    username: str
    name: str
    handle: str
    avatar: str
    closed_at: datetime | None
    date_joined: datetime


def person(member: User) -> Person:
    return Person(
        member.pk,
        member.username,
        member.name,
        member.handle,
        member.avatar,
        member.closed_at,
        member.date_joined,
    )

from collections.abc import Iterator
from random import Random

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.names import flat_key, name_key
from forum import markup
from forum.demo.large.following import PlannedFollows
from forum.demo.large.ids import Ids
from forum.demo.large.invented_names import people
from forum.demo.large.plan import READER, TEAM, Plan
from forum.demo.large.row_writing import Row, advance_sequences, write_rows
from forum.posts.models import PostTotal

READERS_NAME = "reader"
COLUMNS = (
    "id", "username", "username_key", "display_name", "display_key", "date_joined", "post_count", "follower_count",
)  # fmt: skip


def write_members(plan: Plan, follows: PlannedFollows, ids: Ids) -> None:
    """None of them can sign in: they have no password and no address to get one sent to."""
    template = User(password=make_password(None), about_version=markup.VERSION)
    write_rows(template, COLUMNS, _members(plan, follows, ids))
    advance_sequences([User])
    Group.objects.get(name="Moderators").user_set.add(*(ids.member(place) for place in TEAM))
    User.objects.filter(pk=ids.member(TEAM[0])).update(is_staff=True, title="Administrator")
    User.objects.filter(pk__in=[ids.member(place) for place in TEAM[1:]]).update(title="Moderator")


def write_totals(plan: Plan, ids: Ids) -> None:
    """How many posts each member has on each board."""
    totals = sorted(plan.totals.items())
    rows = ((ids.member(member), ids.boards[board], count) for (member, board), count in totals)
    write_rows(PostTotal(), ("member_id", "board_id", "post_count"), rows)


def _members(plan: Plan, follows: PlannedFollows, ids: Ids) -> Iterator[Row]:
    taken = {*User.objects.values_list("username_key", flat=True), name_key(READERS_NAME)}
    names = people(Random(f"{plan.seed} people"), taken)
    for place in range(plan.sizes.members):
        username, name = (READERS_NAME, "") if place == READER else next(names)
        yield (
            ids.member(place),
            username,
            name_key(username),
            name,
            flat_key(name) if name else "",
            plan.joined_at[place],
            plan.post_counts[place],
            follows.followers["people"][place],
        )

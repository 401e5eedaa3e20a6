"""Writing the demo community into an empty forum, all of it or nothing."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from forum import markup
from forum.demo.boards import write_places
from forum.demo.conversations import write_conversations
from forum.demo.members import write_people
from forum.demo.moderation_log import write_log
from forum.demo.rendering import Key, rendered
from forum.demo.source_files import read
from forum.demo.tags_and_follows import write_follows, write_tags
from forum.demo.timeline import Plan, plan
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic

UNTOUCHED = {"name": SiteSettings._meta.get_field("name").default, "tagline": "", "welcome": ""}


class Refused(Exception):
    """Nothing was written; the message is one line for the person who asked."""


class AlreadyFilled(Refused):
    """There are topics already."""


def fill(today: date, seed: int) -> Plan:
    """Fill the empty forum; answer what was written. Nobody is told of it: no event is recorded.

    Raises AlreadyFilled where there are topics, and Refused where a member or board stands in the way.
    """
    _require_empty()
    planned = plan(read(), today, seed)
    html = rendered(planned)
    try:
        with transaction.atomic():
            _require_empty()
            _write(planned, html)
    except IntegrityError as error:
        _require_empty()  # somebody else may have filled it in the meantime
        raise Refused(_("A member or board with a name of the demo's is there already.")) from error
    return planned


def _require_empty() -> None:
    if Topic.objects.exists():
        raise AlreadyFilled(_("The forum has topics already; the demo goes into an empty one only."))


def _write(planned: Plan, html: Mapping[Key, markup.Rendered]) -> None:
    # Before the boards, because opening them bumps the settings' version and so makes their row.
    _introduce(planned, html)
    moderators, _made = Group.objects.get_or_create(name=planned.community.site["moderators"])
    people = write_people(planned, moderators, html)
    places = write_places(planned.community, moderators)
    write_conversations(planned, people, places, html)
    write_follows(planned, people, places, write_tags(planned), planned.seed)
    write_log(planned, people)
    _continue_numbers()
    for board in places.values():
        recount_board(board.pk)


def _introduce(planned: Plan, html: Mapping[Key, markup.Rendered]) -> None:
    """Name the forum, unless its owner has."""
    current, site = SiteSettings.current(), planned.community.site
    if any(getattr(current, field) != value for field, value in UNTOUCHED.items()):
        return
    current.name, current.tagline, current.welcome = site["name"], site["tagline"], site["welcome"].strip()
    current.welcome_html = html["site", "welcome"].html
    current.version += 1
    current.save()


def _continue_numbers() -> None:
    # Topics and posts were written with ids of our choice, of which PostgreSQL's sequences know nothing.
    statements = connection.ops.sequence_reset_sql(no_style(), [Topic, Post])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

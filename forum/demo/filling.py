"""Writing the demo community into an empty forum, all of it or nothing."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from forum import markup
from forum.demo.boards import write_boards
from forum.demo.content_files import read_community
from forum.demo.dates_and_ids import Plan, make_plan
from forum.demo.follows import write_other_follows
from forum.demo.members import write_members
from forum.demo.moderation import write_log
from forum.demo.pictures import DemoPicture, place_pictures, store_pictures
from forum.demo.polls import write_polls
from forum.demo.reactions import write_reactions
from forum.demo.rendering import Key, render_texts
from forum.demo.tags import write_tags
from forum.demo.topics import write_topics
from forum.posts.models import Post
from forum.reading import tallies
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic

DEFAULTS = {"name": SiteSettings._meta.get_field("name").default, "tagline": "", "welcome": ""}


class CannotFill(Exception):
    """Nothing was written; the message is one line for the person who asked."""


class ForumNotEmpty(CannotFill):
    """There are topics already."""


def fill(today: date, seed: int) -> Plan:
    """Fill the empty forum; return what was written. Nobody is notified: no job is recorded.

    Raise ForumNotEmpty if there are topics, and CannotFill where a member or board has a name of the demo's.
    """
    _require_empty()
    plan = make_plan(read_community(), today, seed)
    pictures = place_pictures(plan)
    html = render_texts(plan)
    try:
        with transaction.atomic():
            _require_empty()
            _write(plan, html, pictures)
    except IntegrityError as error:
        _require_empty()  # somebody else may have filled it in the meantime
        raise CannotFill(_("The forum already has a member or board with a name from the demo.")) from error
    return plan


def _require_empty() -> None:
    if Topic.objects.exists():
        raise ForumNotEmpty(_("The forum already has topics. The demo needs an empty forum."))


def _write(plan: Plan, html: Mapping[Key, markup.Rendered], pictures: list[DemoPicture]) -> None:
    # Before the boards, because opening them bumps the settings' version and so makes their row.
    _name_forum(plan, html)
    moderators, _created = Group.objects.get_or_create(name=plan.community.site["moderators"])
    members = write_members(plan, moderators, html)
    boards = write_boards(plan.community, moderators)
    write_topics(plan, members, boards, html)
    store_pictures(pictures, members)
    write_polls(plan, members)
    write_reactions(plan, members)
    write_other_follows(plan, members, boards, write_tags(plan))
    write_log(plan, members)
    _advance_sequences()
    for board in boards.values():
        recount_board(board.pk)
    tallies.recount(Topic.objects.values_list("pk", flat=True))


def _name_forum(plan: Plan, html: Mapping[Key, markup.Rendered]) -> None:
    """Give the forum its name and welcome, unless its owner has."""
    settings, site = SiteSettings.current(), plan.community.site
    if any(getattr(settings, field) != value for field, value in DEFAULTS.items()):
        return
    settings.name, settings.tagline, settings.welcome = site["name"], site["tagline"], site["welcome"].strip()
    settings.welcome_html = html["site", "welcome"].html
    settings.version += 1
    settings.save()


def _advance_sequences() -> None:
    # Topics and posts were written with ids of our choice, of which PostgreSQL's sequences know nothing.
    statements = connection.ops.sequence_reset_sql(no_style(), [Topic, Post])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

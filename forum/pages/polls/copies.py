"""A poll in feeds and in copies of its topic: what everybody may know of it, and the way to where one votes."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from forum.pages.polls.row import PollRow
from forum.polls.words import PollWords
from forum.site.absolute_addresses import absolute
from forum.topics.models import Topic


def poll_address(topic: Topic) -> str:
    return f"{absolute(topic.get_absolute_url())}#poll"


def as_markdown(row: PollRow) -> str:
    """For copies: in English, as all that they add to a text."""
    poll = row.poll
    lines = [
        f"- {option.text}{_votes(option.vote_count) if row.shows_results else ''}" for option in row.options
    ]
    people = "1 person" if poll.voter_count == 1 else f"{poll.voter_count} people"
    end = (
        f" · {'ended' if poll.has_ended else 'ends'} {poll.ends_at:%Y-%m-%d %H:%M} UTC"
        if poll.ends_at
        else ""
    )
    question = f"Poll: {poll.question}" if poll.question else "Poll"
    return f"{question}\n\n" + "\n".join(lines) + f"\n\n{people} voted{end} · <{poll_address(poll.topic)}>"


def _votes(count: int) -> str:
    return " (1 vote)" if count == 1 else f" ({count} votes)"


def as_json(row: PollRow) -> dict[str, Any]:
    """For copies. The numbers of votes are null as long as not everybody is shown them."""
    poll = row.poll
    return {
        "question": poll.question,
        "url": poll_address(poll.topic),
        "options": [
            {"text": option.text, "votes": option.vote_count if row.shows_results else None}
            for option in row.options
        ],
        "most_choices": poll.most_choices,
        "voter_count": poll.voter_count,
        "results": poll.results,
        "is_secret": poll.is_secret,
        "ends_at": poll.ends_at,
        "has_ended": poll.has_ended,
        "changed_at": poll.changed_at,
    }


def as_html(words: PollWords, topic: Topic) -> str:
    """For feeds: without results, which change more often than a feed is read."""
    options = format_html_join("", "<li>{}</li>", ((option,) for option in words.options))
    way = format_html('<p><a href="{}">{}</a></p>', poll_address(topic), _("View the poll"))
    return format_html("<p><b>{}</b></p><ul>{}</ul>{}", heading(words), options, way)


def as_line(words: PollWords) -> str:
    """For the entry of a feed that is text alone."""
    return f"{heading(words)}: {' · '.join(words.options)}"


def heading(words: PollWords) -> str:
    return _("Poll: %(question)s") % {"question": words.question} if words.question else _("Poll")

"""Saying what solved another's topic. Its starter says so by `forum.posts.solving`, which is not logged."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.post_acts import POST
from forum.posts import rules, solving
from forum.posts.models import Post, Solution


def mark(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    return {} if solving.mark(by, post) else False


def unmark(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    return {} if solving.unmark(by, post) else False


def is_solution(post: Post) -> bool:
    return Solution.objects.filter(post=post).exists()


def can_become_solution(post: Post) -> bool:
    return rules.can_be_solution(post) and post.topic.its_board.takes_solutions and not is_solution(post)


solve = Act(
    name="solve",
    on=POST,
    opposite="unsolve",
    label=_("Mark as solution"),
    title=_("Mark this post as the solution"),
    effect=_("The topic is shown as solved, and its first post leads to this one."),
    button=_("Mark as solution"),
    done=_("Marked as the solution."),
    done_to_many=ngettext_lazy(
        "%(count)d post marked as the solution.", "%(count)d posts marked as solutions.", "count"
    ),
    restricts=False,
    log_words=_("marked as the solution"),
    is_quick=True,
    is_due=can_become_solution,
    change=mark,
)

unsolve = Act(
    name="unsolve",
    on=POST,
    opposite="solve",
    label=_("Not the solution"),
    title=_("This post is not the solution"),
    effect=_("The topic is no longer shown as solved."),
    button=_("Not the solution"),
    done=_("The topic is no longer solved."),
    done_to_many=ngettext_lazy(
        "%(count)d topic is no longer solved.", "%(count)d topics are no longer solved.", "count"
    ),
    restricts=False,
    log_words=_("said it is not the solution:"),
    is_quick=True,
    is_due=is_solution,
    change=unmark,
)

ACTS = (solve, unsolve)

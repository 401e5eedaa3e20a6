"""Ticking task boxes in one's own post, which saves the post as an edit: one by a script, or all by a form."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.boards.models import path_of
from forum.markup.excerpts import source_excerpt
from forum.pages.addresses import number_or_404
from forum.pages.messages_beside_posts import beside
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.posts.waiting_edits import to_edited
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts import revising, rules
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import TextRefused, render_text
from forum.refusals import Refusal

BOX = re.compile(r"((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)([ xX])(\])")
# As `markup` writes the boxes that it found; what looks like one in code is none.
SHOWN_BOX = re.compile(r'<span class="task-box" data-line="(\d+)">')
LONGEST_WORDS = 200


@dataclass(frozen=True)
class Task:
    line: int  # of the post's text, from 1
    words: str
    is_done: bool


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: ForumRequest, post_id: int) -> HttpResponse:
    """All task boxes of one's own post as a form, for whoever has no scripts."""
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    member = member_of(request, post)
    if not (found := tasks_of(post)):
        raise Http404
    if request.method == "POST":
        if request.POST.get("was", "") != str(post.revision):
            return tasks_page(
                request, post, found, _("This post has changed since. Tick the boxes again."), 409
            )
        done = set(request.POST.getlist("task"))
        found = [Task(task.line, task.words, str(task.line) in done) for task in found]
        try:
            edited = save(request, member, post, with_boxes(post.source, found))
        except (Refusal, TextRefused) as refused_by:
            return tasks_page(request, post, found, str(refused_by), getattr(refused_by, "status", 422))
        if isinstance(edited, PendingEdit):
            return to_edited(request, edited)
        messages.success(request, _("Your tasks are saved."), beside(post))
        return SeeOther(post_address(member, post))
    return tasks_page(request, post, found)


def tasks_page(
    request: ForumRequest, post: Post, found: Collection[Task], refusal: str = "", status: int = 200
) -> HttpResponse:
    path = path_of(request.user, post.topic.board_id)
    context = {"post": post, "topic": post.topic, "tasks": found, "refusal": refusal, "path": path}
    return render(request, "posts/tasks.html", context, status=status)


def tasks_of(post: Post) -> list[Task]:
    """The tasks that are the post's own words, not quoted ones."""
    lines = post.source.split("\n")
    numbers = [int(number) for number in SHOWN_BOX.findall(post.html)]
    boxes = [(number, BOX.match(lines[number - 1])) for number in numbers if 0 < number <= len(lines)]
    return [
        Task(number, source_excerpt(lines[number - 1][box.end() :], LONGEST_WORDS), box[2] != " ")
        for number, box in boxes
        if box and ">" not in box[1]
    ]


def with_boxes(source: str, changed: Collection[Task]) -> str:
    lines = source.split("\n")
    for task in changed:
        line = lines[task.line - 1]
        if box := BOX.match(line):
            is_same = (box[2] != " ") == task.is_done
            sign = box[2] if is_same else "x" if task.is_done else " "
            lines[task.line - 1] = f"{box[1]}{sign}{box[3]}{line[box.end() :]}"
    return "\n".join(lines)


def member_of(request: ForumRequest, post: Post) -> User:
    """Who asks, if it is the post's author and they may edit it; raise PermissionDenied."""
    member = request.user
    if not member.is_authenticated or post.author_id != member.pk:
        raise PermissionDenied
    if not rules.can_edit(member, post, request.site_settings):
        raise PermissionDenied
    return member


def save(request: ForumRequest, member: User, post: Post, source: str) -> Post | PendingEdit:
    if source == post.source:
        return post
    text = render_text(source, member, request.site_settings.markup_options, before=post.html)
    return revising.revise_own(member, post, text, base=post.revision)


@require_POST
def tick(request: ForumRequest, post_id: int) -> HttpResponse:
    """Tick the box on the line `line` of the post's text, or clear it without `done`; 409 if the text has changed."""
    post = any_post_or_404(request, post_id)
    member = member_of(request, post)
    lines = post.source.split("\n")
    line, is_done = number_or_404(request.POST.get("line", "")), "done" in request.POST
    was = request.POST.get("was", "")
    has_box = 0 < line <= len(lines) and BOX.match(lines[line - 1])
    if not has_box or (was and was != str(post.revision)):
        return refused(_("This post has changed since. Load the page again."), 409)
    try:
        edited = save(request, member, post, with_boxes(post.source, [Task(line, "", is_done)]))
    except (Refusal, TextRefused) as refusal:
        return refused(str(refusal), getattr(refusal, "status", 422))
    if isinstance(edited, PendingEdit):
        return refused(_("Your edit is waiting for approval."), 409)
    return HttpResponse(str(edited.revision), content_type="text/plain")


def refused(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")

"""A conversation with everything in it that there may be, in words that stand nowhere else."""

import uuid
from types import SimpleNamespace
from typing import Any

from accounts.models import User
from forum.attachments import files
from forum.attachments.models import Attachment
from forum.bookmarks import bookmarking
from forum.drafts import saving
from forum.drafts.saving import Content
from forum.jobs.running import run_due
from forum.posts import publishing, removing, revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.reactions import reacting
from forum.search.changed_posts import look_at_changes
from forum.topics.models import Topic
from tests.conversations.talking import anybody_writes, talk

TITLE = "Marzipan beneath the staircase"
WORD = "quodlibetarian"
LINKED = "https://hedgehogs.example/winter"
SECRETS = (WORD, "arzipan", "hedgehogs.example")


def write(author: User, topic: Topic, body: str, **more: Any) -> Post:
    said = {"key": uuid.uuid4().hex, "is_repeat_meant": True} | more
    text = render_text(body, author=author)
    return publishing.reply(Topic.objects.get(pk=topic.pk), Submission(author, text, **said))


def converse(author: User, other: User) -> SimpleNamespace:
    """Three messages, of which one answers, mentions and has a file and one quotes and was edited, and a removed one."""
    anybody_writes()
    topic = talk(author, other, title=TITLE, body=f"First {WORD} words.")
    first, file = topic.posts.get(number=1), attach(other)
    words = f"Second {WORD}, @{author.username}.\n\n{file.markdown}\n\n{LINKED}"
    answer = write(other, topic, words, reply_to=first)
    quotation = f"> @{other.username} [wrote](/p/{answer.pk}/):\n>\n> Second {WORD}\n\n"
    quoting = write(author, topic, f"{quotation}Yes.")
    revising.revise(author, quoting, render_text(f"{quotation}Yes, {WORD}.", author=author), base=1)
    removed = write(other, topic, f"Removed {WORD}.")
    removing.remove(other, removed)
    reacting.react(author, answer, "👍")
    bookmarking.annotate(author, answer, f"Keep {WORD}", None)
    draft = saving.save(other, f"topic:{topic.pk}", Content(f"Drafted {WORD}"), known=0)
    while run_due() or look_at_changes():
        pass
    topic.refresh_from_db()
    return SimpleNamespace(
        topic=topic, author=author, other=other, first=first, answer=answer, quoting=quoting, removed=removed, file=file,
        draft=draft,
    )  # fmt: skip


def attach(owner: User) -> Attachment:
    name, type_ = f"{WORD}.txt", "text/plain"
    length = len(WORD)
    file = Attachment(
        owner=owner, name=name, content_type=type_, stored_as="marzipan", length=length, size=length
    )
    file.save()
    for stored in file.stored_names():
        files.delete_files([stored])
        files.keep(stored, WORD.encode())
    return file


def told_of(text: str) -> list[str]:
    """Which of its words a text says."""
    return [secret for secret in SECRETS if secret in text]

"""A small forum with something in every table, made with the forum's own acts where there is one."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts import last_seen
from accounts.models import AddressReversion, FormerUsername, User
from forum import limits
from forum.announcements.banners import dismiss, refresh_banners
from forum.announcements.models import Announcement
from forum.boards.models import Board, Grant, TopicField
from forum.boards.presets import Preset, apply_preset
from forum.drafts import saving
from forum.drafts.saving import Content
from forum.follows import following
from forum.follows.models import FeedKey, Follow, FollowPreference
from forum.importing.models import Import, OldAddress, OldForum
from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.mail.models import DigestTime, SuppressedAddress, TopicMail
from forum.moderation import topic_acts
from forum.notifications.models import NotificationPreference
from forum.own_pages.links import save_links
from forum.own_pages.models import OwnPage
from forum.polls import voting
from forum.polls.models import Poll, PollOption
from forum.posts import publishing, removing, revising
from forum.posts.models import PendingPost, Post, Solution
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.reading.models import ReadLine
from forum.site.models import SiteSettings
from forum.topics import read_marks
from forum.topics.models import Tag, Topic

PASSWORD = "a-long-enough-phrase-42"


def fill() -> None:
    root, ada, ben, eve = make_members()
    general, cellar = make_boards(ben)
    topic, reply = make_topics(ada, ben, eve, general)
    make_follows(ada, ben, eve, general, topic)
    topic_acts.lock(root, make_topic(ada, cellar, "Only for the house"), "It is settled.")
    run_due()
    make_marks_and_settings(root, ada, ben, topic)
    make_imports(ada, general, topic, reply)
    make_owners_pages(ada)
    saving.save(ben, f"topic:{topic.pk}", Content("Half a", fields={"reply_to": [str(reply.pk)]}), known=0)
    Job.objects.create(
        name="post.published", payload={"board_id": general.pk, "post_id": 0}, state=Job.State.FAILED
    )
    publishing.reply(topic, draft(eve, "The last word, whose job is yet to be run."))


def make_owners_pages(ada: User) -> None:
    page = OwnPage.objects.create(name="House rules", slug="rules", text="Be kind.", html="<p>Be kind.</p>")
    page.slug = "house-rules"
    page.save()
    notice = Announcement.objects.create(
        title="We move", text="On Sunday.", html="<p>On Sunday.</p>", audience="groups", is_banner=True
    )
    notice.groups.add(Group.objects.get())
    dismiss(ada, notice)
    refresh_banners()
    save_links([{"place": "foot", "name": "Rules", "address": "/pages/house-rules/"}])


def make_members() -> list[User]:
    SiteSettings.objects.update_or_create(defaults={"name": "The Mending Room", "tagline": "Bring it along"})
    members = [
        User.objects.create_user(name, f"{name}@example.org", PASSWORD, display_name=name.title())
        for name in ("root", "ada", "ben", "eve")
    ]
    for member in members:
        address = EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, sent=timezone.now(), key=uuid.uuid4().hex)
    User.objects.filter(username="root").update(is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=members[0], type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    AddressReversion.objects.create(member=members[3], changed_at=timezone.now())
    FormerUsername.objects.create(
        key="evelyn", username="Evelyn", member=members[3], kept_until=timezone.now() + timedelta(days=300)
    )
    return list(User.objects.order_by("pk"))


def make_boards(moderator: User) -> tuple[Board, Board]:
    general = Board.objects.create(name="General", slug="general", description="About anything.")
    cellar = Board.objects.create(name="Cellar", slug="basement", parent=general)
    cellar.slug = "cellar"
    cellar.save()
    apply_preset(general, Preset.PUBLIC)
    apply_preset(cellar, Preset.STAFF)
    group = Group.objects.create(name="Keepers")
    group.permissions.add(*group.permissions.model.objects.filter(codename="view_board"))
    moderator.groups.add(group)
    moderator.user_permissions.add(*group.permissions.all())
    Grant.objects.create(
        board=general, audience="group", group=group, verbs=["see", "start", "reply", "moderate"]
    )
    TopicField.objects.create(board=general, label="What is broken")
    tag = Tag.objects.create(name="Glue", slug="paste")
    tag.slug = "glue"
    tag.save()
    return general, cellar


def draft(author: User, text: str, **more) -> Submission:
    return Submission(author, render_text(text), key=uuid.uuid4().hex, is_repeat_meant=True, **more)


def make_topic(author: User, board: Board, title: str, **more) -> Topic:
    root = User.objects.get(username="root")
    return publishing.start(
        board, draft(root if board.slug == "cellar" else author, "How?", title=title, **more)
    ).topic


def make_topics(ada: User, ben: User, eve: User, board: Board) -> tuple[Topic, Post]:
    following.follow(ben, board, "every")
    topic = make_topic(ada, board, "Which glue for leather?", tags=[Tag.objects.get()])
    reply = publishing.reply(topic, draft(ben, "> @ada wrote:\n>\n> How?\n\nHide glue, @ada. `50 °C`"))
    publishing.reply(topic, draft(eve, "Or none at all.", reply_to=reply))
    revising.revise(ben, reply, render_text("Hide glue, @ada, *warm*. `50 °C`"), base=reply.revision)
    removed = publishing.reply(topic, draft(eve, "Never mind."))
    removing.remove(eve, removed, "")
    pending = PendingPost.objects.create(
        author=eve, topic=topic, source="Buy now.", key="held", reason="A link."
    )
    pending.tags.add(Tag.objects.get())
    return topic, reply


def make_follows(ada: User, ben: User, eve: User, board: Board, topic: Topic) -> None:
    following.follow(ada, board, "daily")
    following.follow(eve, ada, "every")
    following.mute(eve, Tag.objects.get())
    following.follow(ben, topic, "weekly")
    following.unfollow(ben, topic)
    following.follow(eve, topic, "every")
    Follow.objects.create(topic=topic, address="visitor@example.org", state=Follow.State.UNCONFIRMED)
    FollowPreference.objects.create(member=ada, topic="every")
    FeedKey.objects.create(member=ada)


def make_marks_and_settings(root: User, ada: User, ben: User, topic: Topic) -> None:
    read_marks.write({(ada.pk, topic.pk): ((2, timezone.now()),)})
    ReadLine.objects.create(member=ben, board=topic.board, at=timezone.now())
    last_seen.write({ada.pk: timezone.now()})
    User.objects.filter(pk=ben.pk).update(hides_last_seen=True, time_zone="Europe/Berlin")
    NotificationPreference.objects.create(member=ben, is_quiet=True)
    TopicMail.objects.get_or_create(member=ben, topic=topic, defaults={"mailed_at": timezone.now()})
    DigestTime.objects.get_or_create(
        member=ada, period="daily", defaults={"due_at": timezone.now() + timedelta(days=1)}
    )
    SuppressedAddress.objects.create(address="gone@example.org", answer="550 no such user")
    limits.spend("render", ada.pk)
    browser = Client()
    browser.force_login(root, backend="accounts.backends.MemberBackend")
    UserSession.objects.get_or_create(
        user=root,
        session_key=browser.session.session_key,
        defaults={"ip": "192.0.2.7", "user_agent": "Firefox/140.0"},
    )
    LogEntry.objects.create(
        user=root,
        content_type=ContentType.objects.get_for_model(Board),
        object_repr="General",
        action_flag=CHANGE,
    )


def make_imports(ada: User, board: Board, topic: Topic, reply: Post) -> None:
    old = OldForum.objects.create(source="discourse:old.example", host="old.example")
    OldAddress.objects.create(forum=old, path="/t/which-glue/17", topic=topic)
    OldAddress.objects.create(forum=old, path="/u/ada", member=ada)
    Import.objects.create(source=old.source, kind="topic", foreign_id="17", local_id=topic.pk)
    Import.objects.create(source=old.source, kind="board", foreign_id="5", local_id=board.pk)
    Topic.objects.filter(pk=topic.pk).update(solved_at=reply.created_at)
    Solution.objects.create(topic=topic, post=reply)
    poll = Poll.objects.create(topic=topic, question="Which?")
    option = PollOption.objects.create(poll=poll, position=1, text="Hide glue")
    voting.vote(ada, poll, [option.pk])

"""The stage of the leak matrix: a secret in a hidden board, and every surface on which it might be told.

Each new surface (a page, a feed, a count, a mail) gets its row in SURFACES.
"""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.utils import timezone

from forum.attachments import files
from forum.attachments.models import Attachment
from forum.boards.presets import Preset
from forum.bookmarks.models import Bookmark
from forum.drafts.models import Draft
from forum.fetching import digest_of
from forum.follows import following
from forum.follows.models import FeedKey, Follow, Level
from forum.importing.models import Import, OldAddress, OldForum
from forum.jobs.running import run_due
from forum.link_cards.models import LinkCard, LinkCardUse
from forum.mail import follow_confirmation
from forum.mail.unsubscribe import token_for
from forum.member_exports.models import MemberExport
from forum.member_records.models import MemberNetwork, StaffNote
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.moving.tables import MergedTopic, TopicPointer
from forum.notifications.models import Delivery, Notification
from forum.polls.models import Poll, PollOption
from forum.posts import revising, solving
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.reports.reporting import report
from forum.search.changed_posts import look_at_changes
from forum.search.models import SimilarTopic
from forum.sign_up.models import Invitation, Invited
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.conftest import join, keeper_of, opened

SECRET_TITLE = "Heron under the boathouse"
SECRET_TEXT = "xylograph and quince"
LINKED = "https://news.example/boats"

SURFACES = {
    "home": "/",
    "latest": "/latest/",
    "board": "/b/backroom/",
    "all boards": "/boards/",
    "boards inside": "/boards/?in=backroom",
    "start a topic": "/b/backroom/new/",
    "start a topic anywhere": "/start/",
    "start a topic on a chosen board": "/start/?board=backroom",
    "the way in to start a topic": "/accounts/login/?next=/b/backroom/new/",
    "the way in to reply": "/accounts/signup/?next=/t/{topic}-x/%23reply",
    "topic": "/t/{topic}-{slug}/",
    "topic by number": "/t/{topic}/",
    "topic by another slug": "/t/{topic}-x/",
    "quoting in the topic": "/t/{topic}-{slug}/?quote={post}",
    "quoting in another topic": "/t/{other}-{other_slug}/?quote={post}",
    "topic as threads": "/t/{topic}-{slug}/?view=threads",
    "answering in the topic": "/t/{topic}-{slug}/?answer={post}",
    "answering in another topic": "/t/{other}-{other_slug}/?answer={post}",
    "answering a post": "/p/{post}/answer/",
    "replies to a post": "/p/{post}/replies/",
    "sharing a post": "/p/{post}/share/",
    "an edit that waits": "/p/{post}/waiting-edit/",
    "followers": "/t/{topic}-{slug}/followers/",
    "followers of the board": "/b/backroom/followers/",
    "followers of the author": "/u/root/followers/",
    "followers of its tag": "/tag/quiet/followers/",
    "last post": "/t/{topic}-{slug}/last/",
    "first unread post": "/t/{topic}-{slug}/unread/",
    "a page by its number": "/t/{topic}-{slug}/go-to/?number=1",
    "a post by its number": "/t/{topic}-{slug}/go-to/?to=post&number=2",
    "new replies": "/t/{topic}-{slug}/news/?after=1",
    "who reads now": "/t/{topic}-{slug}/news/",
    "new posts": "/t/{topic}-{slug}/news/posts/?after=1",
    "similar topics of another topic": "/t/{other}-{other_slug}/",
    "keyboard shortcuts": "/help/keys/",
    "poll": "/t/{topic}-{slug}/poll/",
    "change of a poll": "/t/{topic}-{slug}/poll/change/",
    "changes of a poll": "/t/{topic}-{slug}/poll/changes/",
    "poll by another slug": "/t/{topic}-x/poll/",
    "follow by mail": "/t/{topic}-{slug}/follow-by-mail/",
    "a notification": "/notifications/{notification}/",
    "notifications": "/notifications/",
    "number at the bell": "/notifications/count/",
    "newest below the bell": "/notifications/newest/",
    "reactions to one's posts": "/notifications/reactions/?posts={post}",
    "replies among the notifications": "/notifications/?kind=replies",
    "what one follows": "/following/",
    "what one has muted": "/following/?kind=muted",
    "what one follows on its board": "/following/?board=backroom",
    "what one follows with its tag": "/following/?tag=quiet",
    "feed of what one follows": "/following/feed/{key}/",
    "feed of the forum": "/feed/",
    "feed of the board": "/b/backroom/feed/",
    "feed of its tag": "/tag/quiet/feed/",
    "feed of the topic": "/t/{topic}-x/feed/",
    "feed of the author": "/u/root/feed/",
    "topic as Markdown": "/t/{topic}-{slug}.md",
    "topic as Markdown by another slug": "/t/{topic}-x.md",
    "topic as JSON": "/t/{topic}-{slug}.json",
    "topic as JSON by another slug": "/t/{topic}-x.json",
    "topic on another site": "/oembed/?url=http://127.0.0.1:8000/t/{topic}-x/",
    "post on another site": "/oembed/?url=http://127.0.0.1:8000/p/{post}/",
    "sitemaps": "/sitemap.xml",
    "sitemap of pages": "/sitemaps/pages.xml",
    "sitemap of topics": "/sitemaps/topics-1.xml",
    "sitemap of members": "/sitemaps/members-1.xml",
    "help with writing": "/help/writing/",
    "an own page": "/pages/{topic}/",
    "an announcement": "/announcements/{topic}/",
    "tags": "/tags/",
    "tag": "/tag/quiet/",
    "latest with a tag": "/latest/?tag=quiet",
    "latest by views": "/latest/?sort=views",
    "latest on its board": "/latest/?board=backroom",
    "new topics": "/new/",
    "new topics with a tag": "/new/?tag=quiet",
    "unread topics": "/unread/",
    "what one missed": "/unread/away/",
    "top topics": "/top/",
    "top topics of all time": "/top/?period=all",
    "unanswered topics": "/unanswered/",
    "one’s own topics": "/mine/",
    "topics one replied in": "/mine/?show=replied",
    "tag by replies": "/tag/quiet/?sort=replies",
    "board with a tag": "/b/general/?tag=quiet",
    "whom one ignores": "/settings/privacy/",
    "members’ names": "/members/suggestions/?q=ro",
    "one’s drafts": "/drafts/",
    "a draft of a reply there": "/drafts/{draft}/",
    "another’s draft": "/drafts/{another_draft}/",
    "a draft of a reply there, for a script": "/drafts/save/?place=topic:{topic}",
    "link that stops a mail": "/mail/stop/{stop}/",
    "link that changes a level": "/mail/level/{stop}/",
    "link that confirms": "/mail/confirm/{confirm}/",
    # What somebody searches for is on the page again, so nothing of the secret is asked for that `leaks` looks for.
    "search by a word": "/search/?q=more",
    "search by its state": "/search/?q=is:locked",
    "search by its author": "/search/?author=root",
    "search by its tag": "/search/?tag=quiet",
    "search in its board": "/search/?q=more&board=backroom",
    "search in the topic": "/search/?q=more&topic={logged}",
    "form to search in the topic": "/search/?topic={logged}",
    "form to search in the board": "/search/?board=backroom",
    "search by a part of a word": "/search/?q=mor",
    "search for a word misspelt": "/search/?q=boathous",
    "people of the topic": "/completion/people/?place=topic:{topic}&q=",
    "people of a post's topic": "/completion/people/?place=edit:{post}&q=",
    "topics with a title like it": "/similar-topics/?title=Heron+under+the+boathouse",
    "tags and topics for a text": "/completion/references/?q=hero",
    "topics suggested": "/search/suggestions/?q=hero",
    "topics suggested by a whole word": "/search/suggestions/?q=boathouse",
    "topics suggested in a browser's bar": "/search/suggestions/browser/?q=hero",
    "help with searching": "/help/searching/",
    "a file": "{file}",
    "a picture": "{picture}",
    "a smaller picture": "{thumbnail}",
    "picture of a card": "/cards/{card}/",
    "a copied picture": "{copied}",
    "one’s own files": "/files/",
    "permalink": "/p/{post}/",
    "bookmark": "/p/{post}/bookmark/",
    "bookmarks": "/bookmarks/",
    "who reacted": "/p/{post}/reactions/",
    "edit": "/p/{post}/edit/",
    "ticking tasks": "/p/{post}/tasks/",
    "report": "/p/{post}/report/",
    "report of the topic": "/t/{topic}-{slug}/report/",
    "report as illegal": "/p/{post}/illegal/",
    "report of the topic as illegal": "/t/{topic}-{slug}/illegal/",
    "reports of illegal content": "/moderate/illegal/",
    "legal hold": "/moderate/hold/post/{post}/",
    "quote": "/p/{post}/quote/",
    "history": "/p/{post}/history/",
    "a version": "/p/{post}/history/?version=1",
    "hiding a version": "/p/{post}/history/1/hide/",
    "remove": "/p/{post}/remove/",
    "restore": "/p/{post}/restore/",
    "solved topics": "/latest/?solved=yes",
    "unsolved topics": "/latest/?solved=no",
    "search by being solved": "/search/?q=is:solved",
    "lock": "/t/{topic}-{slug}/lock/",
    "slow mode": "/t/{topic}-{slug}/slow-mode/",
    "setting a timer": "/t/{topic}-{slug}/set-timer/",
    "cancelling a timer": "/t/{topic}-{slug}/cancel-timer/",
    "end of slow mode": "/t/{topic}-{slug}/end-slow-mode/",
    "unlock": "/t/{topic}-{slug}/unlock/",
    "pin": "/t/{topic}-{slug}/pin/",
    "unpin": "/t/{topic}-{slug}/unpin/",
    "tag the topic": "/t/{topic}-{slug}/tag/",
    "selecting posts": "/t/{topic}-{slug}/?select=1",
    "selecting topics": "/b/backroom/?select=1",
    "texts that wait in the topic": "/t/{topic}-{slug}/?select=waiting",
    "topics that wait on the board": "/b/backroom/?select=waiting",
    "what moderators keep of its author": "/moderate/members/root/",
    "a note about the post": "/moderate/members/root/?post={post}",
    "everything its author wrote": "/moderate/members/root/written/",
    "removed posts of its author": "/moderate/members/root/written/?show=removed",
    "networks that accounts share": "/moderate/networks/",
    "networks of its author": "/moderate/networks/?member=root",
    "a pointer to it": "/b/general/",
    "a topic that was merged into it": "/t/{merged}-led-away/",
    "a topic that was merged into it, by its number": "/t/{merged}/",
    "the last post of a topic that was merged into it": "/t/{merged}-led-away/last/",
    "feed of a topic that was merged into it": "/t/{merged}-led-away/feed/",
    "move": "/t/{topic}-{slug}/move/",
    "move another topic": "/t/{other}-{other_slug}/move/",
    "remove topic": "/t/{topic}-{slug}/remove/",
    "restore topic": "/t/{topic}-{slug}/restore/",
    "what moderators have to do": "/moderate/",
    "moderation log": "/moderate/log/",
    "moderation log of the topic": "/moderate/log/?topic={logged}",
    "moderation log of its author": "/moderate/log/?member=root",
    "moderation log by words": "/moderate/log/?words=because",
    "moderation log by the topic’s title": "/moderate/log/?about=boathouse",
    "moderation log as a file": "/moderate/log/export/",
    "what moderators did, for everybody": "/log/",
    "feed of what moderators did": "/log/feed/",
    "figures": "/moderate/figures/",
    "removed topics": "/moderate/removed/",
    "removed posts": "/moderate/removed/?show=posts",
    "a text that got no approval": "/rejected/{rejected}/",
    "deciding about a text that waits": "/moderate/to-do/posts/{pending}/reject/",
    "approving a text that waits": "/moderate/to-do/posts/{pending}/approve/",
    "deciding about a report": "/moderate/to-do/reports/{report}/dismiss/",
    "deciding about a report as of a message": "/moderate/to-do/messages/{report}/remove/",
    "one’s data": "/settings/data/",
    "one’s invitations": "/settings/invitations/",
    "an invitation to the board": "/invitations/{invitation}/",
    "whom the author invited": "/u/root/invited/",
    "another’s data": "/settings/data/{export}/",
    "terms": "/terms/",
    "what was done to the topic": "/acts/{entry}/",
    "author's page": "/u/root/",
    "old address of the topic": "/t/heron-under-the-boathouse/777",
    "old address of the topic by its number": "/t/777",
    "old address of the topic for a program": "/t/777.json",
    "old address of the feed of the topic": "/t/777.rss",
    "old address of the text of the topic": "/raw/777",
    "old address of the post": "/t/heron-under-the-boathouse/777/1",
    "old address of the post by its number": "/p/7771",
    "old address of the post's text": "/raw/777/1",
    "old address of the board": "/c/backroom/7",
}


def build(start, say) -> SimpleNamespace:
    """People, boards and the numbers that stand in the addresses."""
    root = get_user_model().objects.create_superuser("root", "root@example.org")
    ada, ben = join("ada"), join("ben")
    board, staff_board = opened("General", Preset.PUBLIC), opened("Backroom", Preset.STAFF)
    topic = start(root, staff_board, title=SECRET_TITLE, body=SECRET_TEXT)
    post = say(root, topic, f"More of {SECRET_TEXT}")
    post = revising.revise(root, post, render_text(f"More of {SECRET_TEXT}."), base=1)
    # Another's, so that it is unread and missed by whoever may see it.
    say(join("clerk", is_staff=True), topic, f"Even more of {SECRET_TEXT}")
    attached = attach_files(root)
    copied = copy_picture()
    linking = say(
        root,
        topic,
        f"{' '.join(file.markdown for file in attached)}\n\n{LINKED}\n\n![{SECRET_TEXT}]({copied.address})",
    )
    RemotePictureUse.objects.get_or_create(picture=copied, post=linking)
    tag = Tag.objects.create(name="Quiet", slug="quiet")
    topic.tags.add(tag)
    for thing in (topic, staff_board, tag):
        following.follow(root, thing)
    following.follow(ada, root)
    poll = Poll.objects.create(topic=topic, question=SECRET_TITLE, is_secret=False)
    PollOption.objects.create(poll=poll, position=1, text=SECRET_TEXT)
    type(staff_board).objects.filter(pk=staff_board.pk).update(takes_solutions=True)
    solving.mark(root, post)
    other = start(ada, board, title="Harmless")
    while look_at_changes():
        pass
    SimilarTopic.objects.create(topic=other, other=topic, rank=1)
    import_addresses(topic)
    # Told to Ben, were it his topic; and done where he sees nothing.
    SiteSettings.current().change(shows_public_log=True, names_in_public_log=True)
    topic_acts.lock(root, topic, f"Because of {SECRET_TEXT}")
    while run_due():
        pass
    merged = leading_to(post, start(ada, board, title="Led away"))
    numbers = {
        "merged": merged.pk,
        "card": make_card(linking).key,
        "file": attached[0].address, "picture": attached[1].address, "thumbnail": attached[1].thumbnail_address(640),
        "copied": copied.copy_address,
        "entry": LogEntry.objects.get(topic=topic).pk, "logged": topic.pk, "topic": topic.pk, "slug": topic.slug, "post": post.pk, "other": other.pk, "other_slug": other.slug,
    }  # fmt: skip
    keeper = keeper_of(board)
    waiting = PendingPost.objects.create(
        author=root, topic=topic, source=SECRET_TEXT, key="waits", reason=SECRET_TEXT
    )
    rejected = RejectedPost.objects.create(
        author=root, topic=topic, source=SECRET_TEXT, reason=SECRET_TEXT, written_at=timezone.now()
    )
    clerk = get_user_model().objects.get(username="clerk")
    StaffNote.objects.create(member=root, by=clerk, post=post, text=SECRET_TEXT)
    for member in (root, ben):
        MemberNetwork.objects.create(member=member, network="203.0.113.9", day=timezone.now().date())
    reported = report(clerk, post, "A reason", SECRET_TEXT).report
    export = MemberExport.objects.create(
        member=root, state=MemberExport.State.DONE, stored_as="none.zip", made_at=timezone.now()
    )
    # Wrote there while they saw it: staff that are no staff any more, whose own post is hidden from them, too.
    author = join("author", is_staff=True)
    written = say(author, topic, f"Mine of {SECRET_TEXT}")
    following.follow(author, topic)
    type(author).objects.filter(pk=author.pk).update(is_staff=False)
    author.is_staff = False
    former = join("former", is_staff=True)  # who saw the board, and follows what is there
    following.follow(former, topic)
    type(former).objects.filter(pk=former.pk).update(is_staff=False)
    former.is_staff = False
    ends = timezone.now() + timedelta(days=9)
    invitations = [
        Invitation.objects.create(by=by, board=staff_board, expires_at=ends)
        for by in (root, former, ben, ada)
    ]
    Invited.objects.create(member=former, by=root, invitation=invitations[0])
    suspended = join("suspended")
    suspended.suspend(timezone.now() + timedelta(days=9), "x")
    numbers |= {
        "pending": waiting.pk,
        "rejected": rejected.pk,
        "report": reported.pk,
        "export": export.pk,
        "invitation": invitations[0].key,
    }
    get_user_model().objects.update(last_seen_at=timezone.now() - timedelta(days=20))
    return SimpleNamespace(
        root=root, visitor=None, ben=ben, author=author, written=written, mod=keeper, former=former, suspended=suspended, topic=topic, board=staff_board,
        numbers=numbers | left_over(ben, topic),
    )  # fmt: skip


def leading_to(post, topic):
    """The topic as if it had been merged into that of the post, with a pointer on its board."""
    now = timezone.now()
    type(topic).objects.filter(pk=topic.pk).update(merged_at=now, removed_at=now)
    MergedTopic.objects.create(topic=topic, post=post)
    TopicPointer.objects.create(board=topic.board, topic=post.topic, until=now + timedelta(days=9))
    return topic


def attach_files(owner) -> list[Attachment]:
    """A document and a picture, whose names and contents are told to nobody else."""
    document = Attachment(
        owner=owner, name=f"{SECRET_TEXT}.txt", content_type="text/plain", stored_as="a", length=5, size=5
    )
    picture = Attachment(
        owner=owner, name=f"{SECRET_TEXT}.png", content_type="image/png", stored_as="b", length=5, size=10,
        width=900, height=600, thumbnails={"640": 5},
    )  # fmt: skip
    for file in (document, picture):
        file.save()
        for name in file.stored_names():
            files.delete_files([name])
            files.keep(name, b"hello")
    return [document, picture]


def make_card(post) -> LinkCard:
    """Of a link that nobody else has posted, on a forum that shows cards."""
    SiteSettings.current().change(shows_link_cards=True)
    files.delete_files(["cards/c"])
    files.keep("cards/c", b"hello")
    card = LinkCard.objects.create(
        address=LINKED, digest=digest_of(LINKED), state="ready", title=SECRET_TITLE, description=SECRET_TEXT,
        stored_as="cards/c", size=5, width=1, height=1, done_at=timezone.now(),
    )  # fmt: skip
    LinkCardUse.objects.create(card=card, post=post)
    return card


def copy_picture() -> RemotePicture:
    """A copy of another site's picture."""
    address = "https://pictures.example/xylograph.png"
    picture = RemotePicture(
        address=address, digest=digest_of(address), state="copied", stored_as="c", size=5, width=90, height=60,
        content_type="image/png",
    )  # fmt: skip
    picture.save()
    files.delete_files(["c"])
    files.keep("c", SECRET_TEXT.encode())
    return picture


def import_addresses(topic: Topic) -> None:
    """Where topic, post and board stood in the forum from which they came."""
    old = OldForum.objects.create(source="discourse:old.example", host="old.example")
    for path in ("/t/heron-under-the-boathouse/777", "/t/777"):
        OldAddress.objects.create(forum=old, path=path, topic=topic)
    first = topic.posts.get(number=1)
    OldAddress.objects.create(forum=old, path="/t/-/777/1", topic=topic, post=first)
    OldAddress.objects.create(forum=old, path="/c/7", board=topic.board)
    Import.objects.create(source=old.source, kind="post", foreign_id="7771", local_id=first.pk)


def left_over(ben, topic):
    """What Ben still holds from a time in which he saw the board: follows, a notification, links in mails, a feed."""
    follow = Follow.objects.create(member=ben, topic=topic, level=Level.EVERY)
    Follow.objects.create(member=ben, board=topic.board, state=Follow.State.MUTED)
    notification = Notification.objects.create(
        member=ben, kind="reply", matter=f"topic:{topic.pk}", topic=topic, post=topic.posts.first(), count=1
    )
    Bookmark.objects.create(member=ben, post=topic.posts.first(), note="What I wanted")
    asked = Follow.objects.create(address="pat@example.net", topic=topic, state=Follow.State.UNCONFIRMED)
    Topic.objects.filter(pk=topic.pk).update(follower_count=2)
    drafts = [
        Draft(member=ben, place=place, body="Yes.")
        for place in (f"topic:{topic.pk}", f"edit:{topic.posts.first().pk}", f"board:{topic.board_id}")
    ]
    another = Draft(member=topic.author, place=f"topic:{topic.pk}", body=SECRET_TEXT)
    Draft.objects.bulk_create([*drafts, another])
    return {
        "draft": Draft.objects.get(place=f"topic:{topic.pk}", member=ben).pk,
        "another_draft": Draft.objects.get(member=topic.author).pk,
        "notification": notification.pk,
        "key": FeedKey.objects.create(member=ben).key,
        "stop": token_for(Delivery(member=ben, follow=follow, kind="reply")),
        "confirm": follow_confirmation.token_for(asked),
    }


def text_of(answer):
    """Of a page or a file."""
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.text


def leaks(answer):
    said = text_of(answer) + str(answer.headers)
    return [word for word in (SECRET_TITLE, SECRET_TEXT, "heron-under", "Backroom") if word in said]

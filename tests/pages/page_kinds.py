"""Every kind of page there is, on a forum that has something of everything to show on them."""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from forum.announcements.models import Announcement
from forum.appeals.sending import send_appeal
from forum.bans.models import Ban
from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.bookmarks import bookmarking
from forum.conversations import taking_part
from forum.drafts import saving
from forum.drafts.saving import Content
from forum.fetching import digest_of
from forum.follows import following
from forum.follows.models import Follow
from forum.illegal_content import deciding, notice_mail, notifying
from forum.illegal_content.categories import categories_offered
from forum.illegal_content.models import Case
from forum.illegal_content.notifying import Said
from forum.jobs.running import run_due
from forum.link_cards.models import LinkCard
from forum.mail import follow_confirmation
from forum.member_records.models import MemberWarning, StaffNote, WatchedPost
from forum.moderation import post_acts, topic_acts
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.statements import link_by_mail
from forum.own_pages.models import OwnPage
from forum.own_pages.terms import note_terms, refresh_marked_pages
from forum.polls import voting
from forum.polls.models import Poll, PollOption
from forum.posts import solving, wiki_posts
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.posts.revising import revise
from forum.reactions import reacting
from forum.reports.reporting import report
from forum.sign_up import invitations
from forum.sign_up.models import Invited, SignUpRequest
from forum.site.models import SiteSettings
from forum.topics.models import Tag
from tests.conftest import join, opened
from tests.pages import leaking

RICH = """\
# A heading

> @ada [wrote](/p/1/):
>
> Is it `x < y && z`?

| Left | Right |
|:-----|------:|
| a    | ||b|| |

1. One
   - [x] done
   - [ ] open

***

```python
def f(x: int) -> str: return f"<{x}>"
```

$x^2 \\le \\frac{1}{2}$ :smile: <kbd>Ctrl</kbd> ==mark== ~~gone~~ H~2~O[^1] https://example.org/?a=1&b=2 #quiet

![A picture](https://pics.example/a.png)

https://boats.example/?a=1&b=2

<details><summary>More & more</summary>

Folded.

</details>

::: spoiler The end
Hidden.
:::

Term
: What it means.

[^1]: A note.
"""

# By the name of the address. Braces name what `build` and `leaking.build` have made.
PAGES = {
    "home": "/", "latest": "/latest/", "new": "/new/", "top": "/top/", "unread": "/unread/", "unanswered": "/unanswered/",
    "mine": "/mine/", "away": "/unread/away/", "boards": "/boards/", "start": "/start/", "board": "/b/general/",
    "topic-new": "/b/general/new/", "board-followers": "/b/general/followers/", "topic": "{rich}",
    "topic-new-posts": "{rich}news/posts/?after=1", "topic-followers": "{rich}followers/", "follow-by-mail": "{rich}follow-by-mail/",
    "topic-act": "{rich}move/", "poll-voters": "{rich}poll/", "poll-change": "{rich}poll/change/", "poll-changes": "{rich}poll/changes/", "post-edit": "/p/{rich_post}/edit/", "post-history": "/p/{rich_post}/history/", "waiting-edit": "/p/{tasks}/waiting-edit/", "post-bookmark": "/p/{rich_post}/bookmark/", "post-report": "/p/{rich_post}/report/", "topic-report": "{rich}report/", "member-report": "/u/ben/report/", "bookmarks": "/bookmarks/", "post-reactions": "/p/{rich_post}/reactions/",
    "conversations": "/conversations/", "conversation-new": "/conversations/new/?to=ben", "conversation": "{talk}", "conversation-members": "/conversations/{talk_pk}/members/",
    "conversation-new-posts": "{talk}news/posts/?after=1",
    "team-conversations": "/conversations/moderators/", "team-conversation-new": "/conversations/new/moderators/?post={rich_post}",
    "post-tasks": "/p/{tasks}/tasks/", "post-share": "/p/{rich_post}/share/", "post-replies": "/p/{rich_post}/replies/", "version-hide": "/p/{rich_post}/history/1/hide/",
    "post-remove": "/p/{rich_post}/remove/", "post-restore": "/p/{removed}/restore/", "own-page": "/pages/rules/", "terms": "/terms/", "terms-version": "/terms/1/", "search": "/search/?q=more",
    "writing-help": "/help/writing/", "keys-help": "/help/keys/", "searching-help": "/help/searching/",
    "announcement": "/announcements/{announcement}/", "tags": "/tags/", "tag": "/tag/quiet/", "tag-followers": "/tag/quiet/followers/",
    "member": "/u/ada/", "person-followers": "/u/root/followers/", "member-act": "/u/ben/suspend/", "member-clean-up": "/u/ben/clean-up/", "moderate": "/moderate/", "moderate-log": "/moderate/log/", "moderate-figures": "/moderate/figures/", "public-log": "/log/", "moderate-decide": "/moderate/to-do/posts/{pending}/reject/", "rejected-post": "/rejected/{rejected}/", "own-record": "/record/", "moderate-bans": "/moderate/bans/", "moderate-networks": "/moderate/networks/", "post-warn": "/p/{rich_post}/warn/", "moderate-member": "/moderate/members/ben/", "moderate-written": "/moderate/members/ben/written/",
    "moderate-removed": "/moderate/removed/", "act-notice": "/acts/{entry}/", "act-notice-by-mail": "{by_mail}", "moderate-own-decision": "/moderate/appeals/{appeal}/", "my-follows": "/following/", "notifications": "/notifications/",
    "notifications-newest": "/notifications/newest/", "my-reactions": "/notifications/reactions/", "settings": "/settings/", "reading-preferences": "/settings/reading/",
    "notification-preferences": "/settings/notifications/", "account-settings": "/settings/account/", "privacy": "/settings/privacy/", "avatar-settings": "/settings/picture/",
    "close-account": "/settings/close/", "my-data": "/settings/data/", "invitations": "/settings/invitations/", "invitation": "/invitations/{invitation}/", "invited-branch": "/u/ada/invited/", "drafts": "/drafts/", "draft": "/drafts/{draft}/", "attachment-upload": "/files/", "unsubscribe": "/mail/stop/{stop}/", "mail-level": "/mail/level/{stop}/",
    "mail-confirm": "/mail/confirm/{confirm}/", "account_login": "/accounts/login/", "account_signup": "/accounts/signup/",
    "account_logout": "/accounts/logout/", "account_inactive": "/accounts/inactive/", "account_reauthenticate": "/accounts/reauthenticate/",
    "account_email": "/accounts/email/", "account_email_verification_sent": "/accounts/confirm-email/",
    "account_change_password": "/accounts/password/change/", "account_reset_password": "/accounts/password/reset/",
    "account_reset_password_done": "/accounts/password/reset/done/", "account_reset_password_from_key": "/accounts/password/reset/key/1-x/",
    "account_reset_password_from_key_done": "/accounts/password/reset/key/done/", "account_confirm_email": "/accounts/confirm-email/x/",
    "usersessions_list": "/accounts/sessions/", "mfa_index": "/accounts/2fa/", "mfa_activate_totp": "/accounts/2fa/totp/activate/",
    "mfa_list_webauthn": "/accounts/2fa/webauthn/", "mfa_add_webauthn": "/accounts/2fa/webauthn/add/",
    "post-illegal": "/p/{rich_post}/illegal/", "topic-illegal": "{rich}illegal/", "member-illegal": "/u/ada/illegal/", "notice": "/illegal-content/{notice}/",
    "notice-confirm": "/illegal-content/confirm/{notice_confirm}/", "notice-object": "/illegal-content/object/{notice_object}/",
    "moderate-illegal": "/moderate/illegal/", "moderate-hold": "/moderate/hold/post/{rich_post}/",
    "setup:look": "/setup/", "setup:boards": "/setup/boards/", "setup:email": "/setup/email/",
}  # fmt: skip

# The same pages in other states.
STATES = [
    "{rich}?page=2", "/p/{rich_post}/history/?version=1", "{rich}?quote={rich_post}", "{rich}?view=threads", "/t/{topic}-{slug}/", "{locked}", "/latest/?sort=views&tag=quiet&board=general", "/latest/?board=backroom",
    "/top/?period=all", "/mine/?show=replied", "/b/general/?tag=quiet&sort=replies", "/b/general/?solved=no", "/latest/?solved=yes", "/b/inside/", "/boards/?in=general", "/u/ada/?show=topics", "/u/ben/", "/u/nobody/",
    "/search/", "/search/?q=zzzz", "/search/?q=xylograf", "/search/?q=auther:ada", "/search/?q=heading&author=ada&board=general&tag=quiet&has=code&sort=date", "/search/?q=a:b%20%22x%20author:nobody&topic={logged}",
    "/notifications/?kind=replies", "/following/?kind=muted", "/following/?kind=topic", "/following/?tag=quiet&kind=muted", "/settings/account/", "/moderate/removed/?show=posts", "/moderate/log/?member=root",
    "/nowhere/", "/t/999999-x/", "/latest/?page=x", "/latest/?before=x", "/latest/?tag=nothing", "{gone}",
    "/admin/", "/admin/topics/topic/", "/admin/site/sitesettings/1/change/", "/admin/boards/board/add/", "/admin/site/spamprotection/1/change/", "/admin/filters/wordrule/add/", "/admin/traffic/",
]  # fmt: skip

# Forms that are sent empty, and so come back with what is wrong.
FORMS = [
    "{rich}reply/", "/b/general/new/", "/start/", "/p/{rich_post}/edit/", "/preview/", "{rich}move/", "{rich}remove/", "{rich}follow-by-mail/", "/u/ben/suspend/", "/u/ben/clean-up/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/settings/", "/settings/account/", "/settings/close/", "/mail/stop/x/", "{rich}follow/", "/p/{rich_post}/react/", "/u/ben/report/", "/p/{rich_post}/illegal/", "/illegal-content/object/{notice_object}/",
]  # fmt: skip

# What answers with no page of its own: acts, ways to another page, and files for programs.
NO_PAGES = """
    site-feed public-log-feed read-everything read-undo away-done board-feed board-read board-follow board-unfollow reply topic-unread topic-last topic-feed
    post-react post-take-back-reaction post-bookmark-add post-bookmark-remove topic-go-to topic-news topic-seen topic-read topic-read-undo poll-vote post-solve post-unsolve topic-follow topic-unfollow topic-copy topic-short post post-quote post-answer post-task paste post-unread
    conversation-short conversation-reply conversation-unread conversation-last conversation-go-to conversation-news conversation-seen conversation-read conversation-remove conversation-leave conversation-close conversation-reopen
    titled-alike people-completion reference-completion emoji-completion
    moderate-remove-note moderate-restore-note moderate-lift-ban moderate-take-warning-back version-restore version-show post-make-wiki post-end-wiki
    invitation-revoke claim claim-confirm
    preview search-suggestions browser-suggestions dismiss-banner tag-feed tag-read tag-follow tag-unfollow member-suggestions ignore
    stop-ignoring person-feed person-follow person-unfollow moderate-undo moderate-held-back moderate-assign moderate-release my-follows-undo feed-key feed notifications-read notifications-count
    notification time-zone email-preferences following-preferences automatic-following ignored mail-hook provider-webhook username-check avatar-whole
    moderate-log-export moderate-figures-export my-data-file draft-save draft-token draft-discard draft-restore waiting-withdraw waiting-edit-withdraw
    moderate-together moderate-selection moderate-show-message
    attachment-delete thumbnail picture attachment card-picture copied-picture training setup:finish oembed opensearch robots sitemap sitemap-pages sitemap-topics sitemap-members manifest alive ready
""".split()
# Those which a test of signing in would have to come to first.
ON_THE_WAY_IN = """
    revert-address-change account_set_password account_confirm_login_code mfa_authenticate mfa_reauthenticate mfa_deactivate_totp
    mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes mfa_reauthenticate_webauthn mfa_remove_webauthn
    mfa_edit_webauthn mfa_login_webauthn
""".split()


def names_of_addresses(resolver: URLResolver | None = None, before: str = "") -> set[str]:
    """All that have a name, but for those of the admin."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found |= names_of_addresses(pattern, f"{pattern.namespace}:" if pattern.namespace else before)
        elif pattern.name:
            found.add(before + pattern.name)
    return found


def build(start, say) -> SimpleNamespace:
    stage = leaking.build(start, say)
    ada, ben, root = (get_user_model().objects.get(username=name) for name in ("ada", "ben", "root"))
    board = Board.objects.get(slug="general")
    opened("Inside", Preset.PUBLIC, parent=board)
    rich = start(ada, board, title="Signs & <wonders>", body=RICH)
    rich.tags.add(Tag.objects.get(slug="quiet"))
    poll = Poll.objects.create(topic=rich, question="Tea & <coffee>?", is_secret=False, most_choices=2)
    options = [PollOption.objects.create(poll=poll, position=n, text=f"<{n}> & more") for n in (1, 2)]
    voting.vote(ben, poll, [options[0].pk])
    posts = [
        say((root, ben)[n % 9 == 3], rich, f"Reply {n}", reply_to=rich.posts.get(number=1)) for n in range(25)
    ]
    tasks = say(ben, rich, "- [ ] <one> & **two**\n- [x] three")
    revise(ada, rich.posts.get(number=1), render_text(f"{RICH}\nEdited."), base=1)
    wiki_posts.make_wiki(ada, rich.posts.get(number=1))
    post_acts.remove(root, posts[3], "A **rash** word")
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    solving.mark(ada, posts[5])
    locked = start(ben, board, title="Locked and pinned")
    topic_acts.lock(root, locked, "Enough.")
    topic_acts.pin(root, locked)
    gone = start(ben, board, title="Gone")
    topic_acts.remove(root, gone, "x")
    following.follow(ada, rich)
    talk = taking_part.start(
        Submission(ada, render_text(RICH), key="talk", title="Lamps & <wonders>"), [ben, root]
    ).topic
    say(ben, talk, "Yes & no")
    LinkCard.objects.create(
        address="https://boats.example/?a=1&b=2", digest=digest_of("https://boats.example/?a=1&b=2"), state="ready",
        title="Boats & <more>", description="A & B", stored_as="cards/d", size=5, width=9, height=9, done_at=timezone.now(),
    )  # fmt: skip
    bookmarking.annotate(ada, rich.posts.get(number=1), "For & later", timezone.now() + timedelta(days=9))
    for member, emoji in ((ben, "👍"), (root, "👍"), (ada, "🎉")):
        reacting.react(member, rich.posts.get(number=1), emoji)
    asked = Follow.objects.create(address="pat@example.net", topic=rich, state=Follow.State.UNCONFIRMED)
    Follow.objects.create(member=root, person=join("cat"), state=Follow.State.MUTED)
    OwnPage.objects.create(name="Rules", slug="rules", text=RICH, html=render_text(RICH).rendered.html)
    note_terms(
        OwnPage.objects.create(
            name="Terms & more", slug="terms", text=RICH, html=render_text(RICH).rendered.html, is_terms=True
        ),
        root,
    )
    refresh_marked_pages()
    announcement = Announcement.objects.create(title="New & old", text="Hi", html="<p>Hi</p>", is_banner=True)
    html = render_text(RICH).rendered.html
    SiteSettings.current().change(
        shows_public_log=True, welcome=RICH, welcome_html=html, tagline="To try & see"
    )
    get_user_model().objects.filter(pk=ada.pk).update(about=RICH, about_html=html)
    while run_due():
        pass
    saving.save(root, f"topic:{locked.pk}", Content("A text that\n\nwaits <for> its end."), known=0)
    draft = saving.save(root, "start", Content("Another & more", "A title"), known=0)
    pending = PendingPost.objects.create(
        author=ben, board=board, title="Waits & <waits>", source=RICH, key="waits", reason="A & B",
        additions={"poll": {"question": "<Which>?", "options": ["A & B", "C"], "most_choices": 1, "results": "always", "is_secret": False, "is_final": False, "ends_at": None}},
    )  # fmt: skip
    PendingEdit.objects.create(
        post=tasks, author=root, base=1, title="A & B", source=RICH, html=html, reason="A & B", edit_reason="<Why>",
    )  # fmt: skip
    rejected = RejectedPost.objects.create(
        author=ben, topic=rich, source="Not <this>", reason="Off & topic", written_at=timezone.now()
    )
    ban = Ban.objects.create(kind="name", pattern="spam*er", reason="A & <b>", by=root)
    WatchedPost.objects.create(post=tasks)
    note = StaffNote.objects.create(member=ben, by=root, post=tasks, text="Look <twice> & again")
    warning = MemberWarning.objects.create(member=ben, by=root, post=tasks, reason="Too <loud> & long")
    report(ben, rich.posts.get(number=1), "It’s <rude>", "Look & see")
    report(ben, rich, "It’s <rude>")
    report(ben, ada, "It’s <rude>")
    report(ben, talk.posts.get(number=1), "It’s <rude>", "Look & see")
    invitation = invitations.make(root, uses=2, days=7)
    Invited.objects.create(member=ben, by=ada, invitation=invitation)
    wil = join("wil", waits_since=timezone.now())
    SignUpRequest.objects.create(
        member=wil, question="Tea & <coffee>?", answer="<Tea> & more", reasons=["A & B"]
    )
    notices = [
        notifying.send(
            None, thing, Said(categories_offered()[words], f"Look & <{words}>", "http://x/", "Pat & <co>", "pat@example.net")
        )
        for thing, words in ((rich.posts.get(number=1), "Terrorism"), (locked, "Hate or threats"), (ada, "Fraud or illegal trade"))
    ]  # fmt: skip
    Case.objects.filter(member=ada).update(queued_at=None)
    deciding.decide(root, notices[1].case_id, Case.Outcome.NOTHING, "Off & on")
    entry = LogEntry.objects.get(post=posts[3])
    appeal = send_appeal(ben, entry, "It was <kind> & true")
    stage.numbers |= {
        "by_mail": link_by_mail(entry), "by_mail_token": link_by_mail(entry).split("/")[-2], "appeal": appeal.pk,
        "notice": notices[0].secret, "notice_confirm": notice_mail.confirm_token(notices[0]), "notice_object": notice_mail.objection_token(notices[1]),
        "draft": draft.pk, "rich": rich.get_absolute_url(), "rich_post": rich.posts.get(number=1).pk, "removed": posts[3].pk, "announcement": announcement.pk,
        "locked": locked.get_absolute_url(), "gone": gone.get_absolute_url(), "confirm": follow_confirmation.token_for(asked),
        "pending": pending.pk, "invitation": invitation.key, "invitation_id": invitation.pk, "rejected": rejected.pk, "tasks": tasks.pk, "note": note.pk, "ban": ban.pk, "warning": warning.pk,
        "entry": entry.pk, "talk": talk.get_absolute_url(), "talk_pk": talk.pk, "talk_slug": talk.slug,
    }  # fmt: skip
    return stage

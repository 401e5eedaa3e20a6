from functools import partial

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.generic import RedirectView

from forum.pages import addresses
from forum.pages.accounts import username_check, ways_in
from forum.pages.accounts import views as accounts
from forum.pages.announcements import views as announcements
from forum.pages.attachments import my_files as own_files
from forum.pages.attachments import serving as attachments
from forum.pages.attachments import uploading
from forum.pages.boards import views as boards
from forum.pages.bookmarks import views as bookmarks
from forum.pages.bounces import provider_webhooks
from forum.pages.bounces import views as bounces
from forum.pages.cleanup import views as cleanup
from forum.pages.errors import views as errors
from forum.pages.feeds import views as feeds
from forum.pages.first_run import views as first_run
from forum.pages.following_by_mail import views as following_by_mail
from forum.pages.follows import views as follows
from forum.pages.health import views as health
from forum.pages.help import views as help_pages
from forum.pages.home import views as home
from forum.pages.illegal_content import views as illegal_content
from forum.pages.invitations import views as invitations
from forum.pages.link_cards import serving as link_cards
from forum.pages.members import ignoring, suggestions
from forum.pages.members import views as members
from forum.pages.moderation import (
    act_notice,
    own_record,
    public_log,
    public_log_feed,
)
from forum.pages.moderation import rejected as moderation_rejected
from forum.pages.moderation import views as moderation
from forum.pages.moderation.url_converter import MemberActConverter, TopicActConverter
from forum.pages.moderation.urls import illegal_content_patterns, moderation_patterns
from forum.pages.my_follows import undoing as undoing_follows
from forum.pages.my_follows import views as my_follows
from forum.pages.notifications import newest as newest_notifications
from forum.pages.notifications import reactions as reactions_to_me
from forum.pages.notifications import views as notifications
from forum.pages.oembed import views as oembed
from forum.pages.old_addresses import views as old_addresses
from forum.pages.own_pages import terms as own_terms
from forum.pages.own_pages import views as own_pages
from forum.pages.polls import changing as changing_polls
from forum.pages.polls import views as polls
from forum.pages.posts import completion, pasting, preview, waiting
from forum.pages.posts import views as posts
from forum.pages.posts.urls import post_patterns
from forum.pages.reading import views as reading
from forum.pages.reports import views as reports
from forum.pages.search import suggestions as search_suggestions
from forum.pages.search import views as search
from forum.pages.search_engines import views as search_engines
from forum.pages.settings.urls import settings_patterns
from forum.pages.site_files import views as site_files
from forum.pages.tags import views as tags
from forum.pages.topic_lists import away
from forum.pages.topic_lists import views as topic_lists
from forum.pages.topic_lists.lists import LISTS
from forum.pages.topics import copies, go_to, starting, titled_alike
from forum.pages.topics import news as topic_news
from forum.pages.topics import views as topics
from forum.pages.unsubscribe import views as unsubscribe

register_converter(addresses.SlugConverter, "words")
register_converter(TopicActConverter, "topic_act")
register_converter(MemberActConverter, "member_act")

# Stock sign-in of the admin has no rate limit and no second factor; allauth's has both.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def follow_patterns(kind: str) -> list[URLPattern]:
    return [
        path("follow/", follows.follow, {"kind": kind}, name=f"{kind}-follow"),
        path("unfollow/", follows.unfollow, {"kind": kind}, name=f"{kind}-unfollow"),
        path("followers/", follows.followers, {"kind": kind}, name=f"{kind}-followers"),
    ]


board_patterns = [
    path("", boards.board, name="board"),
    path("new/", starting.new, name="topic-new"),
    path("feed/", feeds.board_feed, name="board-feed"),
    path("read/", reading.read_board, name="board-read"),
    *follow_patterns("board"),
]

topic_patterns = [
    path("", topics.topic, name="topic"),
    path("reply/", posts.reply, name="reply"),
    path("unread/", topics.unread, name="topic-unread"),
    path("last/", topics.last, name="topic-last"),
    path("feed/", feeds.topic_feed, name="topic-feed"),
    path("go-to/", go_to.go_to, name="topic-go-to"),
    path("news/", topic_news.news, name="topic-news"),
    path("news/posts/", topic_news.new_posts, name="topic-new-posts"),
    path("seen/", topic_news.seen, name="topic-seen"),
    path("read/", reading.read_topic, name="topic-read"),
    path("read-undo/", reading.undo_topic, name="topic-read-undo"),
    *follow_patterns("topic"),
    path("poll/", polls.voters, name="poll-voters"),
    path("poll/vote/", polls.vote, name="poll-vote"),
    path("poll/change/", changing_polls.change, name="poll-change"),
    path("poll/changes/", changing_polls.changes, name="poll-changes"),
    path("follow-by-mail/", following_by_mail.ask, name="follow-by-mail"),
    path("report/", reports.report_topic, name="topic-report"),
    path("illegal/", illegal_content.of_topic, name="topic-illegal"),
    path("<topic_act:act>/", moderation.act_on_topic, name="topic-act"),
]

tag_patterns = [
    path("", tags.tag, name="tag"),
    path("feed/", feeds.tag_feed, name="tag-feed"),
    path("read/", reading.read_tag, name="tag-read"),
    *follow_patterns("tag"),
]

member_patterns = [
    path("", members.member, name="member"),
    path("ignore/", ignoring.ignore, name="ignore"),
    path("stop-ignoring/", ignoring.stop_ignoring, name="stop-ignoring"),
    path("feed/", feeds.member_feed, name="person-feed"),
    path("report/", reports.report_member, name="member-report"),
    path("invited/", invitations.branch, name="invited-branch"),
    path("illegal/", illegal_content.of_member, name="member-illegal"),
    *follow_patterns("person"),
    path("clean-up/", cleanup.clean_up, name="member-clean-up"),
    path("<member_act:act>/", moderation.act_on_member, name="member-act"),
]

my_follows_patterns = [
    path("", my_follows.my_follows, name="my-follows"),
    path("undo/", undoing_follows.undo, name="my-follows-undo"),
    path("feed/", feeds.feed_key, name="feed-key"),
    path("feed/<slug:key>/", feeds.feed, name="feed"),
]

notification_patterns = [
    path("", notifications.notifications, name="notifications"),
    path("read/", notifications.read, name="notifications-read"),
    path("count/", notifications.count, name="notifications-count"),
    path("reactions/", reactions_to_me.my_reactions, name="my-reactions"),
    path("newest/", newest_notifications.newest, name="notifications-newest"),
    path("<id:notification_id>/", notifications.notification, name="notification"),
]

mail_link_patterns = [
    path("stop/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("level/<str:token>/", unsubscribe.level, name="mail-level"),
    path("confirm/<str:token>/", following_by_mail.confirm, name="mail-confirm"),
    path("hook/", bounces.mail_hook, name="mail-hook"),
    path("hook/<slug:provider>/", provider_webhooks.provider_webhook, name="provider-webhook"),
]

account_patterns: list[URLPattern | URLResolver] = [
    # Both forms on one page; allauth has a page for each.
    path("login/", ways_in.SignInView.as_view(), name="account_login"),
    path("signup/", ways_in.SignUpView.as_view(), name="account_signup"),
    path("username/", username_check.username_check, name="username-check"),
    # allauth's own list of sessions asks the database once a row; this one stands before it.
    path("sessions/", accounts.sessions, name="usersessions_list"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", accounts.confirm_email, name="account_confirm_email"),
    path("address-back/<str:token>/", accounts.revert_address_change, name="revert-address-change"),
    path("", include("allauth.urls")),
]

KEY, SIDES = "(?P<key>[0-9A-Za-z]{22})", "(?P<width>[1-9][0-9]{0,3})x(?P<height>[1-9][0-9]{0,3})"
file_patterns = [
    path("", uploading.upload, name="attachment-upload"),
    re_path(rf"^{KEY}/delete/$", own_files.delete_file, name="attachment-delete"),
    re_path(rf"^{KEY}/{SIDES}/(?P<longest>640|1280)/(?P<name>[^/]+)$", attachments.picture, name="thumbnail"),
    re_path(rf"^{KEY}/{SIDES}/(?P<name>[^/]+)$", attachments.picture, name="picture"),
    re_path(rf"^{KEY}/(?P<name>[^/]+)$", attachments.file, name="attachment"),
]

search_patterns = [
    path("", search.search, name="search"),
    path("suggestions/", search_suggestions.suggestions, name="search-suggestions"),
    path("suggestions/browser/", search_suggestions.browser_suggestions, name="browser-suggestions"),
]

setup_patterns = [
    path("", first_run.look, name="look"),
    path("boards/", first_run.boards, name="boards"),
    path("email/", first_run.email, name="email"),
    path("finish/", first_run.finish, name="finish"),
]

moved = partial(RedirectView.as_view, permanent=True, query_string=True)

# Bookmarks still lead there: what notifications were called before, and the addresses of imported forums.
former_patterns = [
    path("notices/", moved(pattern_name="notifications")),
    path("notices/<id:notification_id>/", moved(pattern_name="notification")),
    path("settings/notices/", moved(pattern_name="notification-preferences")),
    path("settings/profile/", moved(pattern_name="settings")),
    *old_addresses.patterns,
]

urlpatterns = [
    path("", home.home, name="home"),
    path("feed/", feeds.site_feed, name="site-feed"),
    *(path(f"{name}/", topic_lists.topic_list, {"name": name}, name=name) for name in LISTS),
    path("unread/read/", reading.read_everything, name="read-everything"),
    path("unread/read-undo/", reading.undo, name="read-undo"),
    path("unread/away/", away.away, name="away"),
    path("unread/away/done/", away.put_away, name="away-done"),
    path("boards/", boards.boards, name="boards"),
    path("start/", starting.start, name="start"),
    path("b/<words:slug>/", include(board_patterns)),
    path("t/<id:topic_id>-<words:slug>/", include(topic_patterns)),
    # Before the rule that any slug leads to its topic.
    re_path(
        r"^t/(?P<topic_id>[1-9][0-9]{0,17})-(?P<slug>[^/]*)\.(?P<ending>md|json)$",
        copies.copy,
        name="topic-copy",
    ),
    path("t/<id:topic_id>/", topics.by_number, name="topic-short"),
    re_path(r"^t/(?P<topic_id>[1-9][0-9]{0,17})-[^/]*(?:/[^\w/]*)?$", topics.by_number),
    path("p/<id:post_id>/", include(post_patterns)),
    path("illegal-content/", include(illegal_content_patterns)),
    path("files/", include(file_patterns)),
    re_path(r"^cards/(?P<key>[0-9A-Za-z]{22})/$", link_cards.picture, name="card-picture"),
    re_path(rf"^pictures/{KEY}/{SIDES}/$", attachments.copy, name="copied-picture"),
    path("preview/", preview.preview, name="preview"),
    path("paste/", pasting.paste, name="paste"),
    path("completion/people/", completion.people, name="people-completion"),
    path("completion/references/", completion.references, name="reference-completion"),
    path("similar-topics/", titled_alike.titled_alike, name="titled-alike"),
    path("completion/emoji/", completion.emoji, name="emoji-completion"),
    path("drafts/", include("forum.pages.drafts.urls")),
    path("waiting/<id:pending_id>/withdraw/", waiting.withdraw, name="waiting-withdraw"),
    path("pages/<words:slug>/", own_pages.own_page, name="own-page"),
    path("terms/", own_terms.terms, name="terms"),
    path("terms/<id:number>/", own_terms.version, name="terms-version"),
    path("search/", include(search_patterns)),
    path("help/writing/", help_pages.writing, name="writing-help"),
    path("help/keys/", help_pages.keys, name="keys-help"),
    path("help/searching/", help_pages.searching, name="searching-help"),
    path("announcements/<id:announcement_id>/", announcements.announcement, name="announcement"),
    path("announcements/<id:announcement_id>/dismiss/", announcements.dismiss_banner, name="dismiss-banner"),
    path("conversations/", include("forum.pages.conversations.urls")),
    path("tags/", tags.tags, name="tags"),
    path("tag/<words:slug>/", include(tag_patterns)),
    path("members/suggestions/", suggestions.suggestions, name="member-suggestions"),
    path("u/<str:username>/", include(member_patterns)),
    path("moderate/", include(moderation_patterns)),
    path("record/", own_record.own_record, name="own-record"),
    path("log/", public_log.public_log, name="public-log"),
    path("log/feed/", public_log_feed.public_log_feed, name="public-log-feed"),
    path("rejected/<id:rejected_id>/", moderation_rejected.rejected_post, name="rejected-post"),
    path("acts/<id:entry_id>/", act_notice.act_notice, name="act-notice"),
    path("acts/by-mail/<str:token>/", act_notice.act_notice_by_mail, name="act-notice-by-mail"),
    path("following/", include(my_follows_patterns)),
    path("bookmarks/", bookmarks.bookmarks, name="bookmarks"),
    path("notifications/", include(notification_patterns)),
    path("settings/", include(settings_patterns)),
    re_path(r"^invitations/(?P<key>[\w-]{1,64})/$", invitations.invitation, name="invitation"),
    path("mail/", include(mail_link_patterns)),
    path("accounts/", include(account_patterns)),
    path(".well-known/change-password", accounts.change_password),
    path(".well-known/tdmrep.json", search_engines.training, name="training"),
    path("setup/", include((setup_patterns, "setup"))),
    path("admin/", admin.site.urls),
    path("oembed/", oembed.oembed, name="oembed"),
    path("opensearch.xml", search_engines.opensearch, name="opensearch"),
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.sitemap, name="sitemap"),
    path("sitemaps/pages.xml", search_engines.sitemap_of_pages, name="sitemap-pages"),
    path("sitemaps/topics-<id:number>.xml", search_engines.sitemap_of_topics, name="sitemap-topics"),
    path("sitemaps/members-<id:number>.xml", search_engines.sitemap_of_members, name="sitemap-members"),
    path("favicon.ico", site_files.favicon),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("healthz/", health.alive, name="alive"),
    path("readyz/", health.ready, name="ready"),
    *former_patterns,
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_tries  # allauth looks for it here
handler500 = errors.server_error

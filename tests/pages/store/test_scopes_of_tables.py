"""Every table is under a trigger, or there is a reason why no page that is kept for visitors shows it."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from forum.pages.store import triggers
from forum.pages.store.kept_views import KEPT_VIEWS, is_kept
from forum.pages.store.scopes_of_tables import RULES
from tests.pages import leaking

# Why no page that is kept shows what is in these, or why what it shows of them may be a minute old.
NOT_SHOWN = {
    "account_emailaddress": "addresses are shown to nobody else",
    "account_emailconfirmation": "addresses are shown to nobody else",
    "account_merging_archivedaddress": "addresses are shown to nobody",
    "accounts_addressreversion": "one's own settings",
    "accounts_formerusername": "leads on to another address, and redirects are not kept",
    "accounts_user_user_permissions": "what staff may do in the admin",
    "announcements_dismissedbanner": "members dismiss, visitors can't",
    "appeals_appeal": "for the member and moderators",
    "attachments_attachment": "the HTML of a post names its files; the files themselves are not kept",
    "attachments_attachmentuse": "decides who gets a file, and files are not kept",
    "auth_group_permissions": "what staff may do in the admin",
    "auth_permission": "what staff may do in the admin",
    "backups_backup": "for admins",
    "bans_ban": "for moderators",
    "boards_formerboardslug": "leads on to another address, and redirects are not kept",
    "bookmarks_bookmark": "for its member",
    "cleanup_cleaneditem": "for moderators; what it removes changes posts",
    "cleanup_cleanedmember": "for moderators; what it removes changes posts",
    "cleanup_cleanup": "for moderators; what it removes changes posts",
    "conversations_messagepreference": "for its member",
    "conversations_teamconversation": "conversations are for those who take part in them",
    "django_admin_log": "for admins",
    "django_content_type": "not shown",
    "django_session": "sessions go past the store",
    "traffic_traffichour": "for admins",
    "visitor_sessions_visitorsession": "sessions go past the store",
    "drafts_draft": "for its member",
    "erasing_erasurerequest": "for admins; what it deletes changes posts",
    "example_postlength": "an app of the tests",
    "filters_copymark": "for moderators",
    "filters_filterday": "for moderators",
    "filters_filterstate": "for moderators",
    "filters_learnedtext": "for moderators",
    "filters_placelink": "for moderators",
    "filters_wordcount": "for moderators",
    "filters_wordrule": "for admins",
    "follows_feedkey": "a member's feed is not kept",
    "follows_follow": "the counts are columns of what is followed; lists of followers are not kept",
    "follows_followpreference": "for its member",
    "illegal_content_case": "for moderators",
    "illegal_content_category": "a form, and forms are not kept",
    "illegal_content_notice": "for moderators",
    "illegal_content_objection": "for moderators",
    "illegal_content_queuelock": "holds nothing",
    "importing_import": "not shown",
    "importing_oldaddress": "leads on to another address, and redirects are not kept",
    "importing_oldforum": "leads on to another address, and redirects are not kept",
    "jobs_job": "for admins",
    "legal_holds_legalhold": "for admins",
    "limits_window": "not shown",
    "mail_digesttime": "for its member",
    "mail_suppressedaddress": "for admins",
    "mail_topicmail": "not shown",
    "member_exports_memberexport": "for its member",
    "member_records_membernetwork": "for moderators",
    "member_records_memberwarning": "for the member and moderators",
    "member_records_staffnote": "for moderators",
    "member_records_watch": "for moderators",
    "member_records_watchedpost": "for moderators",
    "mfa_authenticator": "one's own settings",
    "moderation_logentry": "the public log is not kept",
    "moderation_mergedtopic": "leads on to another address, and redirects are not kept",
    "moderation_queueassignment": "for moderators",
    "moderation_rejectedpost": "for its author and moderators",
    "moderation_savedtext": "for moderators",
    "moderation_undofacts": "for moderators",
    "notifications_delivery": "mail",
    "notifications_fanout": "not shown",
    "notifications_notification": "for its member",
    "notifications_notificationpreference": "for its member",
    "own_pages_formerpageslug": "leads on to another address, and redirects are not kept",
    "own_pages_termsacceptance": "for its member",
    "polls_ballot": "the counts are columns of the poll; voters are shown to members",
    "polls_pollrevision": "the changes of a poll are a page that is not kept",
    "polls_vote": "the counts are columns of the options; voters are shown to members",
    "posts_pendingedit": "for its author and moderators",
    "posts_pendingpost": "for its author and moderators",
    "posts_pendingpost_tags": "for its author and moderators",
    "posts_teammessage": "conversations are for those who take part in them",
    "posts_teammessagechange": "conversations are for those who take part in them",
    "reading_readline": "for its member",
    "reports_report": "for moderators",
    "reports_reporting": "for moderators",
    "reports_reportreason": "a form, and forms are not kept",
    "search_changedpost": "not shown",
    "search_knownword": "search is not kept",
    "search_searchdocument": "search is not kept",
    "search_searchindex": "search is not kept",
    "sign_up_invitation": "an invitation is not kept",
    "sign_up_signuprequest": "for moderators",
    "site_spamprotection": "judges, and is shown to admins",
    "topics_formertagslug": "leads on to another address, and redirects are not kept",
    "topics_participant": "conversations are for those who take part in them",
    "topics_readmark": "for its member",
    "usersessions_usersession": "one's own settings",
}  # fmt: skip


def tables():
    return {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }


def test_every_table_is_decided_about_once():
    assert tables() - set(RULES) - set(NOT_SHOWN) == set()
    assert not set(RULES) & set(NOT_SHOWN)


def test_only_tables_that_there_are_are_decided_about():
    assert set(RULES) | set(NOT_SHOWN) <= tables()


def test_every_column_that_a_rule_names_is_there():
    columns = {
        model._meta.db_table: {field.column for field in model._meta.local_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    for table, rules in RULES.items():
        for rule in rules:
            assert columns[table].issuperset(rule.columns + rule.but), table


@pytest.mark.django_db
def test_the_triggers_of_all_rules_are_there():
    wanted = {trigger.name for trigger in triggers.triggers(connection)}
    assert len(wanted) > 80
    assert triggers._installed(connection) == wanted


@pytest.mark.every_database
def test_pages_that_are_kept_read_no_table_that_tells_nothing(store, visitor, start, say):
    """Each page that a visitor gets, of a forum that has something of everything."""
    stage = leaking.build(start, say)
    Group.objects.create(name="Old hands")
    store.look()
    read, seen = {}, 0
    for path in addresses(stage):
        with CaptureQueriesContext(connection) as asked:
            visitor.get(path)
        if any(key[2:] == tuple(path.partition("?")[::2]) for key in store.entries):
            seen += 1
            for query in asked:
                for table in tables() & set(re.findall(r"\b[a-z]+_[a-z_]+\b", query["sql"])):
                    read.setdefault(table, path)
    assert seen > 25
    assert {table: path for table, path in read.items() if table not in RULES} == ALSO_READ


# Nothing of it is on the page: an earlier name leads on to another address.
ALSO_READ = {"accounts_formerusername": "/u/root/feed/"}


def addresses(stage):
    other = "/t/{other}-{other_slug}/".format(**stage.numbers)
    public = [
        "/",
        "/latest/",
        "/new/",
        "/top/",
        "/unanswered/",
        "/boards/",
        "/b/general/",
        "/tags/",
        "/tag/quiet/",
    ]
    public += [other, f"{other}?view=threads", f"{other[:-1]}.md", f"{other[:-1]}.json", f"{other}feed/"]
    public += ["/feed/", "/b/general/feed/", "/tag/quiet/feed/", "/u/ada/", "/u/root/", "/u/root/feed/"]
    public += [
        "/u/ada/?show=topics",
        "/latest/?sort=views",
        "/latest/?board=general",
        "/b/general/?solved=no",
    ]
    public += [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemaps/pages.xml",
        "/sitemaps/topics-1.xml",
        "/sitemaps/members-1.xml",
    ]
    public += [
        "/opensearch.xml",
        "/manifest.webmanifest",
        "/.well-known/tdmrep.json",
        "/help/writing/",
        "/help/keys/",
    ]
    return [*public, "/help/searching/"]


def test_each_kept_view_is_an_address_of_the_forum():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(KEPT_VIEWS) <= names


@pytest.mark.parametrize(
    ("path", "query", "answer"),
    [
        ("/latest/", "", True),
        ("/latest/", "page=2&sort=views", True),
        ("/latest/", "sort=views&sort=replies", False),
        ("/latest/", "utm_source=x", False),
        ("/latest/", "page=2&", False),
        ("/latest/", "page=2;sort=views", False),
        ("/", "page=2", False),
        ("/t/12-x/", "page=2", True),
        ("/t/12-x/", "quote=1", False),
        ("/unread/", "", False),
        ("/accounts/login/", "", False),
        ("/search/", "", False),
        ("/no-such-page/", "", False),
    ],
)
def test_only_named_pages_with_their_own_questions_are_kept(path, query, answer):
    assert is_kept(path, query) is answer

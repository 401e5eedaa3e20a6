import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from forum.moderation import member_acts, topic_acts
from forum.moderation.models import LogEntry
from tests.admin.conftest import address, last_entry, messages_of
from tests.plumbing.site_settings import UNCHANGED

LIST = "moderation_logentry_changelist"
UNDO = "moderation_logentry_undo"


def may_view_the_log(member):
    member.user_permissions.add(
        Permission.objects.get(content_type__app_label="moderation", codename="view_logentry")
    )


def test_the_log_says_who_did_what_and_why(as_, keeper, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    page = as_(keeper).get(address(LIST)).content.decode()
    for shown in ("mod", "locked", topic.title, "Heated"):
        assert shown in page


def test_an_entrys_page_says_the_act_in_words(as_, root, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    page = as_(root).get(address("moderation_logentry_change", last_entry().pk))
    assert page.context["title"] == f"mod locked {topic.title}"
    assert '<div class="readonly">locked</div>' in page.content.decode()


def test_lines_are_only_ever_added(as_, root, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    client, entry = as_(root), last_entry()
    change = {"reason": "Something else", "by": root.pk, "act": "pin"}
    assert client.post(address("moderation_logentry_change", entry.pk), change).status_code == 403
    assert client.post(address("moderation_logentry_delete", entry.pk), {"post": "yes"}).status_code == 403
    assert client.post(address("moderation_logentry_add"), change).status_code == 403
    client.post(address(LIST), {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    same = LogEntry.objects.get()
    assert (same.reason, same.by, same.act) == ("Heated", mod, "lock")


def test_djangos_own_log_cannot_be_changed_either(as_, root, board):
    client = as_(root)
    client.post(
        address("site_sitesettings_change", 1),
        {
            **UNCHANGED,
            "name": "X",
            "default_theme": "dark",
            "default_density": "comfortable",
        },
    )
    page = client.get(address("admin_logentry_changelist")).content.decode()
    assert "Site settings" in page or "site settings" in page
    entry = root.logentry_set.get()
    assert client.post(address("admin_logentry_change", entry.pk), {"object_repr": "Y"}).status_code == 403
    assert client.post(address("admin_logentry_delete", entry.pk), {"post": "yes"}).status_code == 403


def test_only_superusers_read_djangos_own_log(as_, keeper):
    assert as_(keeper).get(address("admin_logentry_changelist")).status_code == 403


def test_the_log_offers_to_undo_what_stands_and_only_that(as_, keeper, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    first = last_entry()
    topic_acts.unlock(mod, topic, "Calm")
    page = as_(keeper).get(address(LIST)).content.decode()
    assert f'name="undo" value="{last_entry().pk}"' in page
    assert f'name="undo" value="{first.pk}"' not in page


def test_undoing_from_the_log_undoes_once(as_, keeper, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    entry, client = last_entry(), as_(keeper)
    client.post(address(UNDO), {"undo": entry.pk})
    topic.refresh_from_db()
    assert not topic.is_locked
    assert last_entry().by == keeper
    again = client.post(address(UNDO), {"undo": entry.pk})
    assert "undone already" in messages_of(client, again)
    assert LogEntry.objects.count() == 2


def test_undoing_by_get_is_no_way(as_, keeper, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    assert as_(keeper).get(address(UNDO), {"undo": last_entry().pk}).status_code == 405
    topic.refresh_from_db()
    assert topic.is_locked


def test_undoing_needs_a_token(keeper, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    client = Client(enforce_csrf_checks=True)
    client.force_login(keeper, backend="accounts.backends.MemberBackend")
    assert client.post(address(UNDO), {"undo": last_entry().pk}).status_code == 403
    topic.refresh_from_db()
    assert topic.is_locked


def test_staff_without_the_tool_undo_nothing(as_, clerk, mod, topic):
    may_view_the_log(clerk)
    topic_acts.lock(mod, topic, "Heated")
    client = as_(clerk)
    assert "Heated" in client.get(address(LIST)).content.decode()
    assert 'name="undo"' not in client.get(address(LIST)).content.decode()
    assert client.post(address(UNDO), {"undo": last_entry().pk}).status_code == 403
    topic.refresh_from_db()
    assert topic.is_locked


def test_lines_about_what_one_does_not_moderate_are_not_there(as_, keeper, ada, root, secret, hall, start):
    topic_acts.lock(ada, secret, "Secret reasons")
    in_the_hall = start(ada, hall)
    topic_acts.lock(root, in_the_hall, "Hall reasons")
    client = as_(keeper)
    page = client.get(address(LIST)).content.decode()
    assert "Secret" not in page
    assert "Hall reasons" not in page
    for entry in LogEntry.objects.all():
        assert client.post(address(UNDO), {"undo": entry.pk}).status_code == 403
        assert client.get(address("moderation_logentry_change", entry.pk)).status_code == 302
    assert LogEntry.objects.count() == 2


def test_a_move_does_not_name_a_board_the_reader_does_not_know(as_, keeper, root, topic, board, vault):
    topic_acts.move(root, topic, "away", board=vault)
    topic_acts.move(root, topic, "back", board=board)
    page = as_(keeper).get(address(LIST)).content.decode()
    assert "another board" in page
    assert "Vault" not in page
    assert "from Vault to General" in as_(root).get(address(LIST)).content.decode()


def test_ending_sessions_is_not_offered_to_be_undone(as_, root, eve):
    LogEntry.objects.create(by=root, act="end-sessions", member=eve, detail={"sessions": 2})
    client = as_(root)
    page = client.get(address(LIST)).content.decode()
    assert "2 sessions" in page
    assert 'name="undo"' not in page
    client.post(address(UNDO), {"undo": last_entry().pk})
    assert LogEntry.objects.count() == 1


def test_undoing_returns_only_to_places_of_ours(as_, keeper, mod, topic):
    client = as_(keeper)
    for there, where in (("/admin/topics/topic/", "/admin/topics/topic/"), ("//evil.example", address(LIST))):
        topic_acts.lock(mod, topic, "Heated")
        answer = client.post(address(UNDO), {"undo": last_entry().pk, "next": there})
        assert answer["Location"] == where


@pytest.mark.parametrize("sent", [{}, {"undo": "x"}, {"undo": "9" * 30}, {"undo": ["1", "-1", ""]}])
def test_odd_numbers_undo_nothing(as_, keeper, sent):
    assert as_(keeper).post(address(UNDO), sent).status_code == 403


def test_a_suspension_shows_until_when(as_, root, eve):
    until = timezone.now().replace(year=2040)
    member_acts.suspend(root, eve, "Shouting", until=until)
    page = as_(root).get(address(LIST)).content.decode()
    assert "until " in page
    assert "2040" in page


def test_who_may_not_view_members_reads_no_lines_about_them(as_, clerk, root, mod, eve, topic):
    may_view_the_log(clerk)
    member_acts.suspend(root, eve, "Shouting", until=timezone.now().replace(year=2040))
    topic_acts.lock(mod, topic, "Heated")
    page = as_(clerk).get(address(LIST)).content.decode()
    assert "Heated" in page
    assert "Shouting" not in page

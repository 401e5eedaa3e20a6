"""The admin in Chromium: the content-security policy refuses nothing there, axe finds nothing on pages of ours."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from forum.backups.models import Backup
from forum.boards.models import Board
from forum.boards.presets import Preset
from forum.boards.usual_verbs import WRITING
from forum.jobs.models import Job
from forum.moderation import topic_acts
from forum.posts import revising
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.topics.models import Topic
from tests.conftest import opened
from tests.plumbing.browser import axe_in_admin, sign_in
from tests.plumbing.rows import fill
from tests.plumbing.thoroughness import IS_WHOLE

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = (
    "", "boards/board/", "boards/board/add/", "boards/board/{board}/change/", "boards/board/{board}/history/",
    "boards/board/{empty}/delete/", "topics/topic/", "topics/topic/{topic}/change/", "posts/post/",
    "posts/post/{post}/change/", "accounts/user/", "accounts/user/{member}/change/", "moderation/logentry/",
    "moderation/logentry/{entry}/change/", "jobs/job/", "jobs/job/{job}/change/", "auth/group/",
    "auth/group/add/", "site/sitesettings/1/change/", "admin/logentry/", "topics/",
    "backups/backup/", "boards/board/permissions/", "boards/board/permissions/seen-by/?member=mod",
)  # fmt: skip
SAMPLED = 12  # of what is registered, a run that is not whole looks at every so many
# Besides what is registered: pages of the forum's own in the admin and at /moderate/.
OWN_PAGES = (
    "/admin/boards/board/permissions/", "/admin/boards/board/permissions/seen-by/?member=mod",
    "/admin/accounts/user/{member}/merge/", "/admin/accounts/user/{member}/change/",
    "/admin/delete-for-good/post/?id={removed}", "/admin/site/spamprotection/1/change/",
    "/admin/site/sitesettings/1/change/", "/moderate/bans/", "/moderate/figures/", "/u/ben/clean-up/",
)  # fmt: skip
BACKUP = "folkmoot-2026-03-01-033000-nightly-0123456789ab.zip"


@pytest.fixture
def rooms(root, mod, ben, topic, say):
    """The numbers of one thing of each kind."""
    post = say(ben, topic, ip="203.0.113.7")
    revising.revise(ben, post, render_text("Said better."), base=1)
    topic_acts.lock(mod, topic, "Heated")
    job = Job.objects.create(name="post.published", state="failed", error="Boom")
    empty = opened("Empty", Preset.STAFF, parent=topic.board)
    Backup.objects.create(kind="nightly", state="done", size=5_000_000, path=f"/data/{BACKUP}")
    Backup.objects.create(kind="manual", state="failed", error="There isn’t enough space in /data.")
    return {
        "board": topic.board_id, "empty": empty.pk, "topic": topic.pk, "post": post.pk, "member": ben.pk,
        "entry": mod.moderation_log_entries.get().pk, "job": job.pk,
    }  # fmt: skip


@pytest.fixture
def inside(open_context, root):
    """inside(**options) → a page in a browser in which root is signed in."""

    def act(**options):
        page = open_context(**options).new_page()
        sign_in(page, "root")
        return page

    return act


def choose(page, topic, tool):
    page.goto("/admin/topics/topic/")
    page.get_by_role("checkbox", name="Select this object for an action").first.check()
    page.get_by_label("Action:").select_option(tool)
    page.get_by_role("button", name="Run the selected action").or_(
        page.get_by_role("button", name="Go")
    ).click()


def test_no_page_of_the_admin_needs_what_the_policy_refuses(inside, rooms):
    page = inside()
    for room in ROOMS:
        answer = page.goto("/admin/" + room.format(**rooms))
        assert answer.status == 200, room
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", answer.text()
        ), room


def test_axe_finds_nothing_on_pages_of_ours(inside, rooms, topic):
    # Axe reads the @import of Django's form styles into a style element of its own, which the policy refuses.
    page = inside(bypass_csp=True)
    found = []
    for room in ROOMS:
        page.goto("/admin/" + room.format(**rooms))
        found += axe_in_admin(page)
    choose(page, topic, "move")
    expect(page.get_by_label("Move to")).to_be_visible()
    found += axe_in_admin(page)
    page.get_by_label("Move to").select_option("Empty")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("status")).to_be_visible()
    found += axe_in_admin(page)
    assert not found, "\n".join(found)


def registered_pages():
    """The list of each table in the admin, the form that adds to it, and the page of one row, if it has them."""
    for model, shown in sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield model, reverse(f"{name}_changelist")
        row = model._default_manager.order_by("pk").first()
        if row is not None and shown.has_view_permission(ASKED):
            yield model, reverse(f"{name}_change", args=[row.pk])
        if shown.has_add_permission(ASKED):
            yield model, reverse(f"{name}_add")


ASKED = RequestFactory().get("/admin/")


def test_axe_finds_nothing_on_what_is_registered_and_on_pages_of_our_own(
    inside, rooms, root, topic, say, ben
):
    topic_acts.unlock(root, topic)
    removed = say(ben, topic, "Rude")
    Post.objects.filter(pk=removed.pk).update(removed_at=timezone.now() - timedelta(days=40), removed_by=root)
    for model in admin.site._registry:
        fill(model, 3)
    ASKED.user = root
    pages = [address for _model, address in registered_pages()]
    own = [address.format(**rooms, removed=removed.pk) for address in OWN_PAGES]
    sampled = pages if IS_WHOLE else pages[timezone.localdate().toordinal() % SAMPLED :: SAMPLED]
    page, found = inside(bypass_csp=True), []
    for address in (*sampled, *own):
        assert page.goto(address).status == 200, address
        found += axe_in_admin(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False])
def test_locking_with_a_reason_and_undoing_it(inside, topic, scripts):
    page = inside(java_script_enabled=scripts)
    choose(page, topic, "lock")
    page.get_by_label("Settled").check()
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("status")).to_contain_text("1 topic locked.")
    assert Topic.objects.get().is_locked
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Undone.")
    assert not Topic.objects.get().is_locked


def test_a_log_line_is_undone_by_its_button(inside, topic, mod):
    topic_acts.lock(mod, topic, "Heated")
    page = inside()
    page.goto("/admin/moderation/logentry/")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Undone.")
    assert not Topic.objects.get().is_locked


def test_a_topics_own_page_has_the_tools_at_hand(inside, topic):
    page = inside()
    page.goto(f"/admin/topics/topic/{topic.pk}/change/")
    page.get_by_role("button", name="Pin…").click()
    page.get_by_label("Reason").fill("Important")
    page.get_by_role("button", name="Pin").click()
    expect(page.get_by_role("button", name="Unpin…")).to_be_visible()
    assert Topic.objects.get().is_pinned


def test_a_board_is_made_with_a_preset_and_gets_its_address_from_its_name(inside):
    page = inside()
    page.goto("/admin/boards/board/add/")
    page.get_by_label("Name").press_sequentially("Tea & Cake")
    expect(page.get_by_label("Web address")).to_have_value("tea-cake")
    page.get_by_label("Permissions").select_option("members")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Tea & Cake")).to_be_visible()
    assert Board.objects.get(slug="tea-cake").grants.get(audience="members").verbs == WRITING


def test_a_grant_is_added_in_the_form(inside, members_board):
    page = inside()
    page.goto(f"/admin/boards/board/{members_board.pk}/change/")
    page.get_by_role("button", name="Add another row").click()
    page.locator("select[name$=who]:visible").last.select_option("everyone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("is saved")
    assert members_board.grants.get(audience="everyone").verbs == ["see"]


def test_the_theme_switch_goes_through_all_three(inside):
    page = inside(color_scheme="light")
    page.goto("/admin/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Toggle theme").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


def test_a_board_is_dragged_before_another(inside, db):
    for number, name in enumerate(("Alpha", "Beta", "Gamma")):
        opened(name, Preset.PUBLIC, position=number)
    page = inside()
    page.goto("/admin/boards/board/")
    row = page.locator("#result_list tbody tr")
    with page.expect_navigation():
        row.nth(2).drag_to(row.nth(0), source_position={"x": 20, "y": 10}, target_position={"x": 20, "y": 3})
    expect(row.nth(0)).to_contain_text("Gamma")
    expect(page.get_by_role("status")).to_contain_text("“Gamma” is moved.")
    page.get_by_role("button", name="Move “Alpha” down").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“Alpha” is moved down.")
    expect(page.get_by_role("button", name="Move “Alpha” up")).to_be_focused()
    assert list(Board.objects.values_list("name", flat=True)) == ["Gamma", "Beta", "Alpha"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_moderator_is_made_on_the_boards_page(inside, ben, members_board, scripts):
    page = inside(java_script_enabled=scripts)
    page.goto(f"/admin/boards/board/{members_board.pk}/change/")
    page.get_by_label("Make a moderator").press_sequentially("be")
    if scripts:
        expect(page.locator("datalist option[value=ben]")).to_have_count(1)
    page.get_by_label("Make a moderator").fill("ben")
    page.get_by_role("button", name="Make moderator").click()
    expect(page.get_by_role("status")).to_contain_text("is a moderator of")
    expect(page.get_by_role("button", name="as moderator")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_permissions_of_all_boards_are_ticked_and_saved(inside, rooms, topic, scripts):
    page = inside(java_script_enabled=scripts)
    page.goto("/admin/boards/board/permissions/")
    page.get_by_label("Members on General: reply", exact=True).uncheck()
    page.get_by_label("Members on Empty: see", exact=True).check()
    page.get_by_role("button", name="Save permissions").click()
    expect(page.get_by_text("The permissions are saved.")).to_be_visible()
    expect(page.get_by_label("Members on General: reply", exact=True)).not_to_be_checked()
    expect(page.get_by_label("Members on Empty: see", exact=True)).to_be_checked()

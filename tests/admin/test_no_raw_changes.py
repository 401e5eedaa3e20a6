"""Nothing that people wrote or did is deleted or changed raw in the admin: acts do it, are logged, and can be undone."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from forum.moderation import acts

pytestmark = pytest.mark.django_db

# What the owner set up, and may take down again.
DELETABLE = {
    "announcements.Announcement", "auth.Group", "boards.Board", "filters.WordRule", "illegal_content.Category",
    "mail.SuppressedAddress", "moderation.SavedText", "own_pages.OwnPage", "reports.ReportReason", "topics.Tag",
}  # fmt: skip
# Besides those the settings; and members, of whom the page changes what staff may set.
CHANGEABLE = DELETABLE - {"mail.SuppressedAddress"} | {
    "accounts.User", "site.SiteSettings", "site.SpamProtection",
}  # fmt: skip
# Trying again, and the page that counts, waits and has a word typed.
NO_ACTS = {"retry", "fetch_again", "delete-for-good"}
TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def request_of_root(root):
    request = RequestFactory().get("/admin/")
    request.user = root
    return request


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_rows_are_deleted_and_changed_only_where_they_are_the_owners_settings(
    as_, root, topic, mod, request_of_root, model
):
    page, label = admin.site._registry[model], model._meta.label
    if label not in DELETABLE:
        row = model._default_manager.first()
        assert not page.has_delete_permission(request_of_root)
        assert not page.has_delete_permission(request_of_root, row)
    if label not in CHANGEABLE:
        assert not page.has_change_permission(request_of_root)
    for row in model._default_manager.all()[:1] if label not in DELETABLE else ():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk])
        assert as_(root).post(address, {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_what_lists_do_to_many_rows_are_acts(request_of_root, model):
    offered = set(admin.site._registry[model].get_actions(request_of_root))
    assert "delete_selected" not in offered
    assert offered - NO_ACTS <= {name for _on, name in acts.TABLE}


def test_what_stands_here_is_registered():
    assert {model._meta.label for model in TABLES} >= DELETABLE | CHANGEABLE

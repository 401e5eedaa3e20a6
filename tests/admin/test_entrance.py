import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from tests.admin.conftest import address
from tests.plumbing.site_settings import UNCHANGED

LISTS = (
    "boards_board", "topics_topic", "posts_post", "accounts_user", "moderation_logentry", "jobs_job", "auth_group",
    "admin_logentry",
)  # fmt: skip


def test_a_visitor_is_sent_to_the_forums_own_sign_in(as_, db):
    answer = as_().get("/admin/topics/topic/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "next=" in answer.redirect_chain[-1][0]


def test_a_member_who_is_not_staff_gets_403(as_, ada):
    assert as_(ada).get("/admin/", follow=True).status_code == 403


def test_a_moderator_is_told_where_to_moderate(as_, root, ada, ben, board):
    as_(root).post(address("boards_board_moderators", board.pk), {"member": "ben"})
    page = as_(ben).get("/admin/", follow=True)
    assert page.status_code == 403
    assert reverse("moderate") in page.text.split("<main")[1]
    assert "ask a moderator" not in page.text
    assert reverse("moderate") not in as_(ada).get("/admin/", follow=True).text


@pytest.mark.parametrize("model", LISTS)
def test_staff_without_permission_get_403(as_, clerk, model):
    assert as_(clerk).get(address(f"{model}_changelist")).status_code == 403


def test_staff_without_permission_may_not_use_a_tool(as_, clerk, topic):
    answer = as_(clerk).post(
        address("topics_topic_changelist"),
        {"action": "lock", "_selected_action": topic.pk, "confirm": "1", "reason": "x"},
    )
    assert answer.status_code == 403
    topic.refresh_from_db()
    assert not topic.is_locked


@pytest.mark.parametrize("model", LISTS)
def test_a_superuser_sees_every_list(as_, root, topic, model):
    assert as_(root).get(address(f"{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", [EmailAddress, Authenticator, UserSession])
def test_addresses_second_factors_and_sessions_are_not_in_the_admin(as_, root, model):
    assert not admin.site.is_registered(model)
    with pytest.raises(NoReverseMatch):
        address(f"{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_passwords_are_changed_in_one_place(as_, root):
    for method in ("get", "post"):
        answer = getattr(as_(root), method)(address("password_change"), {"old_password": "x"})
        assert answer["Location"] == reverse("account_change_password")


def test_the_admin_carries_the_forums_name(as_, root):
    root_page = as_(root)
    assert "Folkmoot</a>" in root_page.get("/admin/").content.decode()
    root_page.post(
        address("site_sitesettings_change", 1),
        {
            **UNCHANGED,
            "name": "Lantern & Co",
            "default_theme": "system",
            "default_density": "comfortable",
        },
    )
    assert "Lantern &amp; Co</a>" in root_page.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "query", ["?author__password__startswith=a", "?title__startswith=a", "?author__email__contains=e"]
)
def test_lists_answer_no_questions_of_ones_own(as_, root, topic, query):
    assert as_(root).get(address("topics_topic_changelist") + query).status_code == 400


@pytest.mark.parametrize(
    "query", ["?password__startswith=argon2", "?email__contains=e", "?groups__user__password=x"]
)
def test_nobody_spells_out_a_password_or_an_address_by_filtering(as_, root, query):
    assert as_(root).get(address("accounts_user_changelist") + query).status_code == 400


@pytest.mark.parametrize("model", LISTS)
def test_odd_queries_are_no_errors_of_ours(as_, root, topic, model):
    browser, place = as_(root), address(f"{model}_changelist")
    for query in (
        "?p=0",
        "?p=-1",
        "?p=x",
        "?p=999999",
        "?o=99",
        "?q=%00",
        "?created_at__year=-1",
        "?state=x&board=x",
        "?q=#9",
    ):
        assert browser.get(place + query).status_code in (200, 302, 400), query


@pytest.mark.parametrize("model", ["topics_topic", "posts_post", "accounts_user", "jobs_job"])
@pytest.mark.parametrize("chosen", ["abc", "-1", "9" * 40, ""])
def test_odd_numbers_sent_to_a_list_are_refused(as_, root, model, chosen):
    tool = {"jobs_job": "retry", "accounts_user": "suspend"}.get(model, "remove")
    answer = as_(root).post(address(f"{model}_changelist"), {"action": tool, "_selected_action": chosen})
    assert answer.status_code == 403


def test_no_redirect_tells_the_titles_of_hidden_topics(as_, keeper, secret):
    content_type = ContentType.objects.get_for_model(secret)
    assert as_(keeper).get(f"/admin/r/{content_type.pk}/{secret.pk}/").status_code == 404


def test_a_topics_page_links_to_the_topic(as_, keeper, topic):
    page = as_(keeper).get(address("topics_topic_change", topic.pk)).content.decode()
    assert f'href="{topic.get_absolute_url()}"' in page

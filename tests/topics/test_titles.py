"""Titles in every script, and those that nobody could see or click."""

import uuid

import pytest
from django.urls import reverse

from forum.topics.models import Topic

TITLES = [
    "می‌خواهم کتاب‌ها",
    "👨‍👩‍👧 family bikes",
    "\U0001fae8 wobble",
    "שלום\u200f עולם",
    "हिन्दी में सवाल",
    "ภาษาไทยวันนี้",
]
UNSEEN = [
    "\u3164",
    "\u2800",
    "\u115f",
    "\u1160",
    "\uffa0",
    "\ufffc",
    "\u200b",
    "\U000e0068\U000e0069",
    "\u200f\u200d",
    "\u0301",
]


def fields(**more):
    return {"title": "Zip stuck halfway", "body": "It will not move.", "key": uuid.uuid4().hex, **more}


@pytest.fixture
def starting(as_, ben, board):
    """starting(title=…) → the answer to the form for a new topic."""
    browser = as_(ben)
    return lambda **more: browser.post(f"/b/{board.slug}/new/", fields(**more))


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_taken_as_its_script_writes_it_and_its_address_leads_there(starting, client, title):
    answer = starting(title=title)
    assert answer.status_code == 303
    assert Topic.objects.get().title == title
    page = client.get(answer.url)
    assert page.status_code == 200
    assert title in page.text


@pytest.mark.parametrize("pasted", ["\ufeffWheels", "Wh\u200beels", "Wh\u00adeels", "Wheels\ufffc"])
def test_what_came_along_with_a_pasted_title_is_dropped(starting, pasted):
    assert starting(title=pasted).status_code == 303
    assert Topic.objects.get().title == "Wheels"


@pytest.mark.parametrize("title", [*UNSEEN, "a\u202eb", "a\u2066b", "a\x07b", "\u3164!"])
def test_a_title_that_nobody_can_see_is_refused_beside_its_field(starting, title):
    answer = starting(title=title)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"title"}
    assert not Topic.objects.exists()


def test_a_tower_of_marks_is_cut(starting):
    starting(title="Z" + "\u0335" * 150 + "algo")
    assert Topic.objects.get().title == "Z\u0335\u0335\u0335algo"


@pytest.mark.parametrize(
    "body", [*UNSEEN, "**\u3164**", "[\u2800](https://example.org)", "&zwnj;", "&#x3164;"]
)
def test_a_text_that_nobody_can_see_is_refused_beside_its_field(starting, body):
    answer = starting(body=body)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"body"}


@pytest.mark.parametrize("body", ["\U0001fae8", "![](https://example.org/a.png)", "---", "।", "می‌خواهم"])
def test_a_text_of_one_sign_or_picture_is_a_text(starting, body):
    assert starting(body=body).status_code == 303


@pytest.mark.parametrize("title", ["می\u200c\u200cخواهم", "a\u202eb", "\u3164", "old\ufefftitle"])
def test_an_old_title_is_no_hindrance_to_editing_its_post(as_, ada, topic, title):
    Topic.objects.filter(pk=topic.pk).update(title=title)
    post = topic.posts.get()
    address = reverse("post-edit", args=[post.pk])
    sent = {"title": title, "body": "Mended.", "base": post.revision}
    assert as_(ada).post(address, sent).status_code == 303
    topic.refresh_from_db()
    assert topic.title == title
    assert topic.posts.get().source == "Mended."
    sent |= {"title": f"{title}\u202e", "base": post.revision + 1}
    assert as_(ada).post(address, sent).status_code == 422

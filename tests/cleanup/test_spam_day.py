"""A short day of spam: few spammers of each kind among honest newcomers, by the same program that `make bench` runs."""

import pytest

from forum.posts.models import PendingPost, Post
from tests.load import spam_day
from tests.load.first_posts import RealText

pytestmark = pytest.mark.django_db

OLDER = [
    "I moved the workshop to the cellar last winter and learned that damp is worse for tools than cold, so mind the walls first.",
    "When the gears slip under load it is most often the cable, and only then the cassette; look at the cheap part first.",
    "We compared three kinds of chain oil over a wet autumn. The thick one stayed longest, but took all the dirt of the road along.",
    "A wheel that is out of true can be mended with one spoke key and much patience, a quarter of a turn at a time.",
    "Old frames of steel can be bent back by somebody who knows how. Those of aluminium can not, so please do not try it.",
    "My commute is eleven miles each way, and after two years the only thing I would not do without is a good mudguard.",
]
HONEST = [
    "Hello, I have an old three-speed hub that clicks in second gear. Is there a way to oil it without taking it apart?",
    "Thanks for the hint with the cable, that was it. Is there a reason to replace the outer as well?",
    "Does anybody ride with wool socks in summer? I find them cooler than cotton, which nobody believes.",
    "I am looking for the manual of a Raleigh from 1974; the one that I found is at https://manuals.example/raleigh-74.pdf but page 3 is gone.",
    "How tight should the headset be? Mine knocks when I brake, and turns hard if I tighten it.",
    "We are four people who repair bikes for the neighbourhood on Saturdays. Where do you get used parts?",
]


@pytest.fixture(scope="module")
def day(built_once):
    def live():
        others = [RealText(f"old {n}", f"On bicycles, part {n}", text, n < 4) for n, text in enumerate(OLDER)]
        newcomers = [
            RealText(f"new {n}", f"A question of mine, {n}", text, n % 2 == 0)
            for n, text in enumerate(HONEST)
        ]
        forum = spam_day.build(others, [])
        return spam_day.live(forum, newcomers, 40, seed=5, hours=5)

    return built_once(live)


def test_visitors_see_next_to_nothing_of_the_spam(day):
    seen = [outcome for outcome in day.spam() if outcome.is_visible]
    assert len(day.spam()) == 40
    assert len(seen) <= 2, seen


def test_honest_newcomers_are_seen_within_ten_minutes(day):
    assert [outcome for outcome in day.newcomers() if not outcome.is_visible] == []


def test_the_moderator_needs_few_acts_and_each_step_is_undone_by_one_press(day):
    assert 0 < day.acts <= 12
    assert day.steps
    assert 0 < day.undone_by <= day.steps
    assert day.left == 0


def test_the_spam_was_real(day):
    """Nothing is held back by a form that nobody could send: spammers sign up, write and edit."""
    did = [step for outcome in day.spam() for step in outcome.did]
    assert did.count("signed up") >= 10  # programs fall for the form
    assert any(step.startswith("wrote: 3") for step in did)
    assert any(step.startswith("profile: 3") for step in did)
    assert Post.objects.exists() or PendingPost.objects.exists()

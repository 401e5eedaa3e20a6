"""Two workers look at posts at the same time."""

from functools import partial

import pytest

from forum.search import vocabulary, word_parts
from forum.search.models import KnownWord
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_learn_the_same_words_at_once():
    posts = [[[f"word{n} boathouse{n % 7}"] for n in range(start, start + 400)] for start in (0, 200)]
    outcomes = at_once([partial(vocabulary.learn, some, "english") for some in posts])
    assert failures(outcomes) == []
    assert KnownWord.objects.filter(word__regex="^word[0-9]").count() == 600
    assert word_parts.count() == KnownWord.objects.count() == 607

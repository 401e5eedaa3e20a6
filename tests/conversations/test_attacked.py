"""What somebody finds who looks for a way into a conversation, or for one that breaks it."""

import pytest

from forum.conversations import taking_part
from forum.topics.participants import Participant
from tests.conversations.full_conversation import write
from tests.conversations.talking import start

pytestmark = pytest.mark.django_db


def test_who_sees_a_part_lets_nobody_see_the_rest(client, ada, ben, eve):
    topic = start(ada, ben, body="Only for Ben")
    taking_part.leave(ben, topic)
    taking_part.add(ada, topic, eve, sees_all=False)
    write(ada, topic, "For Eve too")
    taking_part.leave(ada, topic)
    taking_part.add(eve, topic, ben, sees_all=True)
    assert Participant.objects.get(topic=topic, member=eve).from_number == 2
    client.force_login(ben)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "For Eve too" in page
    assert "Only for Ben" not in page

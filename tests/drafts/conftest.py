import pytest

from forum.drafts.models import Draft


class Writer:
    """A member who writes in one place, as a page's script and its forms do it."""

    def __init__(self, browser, place):
        self.browser, self.place, self.sequence = browser, place, 0

    def save(self, body, **fields):
        """Save as the script does; return what it is answered."""
        sent = {"body": body, "draft": self.sequence} | fields
        answer = self.browser.post(f"/drafts/save/?place={self.place}", sent)
        if answer.status_code == 200:
            self.sequence = answer.json()["sequence"]
        return answer


@pytest.fixture
def writer(as_):
    """writer(ben, "topic:12") → somebody with that box open, who knows of no draft yet."""

    def opened(member, place):
        return Writer(as_(member), place)

    return opened


def bodies(member):
    return dict(Draft.objects.filter(member=member).written().values_list("place", "body"))

"""However tabs save, discard, post and load again: none overwrites what it hasn't seen, and nothing typed is gone."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content, Outdated

TABS = st.integers(0, 2)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=4)
STEPS = st.tuples(st.sampled_from(["save", "save", "discard", "post", "load"]), TABS, TEXTS)


class Tabs:
    """Three tabs with the same box. Beside the forum's one draft stands what it ought to be."""

    def __init__(self, member, place):
        self.member, self.place = member, place
        self.known, self.sequence, self.body = [0, 0, 0], 0, ""

    def save(self, tab, text):
        meant = text if text.strip() else ""
        try:
            draft = saving.save(self.member, self.place, Content(text), known=self.known[tab])
        except Outdated as outdated:
            draft = outdated.draft
            assert self.known[tab] != self.sequence and meant != self.body
        else:
            if meant != self.body:
                assert self.known[tab] == self.sequence
                self.change(meant)
        self.known[tab] = draft.sequence

    def discard(self, tab, _text):
        try:
            saving.discard(self.member, self.place, known=self.known[tab])
        except Outdated:
            assert self.known[tab] != self.sequence and self.body
            return
        if self.body:
            assert self.known[tab] == self.sequence
            self.change("")

    def post(self, tab, text):
        saving.let_go(self.member, self.place, known=self.known[tab], source=text)
        if self.body and (self.sequence <= self.known[tab] or self.body == text):
            self.change("")

    def load(self, tab, _text):
        draft = saving.find(self.member, self.place)
        self.known[tab] = draft.sequence if draft else 0

    def change(self, body):
        self.sequence, self.body = self.sequence + 1, body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=20))
@example(
    steps=[
        ("save", 0, "a"),
        ("load", 1, ""),
        ("save", 0, "ab"),
        ("save", 1, "ax"),
        ("post", 0, "ab"),
        ("save", 1, "axy"),
    ]
)
def test_the_draft_is_what_the_tab_that_knew_the_latest_made_of_it(ben, board, steps):
    Draft.objects.all().delete()
    tabs = Tabs(ben, f"board:{board.pk}")
    for act, tab, text in steps:
        getattr(tabs, act)(tab, text)
        draft = saving.find(ben, tabs.place)
        assert (draft.sequence, draft.body) == (tabs.sequence, tabs.body) if draft else not tabs.body

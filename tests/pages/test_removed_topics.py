"""The leak matrix once more: a topic that was removed from a board for all is hidden on every surface there is."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.jobs.running import run_due
from forum.moderation import topic_acts
from tests.pages.leaking import SECRET_TEXT, SECRET_TITLE, SURFACES, build

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    def make():
        stage = build(start, say)
        apply_preset(stage.board, Preset.PUBLIC)
        topic_acts.remove(stage.root, stage.topic, "secret")
        while run_due():
            pass
        return stage

    return built_once(make)


# What a moderator gave as the reason stays in the public log, where the owner has one; the title does not.
SAYS_REASONS = {"what moderators did, for everybody", "feed of what moderators did"}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_removed_topic_is_hidden_everywhere(surface, as_, stage):
    for reader in (stage.visitor, stage.ben):
        answer = as_(reader).get(SURFACES[surface].format(**stage.numbers))
        said = answer.text + str(answer.headers)
        if surface in SAYS_REASONS:
            said = said.replace(f"Because of {SECRET_TEXT}", "")
        assert SECRET_TEXT not in said
        assert SECRET_TITLE not in said

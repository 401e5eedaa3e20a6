"""An app that is installed beside the forum and has its say by function calls alone; each registry's test looks for it."""

from django.apps import AppConfig

from forum.jobs import handlers
from tests.example_app import background


class ExampleConfig(AppConfig):
    name = "tests.example_app"
    label = "example"

    def ready(self):
        from forum.boards.groups import register_automatic_group
        from forum.boards.permission_verbs import register_verb
        from forum.mail import composing
        from forum.moderation import acts
        from forum.notifications import kinds
        from tests.example_app import posting
        from tests.example_app.mails import compose_invitation
        from tests.example_app.moderation import feature, unfeature
        from tests.example_app.notifications import PINNED
        from tests.example_app.permissions import NEW_MEMBERS, STAMP

        handlers.on("post.published", background.note_post)
        handlers.every_minute(background.note_minute)
        handlers.every_round(background.note_round)
        kinds.register(PINNED)
        composing.register("invitation", compose_invitation)
        acts.register(feature, unfeature)
        posting.register()
        register_verb(STAMP)
        register_automatic_group(NEW_MEMBERS)

"""django-machina with a board of many topics, as its documentation says to set it up."""

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from machina import MACHINA_MAIN_TEMPLATE_DIR

from tests.load.peers import content

READ = ["can_see_forum", "can_read_forum"]
WRITE = ["can_start_new_topics", "can_reply_to_topics", "can_edit_own_posts", "can_download_file"]
OWN_APPS = """forum forum_conversation forum_conversation.forum_attachments forum_conversation.forum_polls forum_feeds
    forum_moderation forum_search forum_tracking forum_member forum_permission""".split()

settings.configure(
    ALLOWED_HOSTS=["*"],
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    CACHES={
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "machina_attachments": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": content.FOLDER / "attachments",
        },
    },
    DATABASES=content.DATABASES,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    INSTALLED_APPS=[
        *(f"django.contrib.{app}" for app in "admin auth contenttypes messages sessions staticfiles".split()),
        *("mptt", "haystack", "widget_tweaks", "machina"),
        *(f"machina.apps.{app}" for app in OWN_APPS),
    ],
    LOGIN_URL="/login/",
    MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS=READ + WRITE,
    MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE=content.POSTS,
    MIDDLEWARE=[
        *content.MIDDLEWARE,
        "machina.apps.forum_permission.middleware.ForumPermissionMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="the same in each worker, and nobody's secret",
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [MACHINA_MAIN_TEMPLATE_DIR],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.contrib.auth.context_processors.auth",
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "machina.core.context_processors.metadata",
                ],
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

urlpatterns = [path("", include("machina.urls"))]
application = get_wsgi_application()


def fill() -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415  (models come after the settings)
    from machina.apps.forum.models import Forum  # noqa: PLC0415
    from machina.apps.forum_conversation.models import Post, Topic  # noqa: PLC0415
    from machina.apps.forum_permission.shortcuts import assign_perm  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    for permission in READ:
        assign_perm(permission, AnonymousUser())
    said, readers = content.texts(), content.members()
    board = Forum.objects.create(name="Bicycles", type=Forum.FORUM_POST)
    topics = Topic.objects.bulk_create(
        Topic(
            forum=board, poster=readers[0], subject=f"One of many, {number}", slug=f"one-of-many-{number}",
            type=Topic.TOPIC_POST, status=Topic.TOPIC_UNLOCKED,
        )
        for number in range(content.TOPICS + 1)
    )  # fmt: skip
    for topic in topics:
        size = content.POSTS if topic is topics[-1] else 1
        posts = Post.objects.bulk_create(
            Post(
                topic=topic,
                poster=readers[number % len(readers)],
                subject=topic.subject,
                content=said[number % len(said)]["source"],
            )
            for number in range(size)
        )
        topic.first_post, topic.last_post, topic.posts_count = posts[0], posts[-1], size
        topic.last_post_on = posts[-1].created
    Topic.objects.bulk_update(
        topics, ["first_post", "last_post", "posts_count", "last_post_on"], batch_size=200
    )
    board.update_trackers()
    read = topics[-1]
    pages = {
        "topic": f"/forum/{board.slug}-{board.pk}/topic/{read.slug}-{read.pk}/",
        "board": f"/forum/{board.slug}-{board.pk}/",
        "home": "/",
    }
    content.tell(pages, readers)


if __name__ == "__main__":
    fill()

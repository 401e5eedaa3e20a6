"""Spirit with a category of many topics, by the settings that it gives to a new project."""

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from spirit.extra.project_template.project_name.settings import base

from tests.load.peers import content

given = {name: getattr(base, name) for name in dir(base) if name.isupper()}
settings.configure(
    **given
    | {
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": content.DATABASES,
        "DEBUG": False,
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "HAYSTACK_CONNECTIONS": {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        "HAYSTACK_SIGNAL_PROCESSOR": "haystack.signals.BaseSignalProcessor",
        "LOGGING": {},
        "MEDIA_ROOT": content.FOLDER / "media",
        "ROOT_URLCONF": __name__,
        "SECRET_KEY": "the same in each worker, and nobody's secret",
        "ST_SITE_URL": "http://127.0.0.1/",
    }
)
django.setup()

urlpatterns = [path("", include("spirit.urls"))]
application = get_wsgi_application()


def fill() -> None:
    from spirit.category.models import Category  # noqa: PLC0415  (models come after the settings)
    from spirit.comment.models import Comment  # noqa: PLC0415
    from spirit.topic.models import Topic  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    said, readers = content.texts(), content.members()
    category = Category.objects.create(title="Bicycles")
    topics = Topic.objects.bulk_create(
        Topic(
            user=readers[0], category=category, title=f"One of many, {number}", slug=f"one-of-many-{number}",
            comment_count=1,
        )
        for number in range(content.TOPICS + 1)
    )  # fmt: skip
    read = topics[-1]
    Topic.objects.filter(pk=read.pk).update(comment_count=content.POSTS)
    Comment.objects.bulk_create(
        Comment(
            topic=topic,
            user=readers[number % len(readers)],
            comment=said[number % len(said)]["source"],
            comment_html=said[number % len(said)]["html"],
        )
        for topic in topics
        for number in range(content.POSTS if topic is read else 1)
    )
    pages = {"topic": read.get_absolute_url(), "board": category.get_absolute_url(), "home": "/"}
    content.tell(pages, readers)


if __name__ == "__main__":
    fill()

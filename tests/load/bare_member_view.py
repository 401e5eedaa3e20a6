"""A Django of one view that finds session and member and sends 30 KB: the least that any page for a member takes.

Its database is the one at the URL BARE_DATABASE, of the kind that the forum has. Run as a program, it makes the tables and
prints the key of a session.
"""

import os
import sys

import django
import environ
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.load.bare_page import PAGE, SIZE

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {**environ.Env.db_url_config(os.environ["BARE_DATABASE"]), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="the same in each worker, and nobody's secret",
    USE_TZ=True,
)
django.setup()


def page(request):
    status = 200 if request.user.is_authenticated else 403
    return HttpResponse(PAGE, status=status, headers={"Content-Length": str(SIZE)})


urlpatterns = [path("", page)]
application = get_wsgi_application()


def sign_in() -> str:
    from django.contrib.auth.models import User  # noqa: PLC0415  (models come after the settings)

    call_command("migrate", verbosity=0)
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.create_user("member"))
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    sys.stdout.write(sign_in())

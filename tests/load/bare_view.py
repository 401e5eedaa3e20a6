"""A Django of one view that sends 30 KB: as fast as Django can be on a server."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from tests.load.bare_page import PAGE, SIZE

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY=os.urandom(16).hex(), MIDDLEWARE=[])
django.setup()

urlpatterns = [path("", lambda _request: HttpResponse(PAGE, headers={"Content-Length": str(SIZE)}))]
application = get_wsgi_application()

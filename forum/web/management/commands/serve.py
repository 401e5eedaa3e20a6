import signal
import sys
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from forum.boards.models import Board
from forum.web.serving import address as addresses
from forum.web.serving import children, database, folder
from forum.web.serving.arrival import announce
from forum.web.serving.first_admin import make_first_admin
from forum.web.serving.mail_server import announce_fault
from forum.web.serving.site import Site
from forum.web.serving.static import collect_changed


class Command(BaseCommand):
    help = "Get everything ready, then run the web server and the background worker until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="fill an empty forum with a demo community")
        parser.add_argument(
            "--no-worker", action="store_true", help="another machine or unit runs the worker"
        )

    def handle(self, *, demo, no_worker, **options):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop_quietly)
        address = addresses.listening_address()
        self.get_ready(address, demo)
        # Another forum may have taken the port in the meantime.
        addresses.refuse_taken(address)
        self.serve(address, with_worker=not no_worker)

    def get_ready(self, address, demo):
        addresses.refuse_taken(address)
        folder.refuse_read_only(settings.FORUM_DATA)
        with folder.alone_in(settings.FORUM_DATA):
            database.refuse_unusable()
            database.refuse_unshared()
            database.migrate(self.say)
            if caution := database.sqlite_caution():
                self.say(caution)
            make_first_admin(self.say)
            if demo and not Board.objects.exists():
                self.fill()
            collect_changed(self.say)

    def fill(self):
        self.say(_("Filling the empty forum with a demo community ..."))
        # In a process of its own, which takes its memory and its Markdown renderer with it.
        if children.run(children.managing("demo", "--if-empty")):
            self.say(_("The demo community could not be made; the forum starts without it."))

    def serve(self, address, *, with_worker):
        background = children.Kept(children.managing("worker"), self.say)

        def opened():
            if with_worker:
                background.start()
            threading.Thread(target=announce, args=(address, self.say), daemon=True).start()
            threading.Thread(target=announce_fault, args=(self.say,), daemon=True).start()

        try:
            Site(address, opened=opened, say=self.say).open()
        finally:
            background.stop()

    def say(self, line):
        self.stdout.write(line)
        # The lines matter now, also where they go to a log.
        self.stdout.flush()


def stop_quietly(*_signal):
    sys.exit(0)

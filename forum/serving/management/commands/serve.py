import signal
import sys
import threading
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from forum import running_lock
from forum.boards.models import Board
from forum.serving import child_processes, data_folder_lock, database_checks
from forum.serving import listening_address as addresses
from forum.serving.announcing import announce
from forum.serving.first_admin import make_first_admin
from forum.serving.forked_command import ForkedCommand
from forum.serving.listening_address import Address
from forum.serving.mail_server_check import announce_mail_fault
from forum.serving.static_files import collect_changed
from forum.serving.web_server import WebServer


class Command(BaseCommand):
    help = "Get everything ready, then run the web server and the background worker until you stop them (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty forum with a demo community")
        parser.add_argument(
            "--no-worker", action="store_true", help="don’t run the worker; something else does"
        )

    def handle(self, *, demo: bool, no_worker: bool, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop_quietly)
        address = addresses.listening_address()
        addresses.refuse_taken(address)
        data_folder_lock.refuse_read_only(settings.FORUM_DATA)
        try:
            with running_lock.running(settings.FORUM_DATA):
                self.run(address, demo=demo, with_worker=not no_worker)
        except running_lock.FolderInUse as error:
            raise CommandError(str(error)) from error

    def run(self, address: Address, *, demo: bool, with_worker: bool) -> None:
        self.get_ready(demo)
        # Another forum may have taken the port in the meantime.
        addresses.refuse_taken(address)
        self.serve(address, with_worker=with_worker)

    def get_ready(self, demo: bool) -> None:
        with data_folder_lock.data_folder_lock(settings.FORUM_DATA):
            database_checks.refuse_unusable_database()
            database_checks.refuse_database_in_memory()
            database_checks.migrate(self.say)
            if caution := database_checks.sqlite_caution():
                self.say(caution)
            make_first_admin(self.say)
            if demo and not Board.objects.exists():
                self.fill()
            collect_changed(self.say)

    def fill(self) -> None:
        self.say(_("Filling the empty forum with a demo community …"))
        # In a process of its own, which takes its memory and its Markdown renderer with it.
        if child_processes.run(child_processes.manage_command("demo", "--if-empty")):
            self.say(_("The demo community couldn’t be made. The forum starts without it."))

    def serve(self, address: Address, *, with_worker: bool) -> None:
        background = child_processes.KeptProcess(
            child_processes.manage_command("worker"),
            self.say,
            fork=partial(ForkedCommand, "worker", "--skip-checks"),
        )

        def opened() -> None:
            if with_worker:
                background.start()
            threading.Thread(target=announce, args=(address, self.say), daemon=True).start()
            threading.Thread(target=announce_mail_fault, args=(self.say,), daemon=True).start()

        try:
            WebServer(address, opened=opened, say=self.say).open()
        finally:
            background.stop()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        # The lines matter now, also where they go to a log.
        self.stdout.flush()


def stop_quietly(*_signal: object) -> None:
    sys.exit(0)

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection
from django.utils.translation import gettext as _

from forum.checks import backlog, files, search, texts
from forum.checks.faults import Fault
from forum.checks.invariants import Verdict, check_invariants
from forum.checks.repairing import repair
from forum.checks.sampling import Look


class Command(BaseCommand):
    help = "Check that the forum’s data is whole. Exit code 0: it is; 1: it has faults; 2: it couldn’t be checked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument(
            "--repair", action="store_true", help="correct wrong counters first, and list them"
        )

        parser.add_argument(
            "--deep",
            action="store_true",
            help="look at every row, also where a large forum has a sample looked at, another one each day",
        )

    def handle(self, *, json: bool, repair: bool, deep: bool, **options: Any) -> None:
        look = Look(is_deep=deep)
        try:
            whole = self.report_json(look, repair=repair) if json else self.report(look, repair=repair)
        except Error as error:
            first_line = str(error).strip().partition("\n")[0]
            raise CommandError(_("The forum couldn’t be checked: %s") % first_line, returncode=2) from error
        if not whole:
            sys.exit(1)

    def report(self, look: Look, *, repair: bool) -> bool:
        for line in repaired_lines(look, wanted=repair):
            self.stdout.write(_("repaired: %s") % line)
        whole = True
        for verdict in check_invariants(look):
            whole = whole and verdict.is_whole
            self.stdout.write(one_line(verdict))
        for warning in all_warnings():
            self.stdout.write(_("warning: %s") % described(warning))
        return whole

    def report_json(self, look: Look, *, repair: bool) -> bool:
        lines, verdicts = list(repaired_lines(look, wanted=repair)), list(check_invariants(look))
        whole = all(verdict.is_whole for verdict in verdicts)
        answer = {
            "whole": whole,
            "database": connection.vendor,
            "invariants": [asdict(verdict) for verdict in verdicts],
            "warnings": [asdict(warning) for warning in all_warnings()],
            "repaired": lines,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
        return whole


def all_warnings() -> Iterable[Fault]:
    return chain(backlog.warnings(), texts.warnings(), search.warnings(), files.warnings())


def repaired_lines(look: Look, *, wanted: bool) -> Iterable[str]:
    return repair(look) if wanted else ()


def one_line(verdict: Verdict) -> str:
    result = "; ".join(described(fault) for fault in verdict.faults) or _("whole")
    note = f" ({verdict.note})" if verdict.note else ""
    return f"{verdict.code} {verdict.name:<10}{result}{note}"


def described(fault: Fault) -> str:
    more = ", …" if fault.count > len(fault.examples) else ""
    examples = ", ".join(map(str, fault.examples)) + more
    return f"{fault.what}: {fault.count} ({examples})"

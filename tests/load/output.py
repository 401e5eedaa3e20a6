"""What the programs print: at once, so that whoever waits sees how far they are."""

import sys


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

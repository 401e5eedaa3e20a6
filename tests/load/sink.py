"""An SMTP server that takes everything and counts it: `python -m tests.load.sink PORT`. It prints the count last."""

import sys
import time

from aiosmtpd.controller import Controller


class Count:
    taken = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken += len(envelope.rcpt_tos)
        return "250 OK"


if __name__ == "__main__":
    count = Count()
    controller = Controller(count, hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    time.sleep(0.2)
    controller.stop()
    sys.stdout.write(f"{count.taken}\n")

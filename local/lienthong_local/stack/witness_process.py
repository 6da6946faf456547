"""``python -m lienthong_local.stack.witness_process …``: the command ``lienthong``, while its parent lives.

A parent that is killed cannot stop anything any more, but its end of the pipe closes with it: when standard
input ends, this process asks itself to stop, as an operator would.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from lienthong_client.command import main


def _stop_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_the_parent, name="parent", daemon=True).start()
    main()

"""The other side of `jobs.heavy`: does one piece of work and ends.

The work comes on the standard input as a pickled function with its arguments; the standard output gets, pickled,
whether a result came back, and the result or what was raised.
"""

import os
import pickle
import signal
import sys
from typing import Final

_GIVES_WAY: Final = 10
"""Of 19. Where the server wants all cores, it gets nine tenths of what both want; else a file is as soon ready."""


def answer(work: bytes) -> bytes:
    """Does the work. An error that cannot be pickled comes back as a RuntimeError with its name."""
    try:
        function, args, kwargs = pickle.loads(work)  # noqa: S301  (written by our own server)
        return pickle.dumps((True, function(*args, **kwargs)))
    except Exception as error:
        return _raised(error)


def _raised(error: Exception) -> bytes:
    try:
        written = pickle.dumps((False, error))
        pickle.loads(written)  # noqa: S301  (just written)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return written


def main() -> None:
    """One piece of work from input to output, after everything that the server itself wants of the machine."""
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the server ends this itself
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the work prints must not stand between the bytes of its result
    output.write(answer(sys.stdin.buffer.read()))
    output.flush()
    os._exit(0)  # nothing is left to tidy up, and some libraries complain at length when they are unloaded


if __name__ == "__main__":
    main()

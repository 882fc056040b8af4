"""Which calls of functions are under way, and a moment in which none is."""

import threading
from contextlib import contextmanager

# Longer than any fault hangs and any function of a scenario works on; a call that takes longer is
# stuck, and time must not move on without it.
MOST_SECONDS = 40
# A test that dies in the midst of moving the time leaves the door shut: it opens by itself then.
MOST_SHUT_SECONDS = 20


class StillAtWork(Exception):
    """A call did not end in time."""


class Calls:
    """A door in front of every call of a function: shut, nobody begins, and who has begun ends."""

    def __init__(self):
        self._changed = threading.Condition()
        self._under_way = 0
        self._reopening: threading.Timer | None = None

    @contextmanager
    def one(self):
        """A call from its beginning to its end; waits while the door is shut."""
        with self._changed:
            self._changed.wait_for(lambda: self._reopening is None)
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def shut(self) -> dict:
        """Lets no call begin, and waits until none is under way. Raises StillAtWork."""
        with self._changed:
            self._changed.wait_for(lambda: self._reopening is None)
            self._reopening = threading.Timer(MOST_SECONDS + MOST_SHUT_SECONDS, self.open)
            self._reopening.start()
            if self._changed.wait_for(lambda: self._under_way == 0, MOST_SECONDS):
                return {}
            left = self._under_way
        self.open()
        raise StillAtWork(f"{left} calls of functions did not end within {MOST_SECONDS} s")

    def open(self) -> dict:
        with self._changed:
            if self._reopening is not None:
                self._reopening.cancel()
                self._reopening = None
            self._changed.notify_all()
        return {}


calls = Calls()

"""Queues are worked off side by side.

Left alone, one thread serves every queue in turn, a batch at a time with a second's rest between:
intake and wake never run at once, and a slow provider holds up every other function.
"""

import contextvars
import threading
import time

from ministack.services import lambda_svc

# As many as a function has workers (workers.py); fewer where the stack says so.
MOST_CALLS = 4
# Short for a person who waits for a scenario, long for 30 threads on 2 cores.
REST_SECONDS = 0.2

_served = contextvars.ContextVar("served event source", default=None)


def mend() -> None:
    every_source = lambda_svc._iter_all_esms

    def served_source():
        mine = _served.get()
        return (found for found in every_source() if mine in (None, found[2]["UUID"]))

    lambda_svc._iter_all_esms = served_source
    lambda_svc._poll_loop = _watch_sources


def _watch_sources() -> None:
    """Gives each new event source its threads."""
    known = set()
    while True:
        for _, _, source in lambda_svc._iter_all_esms():
            if source["UUID"] in known:
                continue
            known.add(source["UUID"])
            limit = (source.get("ScalingConfig") or {}).get("MaximumConcurrency", MOST_CALLS)
            for _ in range(min(int(limit), MOST_CALLS)):
                threading.Thread(target=_serve, args=(source["UUID"],), daemon=True).start()
        time.sleep(REST_SECONDS)


def _serve(source: str) -> None:
    _served.set(source)
    while any(found["UUID"] == source for _, _, found in lambda_svc._iter_all_esms()):
        if not lambda_svc._poll_sqs():
            time.sleep(REST_SECONDS)

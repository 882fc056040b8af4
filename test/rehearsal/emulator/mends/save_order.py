"""Each change of a file has a sequencer that is above the one before.

Left alone, all have "0", and of two saves that are told out of order the older may win.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
"""

import contextvars
import itertools
import time

from ministack.services import eventbridge, s3

_numbers = itertools.count(int(time.time() * 1_000_000))
_sequencer = contextvars.ContextVar("sequencer of the change", default="0")


def mend() -> None:
    fire = s3._fire_s3_event_async
    dispatch = eventbridge._dispatch_event

    def fire_in_order(*change, **more):
        # Hexadecimal, as S3 writes it: 18 characters.
        _sequencer.set(f"{next(_numbers):018X}")
        fire(*change, **more)

    def dispatch_with_order(event, *rest):
        if event["Source"] == "aws.s3":
            order = f'"sequencer": "{_sequencer.get()}"'
            event["Detail"] = event["Detail"].replace('"sequencer": "0"', order)
        dispatch(event, *rest)

    s3._fire_s3_event_async = fire_in_order
    eventbridge._dispatch_event = dispatch_with_order

"""Messages that a queue still delays, brought forward with the test clock."""

from ministack.services import sqs


def bring_forward(seconds: float) -> dict:
    """Only delays: a message that somebody has received stays hidden as long as it would."""
    moved = 0
    with sqs._queues_lock:
        for queue in sqs._queues._data.values():
            for message in queue["messages"]:
                if message.get("receive_count", 0) == 0 and message.get("visible_at", 0) > 0:
                    message["visible_at"] -= seconds
                    moved += 1
    return {"moved": moved}

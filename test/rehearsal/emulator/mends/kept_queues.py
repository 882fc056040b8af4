"""Queues deployed by CloudFormation have their dead-letter queue, and an update keeps what is in them.

Left alone, `RedrivePolicy` is dropped (a poisoned message comes back for ever), and a queue whose
properties changed is made anew, empty.
"""

import json

from ministack.services import sqs
from ministack.services.cloudformation import provisioners


def mend() -> None:
    queue_type = provisioners._RESOURCE_HANDLERS["AWS::SQS::Queue"]
    create = queue_type["create"]

    def create_with_dead_letters(logical_id, props, stack_name):
        url, attributes = create(logical_id, props, stack_name)
        if props.get("RedrivePolicy"):
            sqs._queues[url]["attributes"]["RedrivePolicy"] = json.dumps(props["RedrivePolicy"])
        return url, attributes

    def update(url, old_props, new_props, stack_name, logical_id):
        before = sqs._queues[url]
        _, attributes = create_with_dead_letters(logical_id, new_props, stack_name)
        sqs._queues[url]["messages"] = before["messages"]
        return url, attributes

    queue_type.update(
        create=create_with_dead_letters, update=update, update_with_logical_id=True
    )

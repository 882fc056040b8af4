"""Resource types that the emulator does not know are kept as names only.

Left alone, one of them rolls the whole stack back. Each is written to unsupported.jsonl: the
rehearsal fails when there is one that it does not expect (test/rehearsal/orchestrate/rehearse.ts).
"""

import os
from pathlib import Path

from journal import Journal
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners, stacks


def mend() -> None:
    met = Journal(Path(os.environ["REHEARSAL_FOLDER"]) / "unsupported.jsonl")
    provision = provisioners._provision_resource

    def provision_or_keep(resource_type, logical_id, props, stack_name):
        known = resource_type in provisioners._RESOURCE_HANDLERS
        if known or resource_type.startswith(("Custom::", "AWS::CloudFormation::")):
            return provision(resource_type, logical_id, props, stack_name)
        met.write({"type": resource_type, "logicalId": logical_id})
        _, service, kind = resource_type.lower().split("::")
        name = provisioners._physical_name(stack_name, logical_id, max_len=64)
        arn = f"arn:aws:{service}:{get_region()}:{get_account_id()}:{kind}/{name}"
        return name, {"Arn": arn, "Id": name, "Name": name}

    for module in (provisioners, stacks):
        module._provision_resource = provision_or_keep

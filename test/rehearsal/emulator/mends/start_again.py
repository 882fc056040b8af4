"""Starting a run that is under way, with the same name and input, is no error.

Left alone, it is `ExecutionAlreadyExists`, which AWS keeps for another input and for runs that ended.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

from ministack.core.responses import json_response
from ministack.services import stepfunctions


def mend() -> None:
    start_execution = stepfunctions._start_execution

    def start(data):
        machine = data.get("stateMachineArn", "")
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{data.get('name')}"
        known = stepfunctions._executions.get(arn)
        same = known and known["status"] == "RUNNING" and known["input"] == data.get("input", "{}")
        if not same:
            return start_execution(data)
        return json_response({"executionArn": arn, "startDate": known["startDate"]})

    stepfunctions._start_execution = start

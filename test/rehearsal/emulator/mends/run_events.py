"""Step Functions tells the default bus when a run begins and how it ends.

Left alone, no such event is sent, and a stopped run does not say why.
"""

import json
import time
from datetime import datetime

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import eventbridge, stepfunctions


def mend() -> None:
    run_execution = stepfunctions._run_execution
    stop_execution = stepfunctions._stop_execution

    def run(arn):
        execution = stepfunctions._executions[arn]
        tell(execution)
        run_execution(arn)
        # Who stops a run tells of it at once.
        if execution["status"] != "ABORTED":
            tell(execution)

    def stop(data):
        answer = stop_execution(data)
        if answer[0] == 200:
            execution = stepfunctions._executions[data["executionArn"]]
            execution.update({key: data[key] for key in ("error", "cause") if key in data})
            tell(execution)
        return answer

    stepfunctions._run_execution = run
    stepfunctions._stop_execution = stop


def tell(execution: dict) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html"""
    detail = {
        "executionArn": execution["executionArn"],
        "stateMachineArn": execution["stateMachineArn"],
        "name": execution["name"],
        "status": execution["status"],
        "startDate": _milliseconds(execution["startDate"]),
        "stopDate": _milliseconds(execution["stopDate"]),
        "input": execution["input"],
        "output": execution["output"] if execution["status"] == "SUCCEEDED" else None,
        "error": execution.get("error"),
        "cause": execution.get("cause"),
    }
    eventbridge._dispatch_event(
        {
            "EventId": new_uuid(),
            "Source": "aws.states",
            "DetailType": "Step Functions Execution Status Change",
            "Detail": json.dumps(detail),
            "Resources": [execution["executionArn"]],
            "EventBusName": "default",
            "Time": time.time(),
            "Account": get_account_id(),
            "Region": get_region(),
        }
    )


def _milliseconds(stamp: str | None) -> int | None:
    return stamp and round(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000)

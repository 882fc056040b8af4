"""Ends a run as Step Functions ends one that is a year old."""

from mends.run_events import tell
from mends.task_tokens import end_attempts
from ministack.core.responses import now_iso
from ministack.services import stepfunctions


def time_out(arn: str) -> dict:
    execution = stepfunctions._executions[arn]
    execution.update(status="TIMED_OUT", stopDate=now_iso())
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    end_attempts(execution)
    tell(execution)
    return {}

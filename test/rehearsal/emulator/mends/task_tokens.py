"""A task that waits for its token behaves as on AWS.

Left alone: the failure of its function is swallowed, and it waits for ever; every attempt of a retry
has the same token; an answered token takes a second answer; the next state begins only when the
function has returned, though it was answered before; a stopped run leaves its token alive.
"""

import contextvars
import json
import threading

from ministack.core.responses import new_uuid
from ministack.services import stepfunctions

_task = contextvars.ContextVar("running task")


class _Attempt(dict):
    """What the emulator keeps under a token: `event`, `result`, `error`, `heartbeat`."""

    def __init__(self, execution):
        super().__init__(event=threading.Event(), result=None, error=None, heartbeat=None)
        self.execution = execution

    def fail(self, error: str, cause: str) -> None:
        if not self["event"].is_set():
            self["error"] = {"Error": error, "Cause": cause}
            self["event"].set()


def end_attempts(execution) -> None:
    """Of a run that is over: its tokens are dead, and who waits for one ends without a word."""
    for token, attempt in list(stepfunctions._task_tokens.items()):
        if attempt.execution is execution:
            stepfunctions._task_tokens.pop(token, None)
            attempt["event"].set()


def mend() -> None:
    execute_task = stepfunctions._execute_task
    stop_execution = stepfunctions._stop_execution

    def execute(state, raw_input, execution, ctx):
        _task.set((execution, ctx))
        return execute_task(state, raw_input, execution, ctx)

    def stop(data):
        answer = stop_execution(data)
        if answer[0] == 200:
            end_attempts(stepfunctions._executions[data["executionArn"]])
        return answer

    stepfunctions._execute_task = execute
    stepfunctions._invoke_with_callback = _call_and_wait
    stepfunctions._stop_execution = stop
    for name in ("_send_task_success", "_send_task_failure"):
        setattr(stepfunctions, name, _once(getattr(stepfunctions, name)))


def _call_and_wait(resource, task_input, token, state):
    execution, ctx = _task.get()
    attempt = _Attempt(execution)
    stepfunctions._task_tokens[token] = attempt
    function = stepfunctions._resolve_lambda_function_ref(
        task_input.get("FunctionName", ""), optimized=True
    )
    call = (_call, attempt, function, task_input.get("Payload", task_input))
    threading.Thread(target=contextvars.copy_context().run, args=call, daemon=True).start()

    if not attempt["event"].wait(float(state.get("TimeoutSeconds", 99_999_999))):
        attempt.fail("States.Timeout", "")
    stepfunctions._task_tokens.pop(token, None)
    # Should it be retried, the next attempt has a token of its own.
    ctx["Task"] = {"Token": new_uuid()}
    if execution["status"] != "RUNNING":
        raise SystemExit
    if attempt["error"]:
        raise stepfunctions._ExecutionError(attempt["error"]["Error"], attempt["error"]["Cause"])
    return json.loads(attempt["result"])


def _call(attempt: _Attempt, function, payload) -> None:
    try:
        stepfunctions._call_lambda(function, payload)
    except stepfunctions._ExecutionError as error:
        attempt.fail(error.error, error.cause)


def _once(answer):
    """The first answer uses the token up."""

    def answer_once(data):
        said = answer(data)
        if said[0] == 200:
            stepfunctions._task_tokens.pop(data.get("taskToken"), None)
        return said

    return answer_once

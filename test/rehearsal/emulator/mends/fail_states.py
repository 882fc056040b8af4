"""A Fail state's `Error` and `Cause` may be JSONata.

Left alone, the expression itself becomes the error's name.
"""

import json

from ministack.services import stepfunctions


def mend() -> None:
    fail_execution = stepfunctions._fail_execution

    def fail(execution, error, cause):
        entered = execution["events"][-1].get("stateEnteredEventDetails")
        if entered is None:
            return fail_execution(execution, error, cause)
        state_input = json.loads(entered["input"])
        words = [
            stepfunctions._apply_jsonata_template(word, state_input, {"QueryLanguage": "JSONata"})
            for word in (error, cause)
        ]
        return fail_execution(execution, *words)

    stepfunctions._fail_execution = fail

"""A Wait state's `Seconds` may be JSONata.

Left alone, the expression itself is taken for a number, and the run fails.
"""

from ministack.services import stepfunctions


def mend() -> None:
    execute_wait = stepfunctions._execute_wait

    def execute(state, raw_input, ctx=None):
        if isinstance(state.get("Seconds"), str):
            seconds = stepfunctions._apply_jsonata_template(state["Seconds"], raw_input, ctx)
            state = {**state, "Seconds": seconds}
        return execute_wait(state, raw_input, ctx)

    stepfunctions._execute_wait = execute

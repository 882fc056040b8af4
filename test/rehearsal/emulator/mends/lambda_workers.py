"""Functions run as on Lambda: several environments of one function, with its context and its errors.

Left alone, each function has one process, so that two calls never meet; an error loses its name,
which state machines match; the context has no time left and no version; a process that dies has
no name that a state machine knows.
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc


def mend() -> None:
    from workers import Crew

    lambda_runtime.Worker = Crew

    def execute(func: dict, event: dict) -> dict:
        config = func.get("config") or func
        crew = lambda_runtime.get_or_create_worker(
            config["FunctionName"],
            config,
            func["code_zip"],
            qualifier=config.get("Version", "$LATEST"),
        )
        return crew.execute(event)

    lambda_svc._execute_function_warm = execute

"""Stacks update and go as the CDK's command line asks.

It deletes a stack by its ARN, which the emulator looks up as a name and answers with a success that
deletes nothing. Before an update it deletes a change set that may not exist; AWS says nothing to
that, the emulator refuses.
"""

from ministack.services.cloudformation import handlers


def mend() -> None:
    delete_stack = handlers._delete_stack
    delete_change_set = handlers._delete_change_set

    def delete_stack_by_arn(params):
        return delete_stack({**params, "StackName": _plain_name(params.get("StackName"))})

    def delete_any_change_set(params):
        answer = delete_change_set(params)
        absent = answer[0] == 404
        return handlers._xml(200, "DeleteChangeSetResponse", "") if absent else answer

    handlers._ACTION_HANDLERS["DeleteStack"] = delete_stack_by_arn
    handlers._ACTION_HANDLERS["DeleteChangeSet"] = delete_any_change_set


def _plain_name(given):
    """`arn:aws:cloudformation:…:stack/<name>/<id>` → `<name>`, in whatever form it was parsed."""
    if isinstance(given, list):
        return [_plain_name(entry) for entry in given]
    is_arn = isinstance(given, str) and given.startswith("arn:")
    return given.split("/")[1] if is_arn else given

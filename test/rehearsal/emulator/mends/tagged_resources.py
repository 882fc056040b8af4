"""A resource whose tags alone change stays what it is.

Left alone, a type that has no update of its own is made anew, and a bus refuses: "already exists".
"""

from ministack.services.cloudformation import provisioners, stacks


def mend() -> None:
    update = provisioners._update_resource

    def update_unless_only_tagged(kind, name, before, after, stack, logical_id, attributes):
        known = provisioners._RESOURCE_HANDLERS.get(kind, {})
        if "update" not in known and _untagged(before) == _untagged(after):
            return name, attributes or {}
        return update(kind, name, before, after, stack, logical_id, attributes)

    for module in (provisioners, stacks):
        module._update_resource = update_unless_only_tagged


def _untagged(props: dict) -> dict:
    return {name: value for name, value in props.items() if name != "Tags"}

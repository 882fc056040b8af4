"""A table keeps its items when a property of it changes.

Left alone, any change (a tag, recovery, deletion protection) makes the table anew, empty.
"""

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners


def mend() -> None:
    table_type = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    create = table_type["create"]

    def update(name, old_props, new_props, stack_name, logical_id):
        before = dynamodb._tables[name]
        _, attributes = create(logical_id, new_props, stack_name)
        for kept in ("items", "ItemCount", "TableSizeBytes", "TableId", "CreationDateTime"):
            dynamodb._tables[name][kept] = before[kept]
        return name, attributes

    table_type.update(update=update, update_with_logical_id=True)

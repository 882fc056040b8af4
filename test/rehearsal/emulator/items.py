"""Which DynamoDB items a request touches, whole: what it costs is computed from their bytes."""

import json

from aws_request import AwsRequest

WRITES = ("PutItem", "UpdateItem", "DeleteItem")


class ItemsOf:
    """Made before the emulator carries the request out, asked after."""

    def __init__(self, request: AwsRequest):
        self._request = request
        self._written = (
            request.function is not None
            and request.service == "dynamodb"
            and request.action in WRITES
        )
        self._before = self._item() if self._written else None

    def touched(self, status: int, answer: bytes) -> dict:
        """`before` and `after` of a write, refused or not; `read` by a read."""
        if self._written:
            after = self._item() if status == 200 else self._before
            return {"before": self._before, "after": after}
        if self._request.service != "dynamodb" or status != 200:
            return {}
        said = json.loads(answer)
        if "Item" in said:
            return {"read": [said["Item"]]}
        if "Items" in said:
            return {"read": said["Items"]}
        if "Responses" in said and isinstance(said["Responses"], dict):
            return {"read": [item for items in said["Responses"].values() for item in items]}
        return {"read": []}

    def _item(self) -> dict | None:
        from ministack.services import dynamodb

        asked = self._request
        name = asked.parameters["TableName"].rpartition("/")[2]
        table = dynamodb._tables._data.get((asked.account, asked.region, name))
        if table is None:
            return None
        key = asked.parameters.get("Key") or asked.parameters.get("Item") or {}
        partition = _plain(key.get(table["pk_name"]))
        sort = _plain(key.get(table["sk_name"])) if table["sk_name"] else "__no_sort__"
        found = table["items"].get(partition, {}).get(sort)
        return dict(found) if found is not None else None


def _plain(value: dict | None):
    return next(iter(value.values())) if value else None

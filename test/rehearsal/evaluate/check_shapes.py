"""Checks every recorded request of our functions against AWS's own API models.

Reads requests.jsonl (the first argument). Prints each kind of fault once, with how often it came,
and ends with 1 where there is one. The emulator takes what AWS would refuse: a name that is too
long, a member that there is not, a number out of range.
"""

import base64
import collections
import json
import re
import sys
from urllib.parse import unquote

import botocore.loaders
import botocore.model

# As a request is signed for, and the model that describes the service.
MODELS = {
    "dynamodb": "dynamodb",
    "events": "events",
    "s3": "s3",
    "scheduler": "scheduler",
    "secretsmanager": "secretsmanager",
    "ses": "sesv2",
    "sns": "sns",
    "sqs": "sqs",
    "states": "stepfunctions",
}
# Members of a form that belong to the protocol.
PROTOCOL = {"Action", "Version"}
# A body that is no JSON is not on record: only its path can be checked.
BODY_NOT_RECORDED = {"s3"}

_loader = botocore.loaders.Loader()
_services = {}


def service_model(service):
    if service not in _services:
        described = _loader.load_service_model(MODELS[service], "service-2")
        _services[service] = botocore.model.ServiceModel(described, MODELS[service])
    return _services[service]


def faults_of(request):
    service, action = request["service"], request["action"]
    if service not in MODELS:
        return [f"no model for {service}"]
    model = service_model(service)
    try:
        operation = model.operation_model(action)
    except botocore.model.OperationNotFoundError:
        return [f"{service} has no operation {action}"]
    shape = operation.input_shape
    if shape is None:
        return []
    given = {**request["body"], **path_members(operation, request["path"])}
    faults = []
    if model.metadata["protocol"] == "query":
        known = set(shape.members)
        names = {name.split(".")[0] for name in given} - PROTOCOL
        faults += [f"unknown member {name}" for name in sorted(names - known)]
        for name, value in given.items():
            if name in known and shape.members[name].type_name == "string":
                faults += check(shape.members[name], value, name)
        return faults
    if service in BODY_NOT_RECORDED:
        return faults
    for name in shape.required_members:
        where = shape.members[name].serialization.get("location")
        if name not in given and where not in ("querystring", "header", "headers"):
            faults.append(f"{name} is missing")
    for name, value in given.items():
        wire = next((m for m, s in shape.members.items() if wire_name(m, s) == name), None)
        if wire is None:
            faults.append(f"unknown member {name}")
        else:
            faults += check(shape.members[wire], value, name)
    return faults


def wire_name(member, shape):
    return shape.serialization.get("name", member)


def path_members(operation, path):
    """Members that stand in the path: `/schedules/{Name}`."""
    uri = operation.http.get("requestUri", "/").split("?")[0]
    names = re.findall(r"\{(\w+)\+?\}", uri)
    pattern = re.sub(r"\\\{\w+\\?\+?\\\}", "([^/]+)", re.escape(uri))
    found = re.fullmatch(pattern, path)
    return dict(zip(names, map(unquote, found.groups()))) if found else {}


def check(shape, value, place):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{place}: wanted an object"]
        faults = [f"{place}.{name} is missing" for name in shape.required_members if name not in value]
        for name, inner in value.items():
            member = next((s for m, s in shape.members.items() if wire_name(m, s) == name), None)
            if member is None:
                faults.append(f"{place}: unknown member {name}")
            else:
                faults += check(member, inner, f"{place}.{name}")
        return faults
    if kind == "list":
        if not isinstance(value, list):
            return [f"{place}: wanted a list"]
        faults = bounds(shape, len(value), f"{place} (entries)")
        for inner in value:
            faults += check(shape.member, inner, f"{place}[]")
        return faults
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{place}: wanted a map"]
        faults = []
        for name, inner in value.items():
            faults += check(shape.key, name, f"{place} (key)")
            faults += check(shape.value, inner, f"{place}.*")
        return faults
    if kind == "string":
        if not isinstance(value, str):
            return [f"{place}: wanted a text"]
        return texts(shape, value, place)
    if kind in ("integer", "long", "float", "double"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return [f"{place}: wanted a number"]
        return bounds(shape, value, place)
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{place}: wanted true or false"]
    if kind == "blob":
        try:
            base64.b64decode(value, validate=True)
        except (ValueError, TypeError):
            return [f"{place}: wanted base64"]
        return []
    return []


def texts(shape, value, place):
    faults = bounds(shape, len(value), f"{place} (characters)")
    enum = shape.metadata.get("enum")
    if enum and value not in enum:
        faults.append(f"{place}: not one of {', '.join(enum)}")
    pattern = shape.metadata.get("pattern")
    if pattern:
        try:
            if not re.search(f"^(?:{pattern})$", value, re.DOTALL):
                faults.append(f"{place}: does not fit {pattern}")
        except re.error:
            pass  # a pattern in Java's own words
    return faults


def bounds(shape, number, place):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and number < least:
        return [f"{place}: {number} is less than {least}"]
    if most is not None and number > most:
        return [f"{place}: {number} is more than {most}"]
    return []


def main(path):
    found = collections.Counter()
    checked = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            request = json.loads(line)
            checked += 1
            for fault in faults_of(request):
                found[f"{request['function']} {request['service']} {request['action']}: {fault}"] += 1
    for fault, times in sorted(found.items()):
        print(f"{fault} ({times}×)")
    print(f"{checked} requests checked, {len(found)} kinds of faults.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

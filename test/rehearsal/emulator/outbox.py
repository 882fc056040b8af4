"""What left for a provider: emails as SES was given them, SMS and push as SNS was."""

import base64
import email
import email.policy
import json
import re
import time

from aws_request import AwsRequest


def sent_messages(request: AwsRequest, answer: bytes) -> list[dict]:
    """A provider's acceptance as outbox entries; none where the request sends nothing."""
    at = round(time.time() * 1000)
    if request.service == "ses" and request.action == "SendEmail":
        return [{"at": at, **_email(request.parameters), "messageId": json.loads(answer)["MessageId"]}]
    if request.service == "sns" and request.action == "Publish":
        said = re.search(rb"<MessageId>([^<]*)</MessageId>", answer)
        message_id = said.group(1).decode() if said else ""
        return [{"at": at, **_notification(request.parameters), "messageId": message_id}]
    return []


def _email(asked: dict) -> dict:
    """The whole mail as the sender wrote it, or in SES's own fields, as releases up to 0.2.0 send it."""
    content = asked["Content"]
    said = _written(content["Raw"]) if "Raw" in content else _in_fields(asked, content["Simple"])
    return {
        "channel": "email",
        "to": asked.get("Destination", {}).get("ToAddresses", []),
        **said,
        "tags": {entry["Name"]: entry["Value"] for entry in asked.get("EmailTags", [])},
        "configurationSet": asked.get("ConfigurationSetName"),
    }


def _written(raw: dict) -> dict:
    mail = email.message_from_bytes(base64.b64decode(raw["Data"]), policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return {
        "from": mail["From"],
        "replyTo": [mail["Reply-To"]] if mail["Reply-To"] else [],
        "subject": mail["Subject"],
        "html": parts.get("text/html"),
        "text": parts.get("text/plain"),
        "headers": {name: mail[name] for name in mail.keys() if name.startswith("List-")},
    }


def _in_fields(asked: dict, simple: dict) -> dict:
    body = simple.get("Body", {})
    return {
        "from": asked.get("FromEmailAddress"),
        "replyTo": asked.get("ReplyToAddresses", []),
        "subject": simple.get("Subject", {}).get("Data", ""),
        "html": body.get("Html", {}).get("Data"),
        "text": body.get("Text", {}).get("Data"),
        "headers": {entry["Name"]: entry["Value"] for entry in simple.get("Headers", [])},
    }


def _notification(asked: dict) -> dict:
    attributes = {
        asked[name]: asked.get(name.replace("Name", "Value.StringValue"))
        for name in asked
        if re.fullmatch(r"MessageAttributes\.entry\.\d+\.Name", name)
    }
    to = asked.get("PhoneNumber") or asked.get("TargetArn") or asked.get("TopicArn")
    channel = "sms" if "PhoneNumber" in asked else "push"
    return {"channel": channel, "to": [to], "text": asked.get("Message"), "tags": attributes}

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
    mail = email.message_from_bytes(
        base64.b64decode(asked["Content"]["Raw"]["Data"]), policy=email.policy.default
    )
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return {
        "channel": "email",
        "from": mail["From"],
        "to": asked.get("Destination", {}).get("ToAddresses", []),
        "replyTo": [mail["Reply-To"]] if mail["Reply-To"] else [],
        "subject": mail["Subject"],
        "html": parts.get("text/html"),
        "text": parts.get("text/plain"),
        "headers": {name: mail[name] for name in mail.keys() if name.startswith("List-")},
        "tags": {entry["Name"]: entry["Value"] for entry in asked.get("EmailTags", [])},
        "configurationSet": asked.get("ConfigurationSetName"),
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

"""What left for a provider: emails as SES was given them, SMS and push as SNS was."""

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
    content = asked.get("Content", {}).get("Simple", {})
    body = content.get("Body", {})
    return {
        "channel": "email",
        "from": asked.get("FromEmailAddress"),
        "to": asked.get("Destination", {}).get("ToAddresses", []),
        "replyTo": asked.get("ReplyToAddresses", []),
        "subject": content.get("Subject", {}).get("Data", ""),
        "html": body.get("Html", {}).get("Data"),
        "text": body.get("Text", {}).get("Data"),
        "headers": {entry["Name"]: entry["Value"] for entry in content.get("Headers", [])},
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

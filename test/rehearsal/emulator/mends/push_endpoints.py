"""A device's endpoint is named as SNS names it.

Left alone, it is `…:app/GCM/shop/<id>`, which reads as an application; AWS says `…:endpoint/GCM/shop/<id>`.
https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformEndpoint.html
"""

import re

from ministack.services import sns


def mend() -> None:
    create = sns._create_platform_endpoint

    def create_endpoint(params):
        status, headers, body = create(params)
        found = re.search(rb"<EndpointArn>([^<]*:app/[^<]*)</EndpointArn>", body)
        if found is None:
            return status, headers, body
        old = found.group(1).decode()
        arn = old.replace(":app/", ":endpoint/", 1)
        sns._platform_endpoints[arn] = {**sns._platform_endpoints.pop(old), "arn": arn}
        return status, headers, body.replace(old.encode(), arn.encode())

    sns._create_platform_endpoint = create_endpoint

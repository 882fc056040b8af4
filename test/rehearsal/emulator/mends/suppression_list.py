"""SES keeps the account's suppression list.

Left alone, the list is always empty, and to put an address there, ask for it or take it off is unknown.
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
"""

import json
import time

from ministack.services import ses_v2

PATH = "/v2/email/suppression/addresses"

_listed: dict[str, dict] = {}


def mend() -> None:
    handle = ses_v2.handle_request

    async def handle_request(method, path, headers, body, query_params):
        if method == "PUT" and path == PATH:
            asked = json.loads(body)
            _listed[asked["EmailAddress"]] = {**asked, "LastUpdateTime": time.time()}
            return ses_v2.json_response({})
        if path.startswith(f"{PATH}/"):
            return _about(method, path.removeprefix(f"{PATH}/"))
        return await handle(method, path, headers, body, query_params)

    ses_v2.handle_request = handle_request


def _about(method: str, address: str):
    found = _listed.get(address)
    if found is None:
        words = f"Email address {address} does not exist on your suppression list."
        return ses_v2._json_err("NotFoundException", words, 404)
    if method == "DELETE":
        del _listed[address]
        return ses_v2.json_response({})
    return ses_v2.json_response({"SuppressedDestination": found})

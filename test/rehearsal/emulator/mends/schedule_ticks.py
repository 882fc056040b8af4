"""Schedules fire within half a second, and all of them can be listed.

Left alone, they are looked at every 10 s, and a list ends after its first 100 with no word of more.
"""

import json

from ministack.services import scheduler

TICK_SECONDS = 0.5


def mend() -> None:
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_SECONDS
    list_schedules = scheduler._list_schedules

    def list_page(query):
        status, headers, body = list_schedules({**query, "MaxResults": 1_000_000})
        found = sorted(json.loads(body)["Schedules"], key=lambda schedule: schedule["Name"])
        after = query.get("NextToken", "")
        rest = [schedule for schedule in found if schedule["Name"] > after]
        page = rest[: int(query.get("MaxResults", 100))]
        answer = {"Schedules": page}
        if len(page) < len(rest):
            answer["NextToken"] = page[-1]["Name"]
        return scheduler._json_resp(200, answer)

    scheduler._list_schedules = list_page

import { DeleteScheduleCommand } from "@aws-sdk/client-scheduler";
import { beforeAll, expect, test } from "vitest";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import { goLive, plainMail } from "../stage/go-live.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** Scenario 7: a wait whose schedule is gone is found by the sweep. */
const stage = openStage();

beforeAll(() =>
  goLive(stage, {
    ...plainMail("lost-schedule", "Still there?"),
    "journeys/lost-schedule.json": {
      name: "lost-schedule",
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: "lost-schedule.began" },
      reentry: "never",
      steps: [
        { do: "wait", id: "rest", for: "2d" },
        { do: "send", id: "mail", template: "lost-schedule", channels: ["email"] },
      ],
    },
  }),
);

test("the sweep wakes who overslept because the schedule was lost, and the journey ends well", async () => {
  const customer = stage.customers.create("sleeper");
  await stage.events.put([
    {
      type: "lost-schedule.began",
      customer: {
        id: customer.id,
        addresses: { email: [customer.email] },
        consents: { "email:onboarding": true },
      },
    },
  ]);
  const { id } = await stage.enrollments.asleep(customer.id);
  const [schedule] = await stage.clock.schedules(await stage.customers.keyOf(customer.id));
  const { scheduler } = stage.connection.clients;
  const GroupName = stage.connection.stackName;
  await scheduler.send(new DeleteScheduleCommand({ GroupName, Name: schedule?.name }));

  // Due, but not by five minutes: that a sweep leaves to the timer, which may be under way.
  await stage.clock.advance(2 * DAY + MINUTE);
  expect(await stage.runs.sweep()).toMatchObject({ status: "SUCCEEDED" });
  expect(wakesBySweep(id)).toHaveLength(0);

  await stage.clock.advance(5 * MINUTE);
  expect(await stage.runs.sweep()).toMatchObject({ status: "SUCCEEDED" });
  expect(wakesBySweep(id)).toHaveLength(1);
  await until("the mail after the wait", async () => stage.outbox(customer.email).length === 1);

  expect(await stage.enrollments.ended(customer.id)).toMatchObject({ id, ending: "completed" });
  expect(await stage.enrollments.closedRuns(id)).toMatchObject([{ status: "SUCCEEDED" }]);
  expect(stage.outbox(customer.email)).toHaveLength(1);
});

/** What the sweep put into the wake queue for an enrollment. */
function wakesBySweep(enrollment: string) {
  return stage
    .requests()
    .filter(({ function: by, action }) => by === "sweep" && action === "SendMessage")
    .filter(({ body }) => String(body["MessageBody"]).includes(enrollment));
}

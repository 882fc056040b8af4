import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDoctorCommand } from "../../../bin/commands/doctor.ts";
import { type Input, useAwsAccount } from "./aws-account.ts";
import * as given from "./healthy-account.ts";

const { account, asked } = useAwsAccount(given.healthyAccount);
const states: Input[] = [];
const alarms = ["Sojourn-MonitoringIntakeBacklog1", "Sojourn-MonitoringRunsFailed2"];

beforeEach(() => {
  states.length = 0;
  account["SetAlarmState"] = (input) => {
    states.push(input);
    return {};
  };
  account["ListStackResources"] = ({ StackName = "" }) =>
    `<StackResourceSummaries>${(StackName.endsWith("-observability") ? alarms : [])
      .map(
        (name) =>
          `<member><ResourceType>AWS::CloudWatch::Alarm</ResourceType><LogicalResourceId>L</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
      )
      .join("")}</StackResourceSummaries>`;
});
afterEach(() => {
  process.exitCode = undefined;
});

async function tryAlarm(...args: string[]) {
  let out = "";
  const take = (text: string) => {
    out += text;
  };
  const program = new Command("sojourn").exitOverride();
  addDoctorCommand(program, { out: take, error: take });
  await program.parseAsync(["doctor", "--stage", "prod", "--try-alarm", ...args], { from: "user" });
  return { code: Number(process.exitCode ?? 0), out };
}

const history = (HistorySummary: string, HistoryData = "{}") => ({
  AlarmHistoryItems: [
    { AlarmName: alarms[1], HistoryItemType: "Action", HistorySummary, HistoryData },
  ],
});

describe("doctor --try-alarm", () => {
  it("fires the alarm on failed runs, says who gets it, and puts it back", async () => {
    account["DescribeAlarmHistory"] = history("Successfully executed action arn:aws:sns:x");
    expect(await tryAlarm()).toEqual({
      code: 0,
      out: "Sojourn-MonitoringRunsFailed2 was fired as a drill, and CloudWatch published it. 1 confirmed get it now.\n",
    });
    expect(states.map(({ AlarmName, StateValue }) => [AlarmName, StateValue])).toEqual([
      [alarms[1], "ALARM"],
      [alarms[1], "OK"],
    ]);
    expect(states[0]?.["StateReason"]).toContain("drill");
  });

  it("fires the one that was named", async () => {
    account["DescribeAlarmHistory"] = history("Successfully executed action arn:aws:sns:x");
    await tryAlarm("IntakeBacklog");
    expect(states[0]?.["AlarmName"]).toBe(alarms[0]);
  });

  it("says so where the topic refuses CloudWatch, and puts the alarm back all the same", async () => {
    account["DescribeAlarmHistory"] = history(
      "Failed to execute action arn:aws:sns:x",
      JSON.stringify({ actionState: "Failed", error: "CloudWatch is not authorized to publish" }),
    );
    const { code, out } = await tryAlarm();
    expect(code).toBe(1);
    expect(out).toContain("nobody heard it: CloudWatch is not authorized to publish");
    expect(states.at(-1)?.["StateValue"]).toBe("OK");
  });

  it("says so where nobody is subscribed", async () => {
    account["DescribeAlarmHistory"] = history("Successfully executed action arn:aws:sns:x");
    account["GetTopicAttributes"] =
      `<Attributes><entry><key>SubscriptionsConfirmed</key><value>0</value></entry></Attributes>`;
    const { code, out } = await tryAlarm();
    expect(code).toBe(1);
    expect(out).toContain("Nobody gets it");
  });

  it("fires nothing where no alarm has the name, or there are no alarms", async () => {
    expect(await tryAlarm("Backlogg")).toMatchObject({
      code: 1,
      out: expect.stringContaining("No alarm of this stage has this in its name."),
    });
    account["ListStackResources"] = "<StackResourceSummaries></StackResourceSummaries>";
    expect((await tryAlarm()).out).toContain("There are no alarms");
    expect(states).toEqual([]);
    expect(asked).not.toContain("DescribeAlarmHistory");
  });
});

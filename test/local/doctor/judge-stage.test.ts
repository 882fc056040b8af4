import { describe, expect, it, test } from "vitest";
import { judgeDefinitions } from "../../../bin/doctor/judge-definitions.ts";
import { judgePauses } from "../../../bin/doctor/judge-pauses.ts";
import { judgeAlarms, judgeDeadLetters, judgeStack } from "../../../bin/doctor/judge-stack.ts";
import { judgeSecrets, judgeTables } from "../../../bin/doctor/judge-stores.ts";
import { profileJourneys } from "../../../bin/doctor/profile-journeys.ts";
import type { SecretState } from "../../../bin/doctor/read-secrets.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import { settings } from "../../core/given.ts";
import { published } from "../../functions/published.ts";
import { about, read, unread, verdictOn } from "./given.ts";

test.each([
  ["CREATE_COMPLETE", "ok"],
  ["UPDATE_COMPLETE", "ok"],
  ["UPDATE_ROLLBACK_COMPLETE", "warning"],
  ["UPDATE_IN_PROGRESS", "warning"],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "warning"],
  ["UPDATE_ROLLBACK_FAILED", "problem"],
  ["ROLLBACK_COMPLETE", "problem"],
  ["DELETE_FAILED", "problem"],
  ["DELETE_IN_PROGRESS", "problem"],
])("a stack in %s: %s", (status, verdict) => {
  expect(judgeStack(status)).toMatchObject({ verdict, found: status });
});

describe("alarms", () => {
  const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
  it.each([
    [{ topic, confirmed: 1, pending: 0 }, true, "ok: 1 confirmed"],
    [{ topic, confirmed: 0, pending: 0 }, true, "problem: nobody subscribed"],
    [{ topic, confirmed: 0, pending: 2 }, true, "problem: 2 not confirmed yet"],
    [{ topic, confirmed: 0, pending: 0 }, false, "warning: nobody subscribed"],
    [undefined, true, "problem: no alarms are deployed"],
    [undefined, false, "warning: no alarms are deployed"],
  ])("%j on prod %s", (alarms, prod, told) => {
    expect(verdictOn("Alarms", judgeAlarms(read(alarms), prod))).toBe(told);
  });

  it("are unknown where they can't be read", () => {
    expect(judgeAlarms(unread, true)[0]?.verdict).toBe("unknown");
  });
});

describe("dead letters", () => {
  it.each([
    [[0, 0], "ok: none in 2 queues"],
    [[0, 1], "problem: Queue1 1"],
    [[3, 1], "problem: Queue0 3, Queue1 1"],
  ])("%j", (counts, told) => {
    const queues = counts.map((messages, index) => ({ queue: `Queue${index}`, messages }));
    const findings = judgeDeadLetters(read(queues), "--stage prod");
    expect(verdictOn("Dead letters", findings)).toBe(told);
    expect(findings[0]?.mend).toContain("sojourn redrive --all --stage prod");
  });

  it("are unknown where they can't be read", () => {
    expect(judgeDeadLetters(unread, "")[0]?.verdict).toBe("unknown");
  });
});

describe("pauses", () => {
  const since = Date.parse("2026-11-01T09:00:00Z");
  const none = { rev: 1, journeys: {}, channels: {} };
  it.each([
    [none, ["ok: nothing paused"], "sojourn unpause"],
    [
      { ...none, all: { since } },
      ["warning: all since 2026-11-01T09:00:00Z"],
      "unpause --all --stage",
    ],
    [
      { ...none, journeys: { winback: { since, why: "typo" } } },
      ["warning: journey winback since 2026-11-01T09:00:00Z: typo"],
      "unpause --journey winback --stage prod",
    ],
    [
      { ...none, all: { since }, channels: { sms: { since } } },
      [
        "warning: all since 2026-11-01T09:00:00Z",
        "warning: channel sms since 2026-11-01T09:00:00Z",
      ],
      "unpause --all",
    ],
  ])("%j", (flags, told, mend) => {
    const findings = judgePauses(read(flags), "--stage prod");
    expect(findings.map(({ verdict, found }) => `${verdict}: ${found}`)).toEqual(told);
    expect(findings[0]?.mend).toContain(mend);
  });

  it("are unknown where they can't be read", () => {
    expect(judgePauses(unread, "")[0]?.verdict).toBe("unknown");
  });
});

describe("tables", () => {
  const good = {
    title: "customers" as const,
    name: "t",
    status: "ACTIVE",
    deletionProtection: true,
    pointInTimeRecovery: true,
    items: 0,
  };
  it.each([
    [{}, true, "ok: active, protected, recoverable"],
    [{ deletionProtection: false }, true, "problem: not protected from deletion"],
    [{ pointInTimeRecovery: false }, true, "problem: no point-in-time recovery"],
    [{ deletionProtection: false, pointInTimeRecovery: false }, false, "ok: active"],
    [{ status: "UPDATING" }, true, "warning: UPDATING"],
    [{ status: "ARCHIVED" }, false, "problem: ARCHIVED"],
  ])("%j on prod %s", (change, prod, told) => {
    const tables = [{ title: "customers", fact: read({ ...good, ...change }) }];
    expect(verdictOn("Table: customers", judgeTables(tables, prod))).toBe(told);
  });

  it("are unknown where they can't be read", () => {
    expect(judgeTables([{ title: "timeline", fact: unread }], false)[0]?.verdict).toBe("unknown");
  });
});

describe("secrets", () => {
  const secret = (state: SecretState) =>
    judgeSecrets([{ title: "opt-out key", field: "optOut", id: "arn:1", state: read(state) }]);
  it.each([
    [{ kind: "there", characters: 64 }, "ok: there, with its field", "list-secret-version-ids"],
    [{ kind: "there", characters: 32 }, "ok: there, with its field", "list-secret-version-ids"],
    [{ kind: "there", characters: 31 }, "warning: only 31 characters", "list-secret-version-ids"],
    [{ kind: "deleting" }, "problem: being deleted", "restore-secret --secret-id arn:1"],
    [{ kind: "missing" }, "problem: not there", "cdk deploy"],
    [{ kind: "not-granted" }, "problem: no function is told", "cdk deploy"],
    [{ kind: "no-json" }, "problem: no JSON object", "list-secret-version-ids"],
    [{ kind: "no-field" }, 'problem: no text "optOut"', "list-secret-version-ids"],
  ] as const)("%j", (state, told, mend) => {
    expect(verdictOn("Secret: opt-out key", secret(state))).toBe(told);
    expect(secret(state)[0]?.mend).toContain(mend);
  });

  it("are unknown where they can't be read", () => {
    const [finding] = judgeSecrets([{ title: "t", field: "f", id: "arn:1", state: unread }]);
    expect(finding?.verdict).toBe("unknown");
  });
});

describe("definitions", () => {
  const judge = (change: Partial<ReturnType<typeof published>>) => {
    const set = published({
      steps: [{ do: "send", id: "a", template: "hello", channels: ["email", "sms"] }],
    });
    const definitions = compileDefinitions({ ...set, ...change });
    return judgeDefinitions(read(definitions), profileJourneys(definitions, 0));
  };

  it("with a live journey and all that it sends by are good", () => {
    expect(judge({}).map(({ verdict, found }) => `${verdict}: ${found}`)).toEqual([
      "ok: live: welcome",
    ]);
  });

  it("lack what settings.json does not say and a live journey sends by", () => {
    const findings = judge({ settings: settings({ senders: undefined }) });
    const problems = findings.filter(({ verdict }) => verdict === "problem");
    expect(problems.map(({ found }) => found)).toEqual(["no senders.email", "no senders.sms"]);
  });

  it("without anything live are a warning", () => {
    expect(verdictOn("Definitions", judgeDefinitions(read(undefined), []))).toBe(
      "warning: nothing is published",
    );
    expect(verdictOn("Definitions", judge({ journeys: [] }))).toBe(
      "warning: no journey can be entered",
    );
  });

  it("are unknown where they can't be read", () => {
    expect(about("Definitions", judgeDefinitions(unread, [])).verdict).toBe("unknown");
  });
});

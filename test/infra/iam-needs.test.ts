import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SojournStack } from "../../lib/sojourn-stack.ts";
import { type FunctionName, functionNames } from "../../src/names.ts";
import { bundledOperations } from "./iam/bundled-operations.ts";
import { neededPermissions } from "./iam/needed-permissions.ts";
import { type ReachableCall, reachableCalls } from "./iam/reachable-calls.ts";
import { openSourceProgram, type SourceProgram } from "./iam/source-program.ts";
import { iamLedger, nameResources } from "./iam-ledger.ts";
import { buildApp, production } from "./synth.ts";

let program: SourceProgram;
const calls = new Map<FunctionName, readonly ReachableCall[]>();

beforeAll(() => {
  program = openSourceProgram();
  for (const name of functionNames) calls.set(name, reachableCalls(program, name));
});
afterAll(() => program.close());

/** What the roles of a stage may do, and what they need, each as `role | action | resource`. */
function compare(sojourn: SojournStack, address: string, reached = calls) {
  const template = Template.fromStack(sojourn);
  const lines = iamLedger(sojourn, template).trimEnd().split("\n");
  const granted = lines
    // What services and everyone may do is granted by the resource; a refusal needs nothing.
    .filter((line) => !/^(Service |everyone |\S+\.amazonaws\.com )|\| not /.test(line))
    .flatMap((line) => {
      const [who, actions = "", resource = ""] = line.split(" | ");
      const [named] = resource.split(" when ");
      return actions.split(" ").map((action) => `${who} | ${action} | ${named}`);
    });
  const readable = nameResources(sojourn);
  const { partition, region, account } = sojourn;
  const needed = neededPermissions({
    template,
    readable,
    callsOf: (name) => reached.get(name) ?? [],
    naming: {
      arnOf: (service, resource) =>
        readable(sojourn.resolve(`arn:${partition}:${service}:${region}:${account}:${resource}`)),
      sender: { address, domain: address.slice(address.indexOf("@") + 1) },
    },
  });
  return {
    missing: [...needed].filter((each) => !granted.includes(each)).toSorted(),
    superfluous: granted.filter((each) => !needed.has(each)).toSorted(),
  };
}

describe("every role may do what its code comes to, and nothing else", () => {
  test.each([
    ["in production", production],
    [
      "with push",
      { ...production, pushApplications: "arn:aws:sns:eu-central-1:123456789012:app/GCM/shop" },
    ],
    ["with a test clock", { testClock: "true" }],
    ["with tracing", { tracing: "true" }],
    ["where there is no SES", production, "cn-northwest-1"],
  ])("%s", (_name, context, region?: string) => {
    const { sender } = { sender: "hello@example.com", ...context };
    const { sojourn } = buildApp(context, region === undefined ? {} : { region });
    const found = compare(sojourn, sender);
    expect(found).toEqual({ missing: [], superfluous: [] });
  });

  test("a grant that nothing asks for is found", () => {
    const { sojourn } = buildApp(production);
    sojourn.store.grantScanCustomers(sojourn.optOut.page);
    expect(compare(sojourn, "hello@shop.test")).toEqual({
      missing: [],
      superfluous: ["OptOut/OptOutRole | dynamodb:Scan | CustomerStore/Customers"],
    });
  });

  test("a call that nothing grants is found, and so is one on a resource that is not named", () => {
    const environment = ["timelineTable"];
    const asked: ReachableCall = { service: "dynamodb", operation: "DeleteItem", environment };
    const reached = new Map(calls);
    for (const name of ["settle", "opt-out"] as const) {
      reached.set(name, [...(calls.get(name) ?? []), asked]);
    }
    const { sojourn } = buildApp(production);
    expect(compare(sojourn, "hello@shop.test", reached).missing).toEqual([
      "JourneyEngine/SettleRole | dynamodb:DeleteItem | CustomerStore/Timeline",
      "OptOut/OptOutRole | dynamodb:DeleteItem | what timelineTable would name, which opt-out is not told",
    ]);
  });
});

describe("what was found in the sources and what is in the bundles agree", async () => {
  const bundled = await bundledOperations();
  const reachedBy = (name: FunctionName) =>
    (calls.get(name) ?? [])
      // Of a signed request there is no operation of the SDK to be seen.
      .filter(({ signed }) => signed !== true)
      .map(({ service, operation }) => `${service} ${operation}`);

  test.each(functionNames)("%s is deployed with every operation that it comes to", (name) => {
    const there = bundled.get(name) ?? new Set();
    expect(there.size).toBeGreaterThan(0);
    expect(reachedBy(name).filter((each) => !there.has(each))).toEqual([]);
  });

  test.each(functionNames)("%s is deployed with no service that it never calls", (name) => {
    const servicesOf = (operations: Iterable<string>) =>
      new Set([...operations].map((each) => each.split(" ")[0]));
    expect(servicesOf(bundled.get(name) ?? [])).toEqual(servicesOf(reachedBy(name)));
  });

  test("no operation is deployed that nobody was found to come to", () => {
    const reached = new Set(functionNames.flatMap(reachedBy));
    const everywhere = new Set([...bundled.values()].flatMap((each) => [...each]));
    expect([...everywhere].filter((each) => !reached.has(each))).toEqual([
      // The SDK's own, for endpoint discovery, which nobody turns on.
      "dynamodb DescribeEndpoints",
    ]);
  });
});

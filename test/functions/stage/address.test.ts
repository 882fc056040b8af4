import { beforeEach, describe, expect, it } from "vitest";
import { addressKey } from "../../../src/core/customers/address-marks.ts";
import { keyedHash } from "../../../src/core/hash.ts";
import { useFakeStage } from "./fake-stage.ts";
import { runCli } from "./run-cli.ts";

const stageKey = "stage key";
const ann = { channel: "email", normal: "ann@example.com" } as const;
const bounced = Date.UTC(2026, 0, 5, 12);

const aws = useFakeStage();
/** Items by table and key, in DynamoDB's own form. */
let items: Map<string, Record<string, unknown>>;

beforeEach(() => {
  aws.stacks.set("sojourn-prod", {
    AddressesTable: "addresses",
    CatalogTable: "catalog",
    CustomersTable: "customers",
    TimelineTable: "timeline",
    CustomerKeyArn: "arn:key",
  });
  items = new Map();
  const nameOf = ({ TableName, Key, Item }: Readonly<Record<string, unknown>>) => {
    const { key } = (Key ?? Item) as { key?: { S: string } };
    return `${String(TableName)}/${key?.S}`;
  };
  aws.answers.set("GetSecretValue", () => ({
    SecretString: JSON.stringify({ customerKey: stageKey }),
  }));
  aws.answers.set("GetItem", (input) => {
    const Item = items.get(nameOf(input));
    return Item === undefined ? {} : { Item };
  });
  aws.answers.set("PutItem", (input) => {
    items.set(nameOf(input), input.Item as Record<string, unknown>);
    return {};
  });
  aws.answers.set("UpdateItem", () => ({}));
});

/** What is known against Ann's address on the stage. */
function mark(marks: Record<string, unknown>): void {
  const key = addressKey(stageKey, ann);
  items.set(`addresses/${key}`, { key: { S: key }, rev: { N: "1" }, ...marks });
}
const isBounced = { whole: { M: { bounced: { N: String(bounced) } } } };
const row = () => items.get(`addresses/${addressKey(stageKey, ann)}`);

const show = (to: string) => runCli("address", "show", "email", to, "--stage", "prod");
const allow = (to: string, ...more: string[]) =>
  runCli(
    "address",
    "allow",
    "email",
    to,
    "--reason",
    "mailbox is back",
    "--stage",
    "prod",
    ...more,
  );

describe("address show", () => {
  it("says that nothing is known", async () => {
    const { code, out } = await show("ann@example.com");
    expect({ code, out }).toEqual({
      code: 0,
      out: "Nothing is known against it in sojourn-prod.\n",
    });
  });

  it("tells each mark of the address, in any spelling, and what SES has", async () => {
    mark({
      ...isBounced,
      optOuts: { M: { care: { N: String(bounced + 1000) }, winback: { N: String(bounced) } } },
      grants: { M: { winback: { N: String(bounced + 2000) } } },
      softBounces: { L: [{ N: String(bounced - 1000) }] },
    });
    aws.suppressed.set("Ann@EXAMPLE.com", "BOUNCE");
    const { code, out } = await show("Ann@EXAMPLE.com");
    expect({ code, out: out.split("\n") }).toEqual({
      code: 0,
      out: [
        "2026-01-05T12:00:00Z  the email address does not exist: a message to it came back for good",
        "2026-01-05T12:00:01Z  its reader opted out of care",
        "2026-01-05T12:00:00Z  its reader opted out of winback (consented again 2026-01-05T12:00:02Z)",
        "2026-01-05T11:59:59Z  a message came back softly",
        "SES holds it back, too: BOUNCE",
        "",
      ],
    });
  });
});

describe("address allow", () => {
  it("lifts the mark here and in SES's list, and keeps the reason", async () => {
    mark(isBounced);
    aws.suppressed.set("ann@example.com", "BOUNCE");
    const { code, out } = await allow("Ann@Example.com");
    expect({ code, out }).toEqual({
      code: 0,
      out:
        "Removed from SES's suppression list.\n" +
        'Allowed in sojourn-prod: "bounced" is lifted.\n',
    });
    expect(aws.suppressed.size).toBe(0);
    expect(row()).toMatchObject({
      ...isBounced,
      allowed: { M: { at: { N: expect.any(String) }, reason: { S: "mailbox is back" } } },
    });
    expect((await show("ann@example.com")).out).toMatch(
      /came back for good \(allowed since\)\n.* an operator allowed it: mailbox is back\n$/,
    );
  });

  it("leaves opt-outs, and says so", async () => {
    mark({ optOuts: { M: { care: { N: String(bounced) } } } });
    const { code, out } = await allow("ann@example.com");
    expect(code).toBe(0);
    expect(out).toContain("Nothing stood against it in sojourn-prod; the reason is kept.");
    expect(out).toContain("Opt-outs stay as they are (care)");
  });

  it("asks SES first: where that is refused, the stage's own mark stands", async () => {
    mark(isBounced);
    await allow("ann@example.com");
    const operations = aws.calls.map(({ operation }) => operation);
    expect(operations.indexOf("DELETE suppressed destination")).toBeLessThan(
      operations.indexOf("PutItem"),
    );
  });

  it("asks SES nothing about what is no mail", async () => {
    await runCli("address", "allow", "sms", "+4915112345678", "--reason", "x", "--stage", "prod");
    expect(aws.calls.filter(({ operation }) => /suppressed/.test(operation))).toEqual([]);
  });

  it("takes the mark off the item of a customer that is named, and of no other address", async () => {
    const key = keyedHash(stageKey, "4711");
    const address = (to: string) => ({ M: { to: { S: to }, suppressed: { S: "Permanent" } } });
    const email = { L: [address("ann@EXAMPLE.com"), address("old@example.com")] };
    items.set(`customers/${key}`, {
      key: { S: key },
      id: { S: "4711" },
      rev: { N: "7" },
      addresses: { M: { email } },
    });
    const { code, out } = await allow("ann@example.com", "--customer", "4711");
    expect({ code, out: out.split("\n").at(-2) }).toEqual({
      code: 0,
      out: "Customer 4711 takes messages there again.",
    });
    const [update] = aws.calls.filter(({ operation }) => operation === "UpdateItem");
    expect(Object.values(update?.input.ExpressionAttributeValues ?? {})).toContainEqual({
      M: { email: { L: [{ M: { to: { S: "ann@EXAMPLE.com" } } }, address("old@example.com")] } },
    });
  });

  it("ends with 1 where a customer is not there or has no such address", async () => {
    const key = keyedHash(stageKey, "4711");
    items.set(`customers/${key}`, { key: { S: key }, id: { S: "4711" }, rev: { N: "7" } });
    expect(
      await allow("ann@example.com", "--customer", "4711", "--customer", "nobody"),
    ).toMatchObject({
      code: 1,
      error: "Customer 4711: has no such address.\nCustomer nobody: there is none.\n",
    });
  });

  it.each([
    ["no reason", ["email", "a@example.com"], "--reason"],
    ["an empty reason", ["email", "a@example.com", "--reason", " "], "1 to 200 characters"],
    ["a channel that is none", ["fax", "1", "--reason", "x"], "email, sms, push"],
  ])("refuses %s", async (_what, words, told) => {
    const { code, error } = await runCli("address", "allow", ...words, "--stage", "prod");
    expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(told) as string });
  });
});

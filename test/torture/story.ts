import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import type { Facts } from "./facts.ts";
import { currentHandling } from "./handling.ts";
import type { PortCall } from "./wrap-ports.ts";

/** Adds a line to the story; told only if somebody asks. */
export function tell(
  facts: Facts,
  at: Instant,
  key: CustomerKey | undefined,
  text: () => string,
): void {
  facts.story.push({ key: () => key, tell: () => `${formatInstant(at)}  ${text()}` });
}

const quiet = new Set([
  "customers.find",
  "catalog.definitions",
  "pauses.read",
  "keys.keyOf",
  "optOutLinks.linkFor",
  "turns.find",
  "messages.find",
  "events.find",
  "enrollments.find",
  "customers.page",
  "runs.anyUnderWay",
  "deadLetters.put",
]);

/** What a handler did at a port, as one line. */
export function tellCall(facts: Facts, at: Instant, call: PortCall, result: unknown): void {
  const name = `${call.port}.${call.method}`;
  if (quiet.has(name)) return;
  const kind = currentHandling()?.kind ?? "test";
  const before = name === "customers.commit" ? (call.args[0] as Customer) : undefined;
  const { seq } = facts;
  const text = () => {
    const said =
      before === undefined ? plain(call.args) : describeChange(before, call.args[1] as Customer);
    const outcome = result === undefined ? "" : ` → ${plain(result)}`;
    return `  ${kind}: ${name} ${seq + 1} ${said}${outcome}`;
  };
  facts.story.push({ key: () => keyOf(call.args), tell: () => `${formatInstant(at)}${text()}` });
}

/** A fault, and where it struck. */
export function tellMishap(facts: Facts, at: Instant, call: PortCall, mishap: string): void {
  const handling = currentHandling();
  const where = `${handling?.kind} ${plain(handling?.body)} at ${call.port}.${call.method}`;
  const key = () => keyOf([handling?.body, call.args]);
  facts.story.push({ key, tell: () => `${formatInstant(at)}  ⚡ ${mishap}: ${where}` });
}

/** Every id starts with its customer's key. */
function keyOf(args: readonly unknown[]): CustomerKey | undefined {
  return /[a-z2-7]{16}/.exec(JSON.stringify(args))?.[0];
}

function plain(value: unknown): string {
  return (JSON.stringify(value) ?? "")
    .replaceAll(/"(\w+)":/g, "$1:")
    .replaceAll(instants, (digits) => {
      return formatInstant(Number(digits));
    });
}

/** Epoch milliseconds of our century read as numbers of thirteen digits. */
const instants = /\b1[6-9]\d{11}\b/g;

function describeChange(before: Customer, after: Customer): string {
  const names = Object.keys(after) as (keyof Customer)[];
  const changed = names.filter(
    (name) => name !== "rev" && name !== "seen" && before[name] !== after[name],
  );
  return `r${before.rev}: ${changed.map((name) => `${name} ${plain(diff(before[name], after[name]))}`).join(" · ")}`;
}

/** The changed entries of a record; any other value whole. */
function diff(before: unknown, after: unknown): unknown {
  if (typeof after !== "object" || after === null || Array.isArray(after)) return after;
  const old = (before ?? {}) as Record<string, unknown>;
  const fresh = Object.entries(after).filter(([name, value]) => old[name] !== value);
  const gone = Object.keys(old).filter((name) => !(name in after));
  return { ...Object.fromEntries(fresh), ...(gone.length > 0 && { gone }) };
}

/** Longer lines say more than one can read. */
const widest = 500;

/**
 * The last lines about one customer, and of those only what was offered to the customer and what
 * names the enrollment or message that went wrong. A stretch that repeats itself, such as a wake
 * that fails again and again, is told once.
 */
export function readStory(facts: Facts, lines: number): string[] {
  const [violation] = facts.violations;
  const key = violation?.customer;
  const about = /[a-z2-7]{16}-([a-z2-7]{13})/.exec(violation?.text ?? "")?.[1] ?? "";
  const told: string[] = [];
  const recent = new Map<string, number>();
  for (const line of facts.story) {
    if (key !== undefined && (line.key() ?? key) !== key) continue;
    const text = line.tell();
    if (!text.includes(about) && !text.includes("Z  offered")) continue;
    const what = text
      .slice(text.indexOf("  "))
      .replaceAll(/\d{4}-\S+?Z/g, "")
      .slice(0, 100);
    const last = recent.get(what);
    recent.set(what, told.length);
    if (last === undefined || told.length - last > 5) told.push(text.slice(0, widest));
  }
  return told.slice(-lines);
}

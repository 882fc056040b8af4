import { type Channel, channels } from "../../src/core/channels/channels.ts";
import type { AddressMarks, AddressName } from "../../src/core/customers/address-marks.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Message } from "../../src/core/messages/message.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { LocalRuntime } from "../../src/local/runtime.ts";
import { type Facts, listIn, type ToldEvent } from "./facts.ts";
import { currentHandling } from "./handling.ts";
import { plainAddress } from "./judge-addresses.ts";
import { isTransactional } from "./plain-rules.ts";
import type { PortCall } from "./wrap-ports.ts";

function plainName(channel: Channel, to: string): string {
  return `${channel} ${plainAddress(channel, to)}`;
}

/** Where each invocation of deliver stood in the marks when it looked at an address. */
const looked = new WeakMap<object, Map<string, number>>();

/** Notes what was written to a row, and when a row was read. */
export function noteMarks({ marks }: Facts, { method, args }: PortCall): void {
  const { channel, normal } = args[0] as AddressName;
  const address = plainName(channel, normal);
  if (method === "note") {
    marks.push({ address, news: args[1] as AddressMarks });
    return;
  }
  const handling = currentHandling();
  if (handling === undefined) return;
  const places = looked.get(handling) ?? new Map<string, number>();
  looked.set(handling, places.set(address, marks.length));
}

/**
 * Nothing goes to an address against which a mark stood when its claim looked at the row; and no
 * claim goes without having looked.
 */
export function judgeSending(
  facts: Facts,
  call: PortCall,
  messageOf: (id: string) => Message | undefined,
): void {
  const { id, channel, to } = call.args[0] as RenderedMessage;
  const purpose = messageOf(id)?.purpose ?? "";
  const rev = currentHandling()?.rev;
  const set =
    (rev === undefined ? undefined : facts.sets.get(rev)) ?? [...facts.sets.values()].at(-1);
  const free = set !== undefined && isTransactional(set.settings, purpose);
  const address = plainName(channel, to);
  const say = (text: string) => {
    const customer = id.slice(0, 16);
    facts.violations.push({ invariant: "mark", customer, text: `message ${id} to ${to} ${text}` });
  };
  const handling = currentHandling();
  const place = handling && looked.get(handling)?.get(address);
  if (place === undefined) return say("went out without a look at its row");
  const known = facts.marks.slice(0, place).filter((one) => one.address === address);
  const barred = whyBarred(
    known.map(({ news }) => news),
    purpose,
    free,
  );
  if (barred !== undefined) say(`went out against ${barred}`);
}

/**
 * By the latest time of each kind, counted by brute force.
 * @param free of a transactional purpose, of which nobody opts out
 */
function whyBarred(
  news: readonly AddressMarks[],
  purpose: string,
  free: boolean,
): string | undefined {
  const latest = (times: readonly (number | undefined)[]) =>
    Math.max(Number.NEGATIVE_INFINITY, ...times.map((at) => at ?? Number.NEGATIVE_INFINITY));
  const marked = latest(news.flatMap(({ whole = {} }) => Object.values(whole)));
  if (marked > latest(news.map(({ allowed }) => allowed?.at))) return "a mark on the address";
  if (free) return undefined;
  const never = Number.NEGATIVE_INFINITY;
  const out = latest(news.map(({ optOuts }) => optOuts?.[purpose]));
  const back = latest(news.map(({ grants }) => grants?.[purpose]));
  if (out !== never && out >= back) return `an opt-out of ${purpose}`;
  // Of opt-outs of all but some, those that name this purpose do not count for it.
  const concerning = news.filter(({ spared = {} }) => !Object.hasOwn(spared, purpose));
  const outOfAll = latest(concerning.map(({ optOuts }) => optOuts?.["*"]));
  const lifted = Math.max(back, latest(news.map(({ grants }) => grants?.["*"])));
  if (outOfAll === never || outOfAll < lifted) return undefined;
  return "an opt-out of every purpose";
}

/**
 * A refusal in a preference centre stands in the rows of all addresses of its channel before the commit
 * that takes it in.
 */
export function judgeMarkFirst(facts: Facts, event: ToldEvent, after: Customer): void {
  for (const [scope, { given, source }] of Object.entries(event.profile?.consents ?? {})) {
    if (given || source !== "preference-center") continue;
    const [name, purpose = ""] = scope.split(":");
    const channel = channels.find((one) => one === name) ?? "email";
    for (const { to } of after.addresses[channel] ?? []) {
      const address = plainName(channel, to);
      const isMarked = facts.marks.some(
        (one) => one.address === address && one.news.optOuts?.[purpose] !== undefined,
      );
      if (isMarked) continue;
      const text = `${event.id} refuses ${scope}, and ${to} bore no mark at the commit`;
      facts.violations.push({ invariant: "mark", customer: after.key, text });
    }
  }
}

interface AtRest {
  readonly facts: Facts;
  readonly runtime: Pick<LocalRuntime, "timeline">;
}

/** At rest every opt-out and every complaint that was taken in stands in its address's row. */
export function judgeMarksAtRest({ facts, runtime }: AtRest): void {
  const say = (customer: string, text: string) =>
    facts.violations.push({ invariant: "mark", customer, text });
  const newsOf = (channel: Channel, to: string) =>
    facts.marks.filter(({ address }) => address === plainName(channel, to));
  for (const key of facts.items.keys()) {
    for (const { event } of listIn(facts.accepted, key)) {
      if (event.type !== "customer.opted-out") continue;
      const { message: id, channel, purpose } = event.properties;
      const message = runtime.timeline.kept.messages.get(String(id));
      if (message?.to === undefined || message.channel !== channel) continue;
      const kept = newsOf(message.channel, message.to);
      if (kept.some(({ news }) => news.optOuts?.[String(purpose)] !== undefined)) continue;
      say(key, `the opt-out ${event.id} marked nothing`);
    }
  }
  for (const { id, channel, to, reports } of runtime.timeline.kept.messages.values()) {
    if (reports?.complained === undefined || to === undefined) continue;
    const kept = newsOf(channel, to);
    if (kept.some(({ news }) => news.whole?.complained !== undefined)) continue;
    say(id.slice(0, 16), `the complaint about ${id} marked nothing`);
  }
}

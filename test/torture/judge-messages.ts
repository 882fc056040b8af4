import type { Channel } from "../../src/core/channels/channels.ts";
import type { Message } from "../../src/core/messages/message.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { type Facts, listIn, type ProviderCall, personOf } from "./facts.ts";
import { plainAddress, wasSaid } from "./judge-addresses.ts";
import type { World } from "./world.ts";

const final: readonly string[] = ["sent", "failed", "suppressed", "dropped", "unknown"];

/**
 * No message is sent twice, none is lost unaccounted (I5): at rest each is in one final state, and
 * that state agrees with what the providers were asked.
 */
export function judgeMessages(world: World): void {
  const { facts, runtime } = world;
  for (const message of runtime.timeline.kept.messages.values()) {
    const say = (text: string) => {
      const customer = message.id.slice(0, 16);
      facts.violations.push({ invariant: "I5", customer, text: `message ${message.id} ${text}` });
    };
    const calls = listIn(facts.calls, message.id);
    judgeState(message, calls, say);
    judgeCalls(world, message, calls, say);
  }
  for (const id of facts.calls.keys()) {
    if (runtime.timeline.kept.messages.has(id)) continue;
    facts.violations.push({
      invariant: "I5",
      customer: id.slice(0, 16),
      text: `unknown sent: ${id}`,
    });
  }
}

function judgeState(message: Message, calls: readonly ProviderCall[], say: (text: string) => void) {
  const { state, reports = {} } = message;
  const asked = calls.some(({ answer }) => !isUnsent(answer));
  if (!final.includes(state)) say(`is left ${state}`);
  const answers = new Set(calls.map(({ answer }) => answer));
  if (state === "sent" && !answers.has("accepted") && !answers.has("unclear")) {
    say("is sent, but no provider took it");
  }
  if (state === "failed" && !answers.has("refused") && reports.bounced === undefined) {
    say("is failed, but nobody refused it");
  }
  if ((state === "suppressed" || state === "dropped") && asked) say(`is ${state}, but was called`);
  if (state === "dropped" || state === "suppressed") {
    if (message.reason === undefined) say(`is ${state} without a reason`);
  }
}

/** Whether an address is one of a list; a domain is sent in small letters. */
function isAmong(addresses: readonly string[], channel: Channel, to: string): boolean {
  const plain = plainAddress(channel, to);
  return addresses.some((one) => plainAddress(channel, one) === plain);
}

/** The provider certainly did not take it, and said nothing of the message. */
function isUnsent(answer: ProviderCall["answer"]): boolean {
  return answer === "busy" || answer === "denied";
}

/** After anything else the provider may have it: never again. And only what was claimed. */
function judgeCalls(
  { facts }: World,
  { id }: Message,
  calls: readonly ProviderCall[],
  say: (text: string) => void,
): void {
  const done = calls.findIndex(({ answer }) => !isUnsent(answer));
  if (done !== -1 && done < calls.length - 1) {
    say(`was given to its provider again: ${calls.map(({ answer }) => answer).join(", ")}`);
  }
  const who = personOf(facts, id.slice(0, 16));
  const claims = listIn(facts.claims, who).filter(({ message }) => message === id);
  for (const { to, at } of calls) {
    const claim = claims.findLast((one) => one.at <= at);
    if (claim === undefined) say("was given to its provider without a claim");
    else if (
      !isAmong(claim.addresses, claim.channel, to) &&
      !isOfWhoItBecame(facts, id, claim.at, to)
    )
      say(`went to ${to}, which the claim did not find good`);
  }
}

/** Claimed before its customer was joined into another and called after: it goes to that one. */
function isOfWhoItBecame(facts: Facts, id: string, claimed: Instant, to: string): boolean {
  const joined = facts.joins.get(id.slice(0, 16));
  if (joined === undefined || claimed > joined.at) return false;
  return wasSaid(facts, joined.into, to);
}

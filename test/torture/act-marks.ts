import { channels } from "../../src/core/channels/channels.ts";
import type { Profile } from "../../src/core/events/event.ts";
import type { ToldEvent } from "./facts.ts";
import { tell } from "./story.ts";
import { nextId, tellEvent } from "./tell-events.ts";
import { purposes } from "./vocabulary.ts";
import type { World } from "./world.ts";

/** Somebody follows the opt-out link of a message that went out; now and then of one unknown. */
export function optOut(world: World): void {
  const { random, facts, runtime } = world;
  const sent = [...facts.calls.keys()].slice(-20);
  if (sent.length === 0) return;
  const id = random.pick(sent);
  const message = runtime.timeline.kept.messages.get(id);
  const customer = facts.items.get(id.slice(0, 16))?.id;
  if (message === undefined || customer === undefined) return;
  const { channel, purpose } = message;
  const scope = `${channel}:${purpose}`;
  tellEvent(world, {
    id: nextId(world),
    type: "customer.opted-out",
    customer,
    at: world.now(),
    properties: { message: random.chance(0.9) ? id : "gone", channel, purpose },
    profile: { consents: { [scope]: { given: false, source: "opt-out link" } } },
    meant: [{ channel, purpose, given: false }],
  });
}

/** Somebody consents again in a preference centre, or refuses there: one purpose, all, or all but one. */
export function choosePreferences(world: World): void {
  const { random, facts } = world;
  const customer = random.pick([...facts.items.values()].map(({ id }) => id));
  const channel = random.pick(channels);
  const purpose = random.pick(purposes);
  const proof = { source: "preference-center", text: "v1" };
  const grant = { given: true, ...proof };
  const refusal = { given: false, ...proof };
  const say = (purposes: Readonly<Record<string, object>>, meant: ToldEvent["meant"]) =>
    tellEvent(world, {
      id: nextId(world),
      type: "login",
      customer,
      at: world.now(),
      properties: {},
      profile: {
        consents: Object.fromEntries(
          Object.entries(purposes).map(([one, word]) => [`${channel}:${one}`, word]),
        ) as NonNullable<Profile["consents"]>,
      },
      meant,
    });
  const kind = random.weighted({ again: 5, one: 1, all: 1, allButOne: 1 });
  switch (kind) {
    case "again":
      return say({ [purpose]: grant }, [{ channel, purpose, given: true }]);
    case "one":
      return say({ [purpose]: refusal }, [{ channel, purpose, given: false }]);
    case "all":
      return say({ "*": refusal }, [{ channel, purpose: "*", given: false }]);
    case "allButOne":
      return say({ "*": refusal, [purpose]: grant }, [
        { channel, purpose: "*", given: false, except: [purpose] },
        { channel, purpose, given: true },
      ]);
  }
}

/** An operator allows an address again. */
export async function allowAddress(world: World): Promise<void> {
  const { random, facts, runtime } = world;
  if (facts.marks.length === 0) return;
  const { address } = random.pick(facts.marks);
  const [name, normal = ""] = address.split(" ");
  const channel = channels.find((one) => one === name) ?? "email";
  const news = { allowed: { at: world.now(), reason: "said the test" } };
  await runtime.addresses.note({ channel, normal }, news);
  facts.marks.push({ address, news });
  tell(facts, world.now(), undefined, () => `allowed ${address}`);
}

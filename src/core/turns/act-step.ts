import type { AttributeValue } from "../customers/customer.ts";
import type { StepValue } from "../definitions/step.ts";
import { addTags } from "../events/apply-profile.ts";
import { depthOfEffects } from "../events/depth.ts";
import type { Properties } from "../events/event.ts";
import { hashId } from "../hash.ts";
import { addDuration } from "../time/duration.ts";
import type { EmitNode, Node, OfferNode, TaskNode, UpdateNode } from "./program.ts";
import { type Outcome, type Turn, visitOf } from "./turn.ts";

/** Steps that act at once: they change the customer or leave an effect, and go on. */
export function actStep(turn: Turn, node: UpdateNode | EmitNode | TaskNode | OfferNode): Outcome {
  switch (node.kind) {
    case "update":
      update(turn, node);
      break;
    case "emit":
      emit(turn, node);
      break;
    case "task":
      openTask(turn, node);
      break;
    case "offer":
      issueOffer(turn, node);
      break;
  }
  return { kind: "go", to: node.next };
}

/** `<customerKey>-<hash(enrollment, step, visit)>`: the same on every retry. */
export function effectId(turn: Turn, node: Node): string {
  return `${turn.customer.key}-${hashId(turn.enrollment.id, node.path, visitOf(turn, node))}`;
}

function valueOf(turn: Turn, value: StepValue): AttributeValue | undefined {
  return typeof value === "object" ? turn.trigger?.[value.from] : value;
}

function update(turn: Turn, node: UpdateNode): void {
  const { set = {}, unset = [], addTags: added = [], removeTags = [] } = node.step;
  const attributes: Record<string, AttributeValue> = { ...turn.customer.attributes };
  for (const [name, wanted] of Object.entries(set)) {
    const value = valueOf(turn, wanted);
    if (value !== undefined) attributes[name] = value;
  }
  for (const name of unset) delete attributes[name];
  const kept = turn.customer.tags.filter((tag) => !removeTags.includes(tag));
  turn.customer = { ...turn.customer, attributes, tags: addTags(kept, added) };
  const what = [
    ...Object.keys(set).map((name) => `set ${name}`),
    ...unset.map((name) => `unset ${name}`),
    ...added.map((tag) => `tagged ${tag}`),
    ...removeTags.map((tag) => `untagged ${tag}`),
  ].join(", ");
  turn.decisions.push({ step: node.path, kind: "updated", what });
}

function emit(turn: Turn, node: EmitNode): void {
  const properties: Record<string, Properties[string]> = {};
  for (const [name, wanted] of Object.entries(node.step.properties ?? {})) {
    const value = valueOf(turn, wanted);
    if (value !== undefined) properties[name] = value;
  }
  const { event } = node.step;
  turn.effects.push({
    kind: "emit",
    event: {
      id: effectId(turn, node),
      type: event,
      customer: turn.customer.id,
      at: turn.now,
      properties: { ...properties, journey: turn.journey.name, step: node.id },
      depth: depthOfEffects(turn.enrollment.cause, turn.now),
    },
  });
  turn.decisions.push({ step: node.path, kind: "emitted", event });
}

function openTask(turn: Turn, node: TaskNode): void {
  const { team, note } = node.step;
  const due = addDuration(turn.now, node.due, turn.definitions.settings.zone);
  turn.effects.push({
    kind: "open-task",
    task: {
      id: effectId(turn, node),
      enrollment: turn.enrollment.id,
      journey: turn.journey.name,
      step: node.id,
      customer: turn.customer.id,
      team,
      note,
      opened: turn.now,
      due,
    },
  });
  turn.decisions.push({ step: node.path, kind: "opened-task", team, due });
}

function issueOffer(turn: Turn, node: OfferNode): void {
  const { offer, value } = node.step;
  const id = effectId(turn, node);
  // 10 base32 characters, 50 bits: not guessable, short enough to type.
  const code = hashId("offer-code", id).slice(0, 10).toUpperCase();
  const zone = turn.customer.zone ?? turn.definitions.settings.zone;
  const expires = addDuration(turn.now, node.expires, zone);
  const worth = value === undefined ? {} : { value };
  turn.effects.push({
    kind: "issue-offer",
    offer: {
      id,
      enrollment: turn.enrollment.id,
      journey: turn.journey.name,
      step: node.id,
      customer: turn.customer.id,
      offer,
      code,
      ...worth,
      issued: turn.now,
      expires,
    },
  });
  turn.enrollment = {
    ...turn.enrollment,
    offers: { ...turn.enrollment.offers, [node.id]: { offer, code, expires, ...worth } },
  };
  turn.decisions.push({ step: node.path, kind: "issued", offer, code });
}

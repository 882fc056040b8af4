import * as z from "zod";
import { channels } from "../channels/channels.ts";
import { anyKey, condition, where } from "./condition.ts";
import {
  channel,
  duration,
  eventType,
  fieldName,
  name,
  offset,
  scalar,
  share,
  timeOfDay,
} from "./words.ts";

/**
 * Steps are a tree, not a graph (DESIGN §4): a list whose branches nest and rejoin, so no dangling
 * pointer, unreachable step or endless loop can be written.
 */

/** A value, or a figure taken from the event that started the enrollment: `{ "from": "orderId" }`. */
const value = z.union([scalar, z.strictObject({ from: fieldName })]);
export type StepValue = z.infer<typeof value>;

const send = z
  .strictObject({
    do: z.literal("send"),
    id: name,
    template: name,
    channels: z
      .array(channel)
      .min(1)
      .max(channels.length)
      .describe("Ordered: the first that is reachable and consented wins."),
    purpose: name.optional(),
    expires: duration
      .optional()
      .describe(
        "How long it may go out. A channel whose hours open only later is passed over; what is not claimed by then is dropped with the reason. Default 3d, which passes over none.",
      ),
    afterExit: z
      .enum(["send", "suppress"])
      .optional()
      .describe('"send": goes out though the enrollment has exited (declared order updates).'),
    anyTime: z
      .boolean()
      .optional()
      .describe("Goes on at once outside the send window; only a transactional purpose may."),
  })
  .describe("Sends a message by the first of its channels that is reachable and consented.");

const untilDate = z.strictObject({
  attribute: fieldName,
  offset: offset.optional(),
  at: timeOfDay.optional(),
  yearly: z.boolean().optional(),
});

const wait = z
  .strictObject({
    do: z.literal("wait"),
    id: name.optional(),
    for: duration.optional(),
    until: z
      .union([z.literal("send-window"), timeOfDay, untilDate])
      .optional()
      .describe(
        'A local time, "send-window", or an attribute\'s date with an offset. A time or date is the ' +
          "next one after the wait begins: one that begins at 09:00 waits for tomorrow's.",
      ),
    otherwise: z
      .enum(["next", "exit"])
      .optional()
      .describe(
        "What to do when the date is missing, or is not after the wait begins. Default next.",
      ),
  })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), {
    message: 'write either "for" (a duration) or "until" (a time, "send-window" or a date)',
  })
  .describe("Waits for a length of time, or until a time, a date or the send window.");

const update = z
  .strictObject({
    do: z.literal("update"),
    id: name.optional(),
    set: z.record(fieldName, value).optional(),
    unset: z.array(fieldName).min(1).optional(),
    addTags: z.array(name).min(1).optional(),
    removeTags: z.array(name).min(1).optional(),
  })
  .refine((step) => step.set ?? step.unset ?? step.addTags ?? step.removeTags, {
    message: "write at least one of: set, unset, addTags, removeTags",
  })
  .describe("Sets and unsets attributes, adds and removes tags.");

const emit = z
  .strictObject({
    do: z.literal("emit"),
    id: name,
    event: eventType,
    properties: z.record(fieldName, value).optional(),
  })
  .describe("Puts an event on the bus.");

const task = z
  .strictObject({
    do: z.literal("task"),
    id: name,
    team: name,
    note: z.string().min(1).max(500),
    due: duration,
  })
  .describe("Opens a follow-up for a person.");

const offer = z
  .strictObject({
    do: z.literal("offer"),
    id: name,
    offer: name.describe("What the shop calls this offer, such as 150-off-20."),
    value: z.number().min(0).optional(),
    expires: duration,
  })
  .describe("Issues a coupon; later messages may print its code.");

const exit = z
  .strictObject({
    do: z.literal("exit"),
    id: name.optional(),
    reason: z.string().max(200).optional(),
  })
  .describe("Ends the journey for this customer.");

type Leaf =
  | z.infer<typeof send>
  | z.infer<typeof wait>
  | z.infer<typeof update>
  | z.infer<typeof emit>
  | z.infer<typeof task>
  | z.infer<typeof offer>
  | z.infer<typeof exit>;

type Condition = z.infer<typeof condition>;
type Where = z.infer<typeof where>;
export type SendStep = z.infer<typeof send>;
export type WaitStep = z.infer<typeof wait>;
export type UpdateStep = z.infer<typeof update>;
export type EmitStep = z.infer<typeof emit>;
export type TaskStep = z.infer<typeof task>;
export type OfferStep = z.infer<typeof offer>;
export type ExitStep = z.infer<typeof exit>;
export interface WaitForStep {
  do: "waitFor";
  id: string;
  event: string;
  where?: Where | undefined;
  anyKey?: boolean | undefined;
  since?: "entry" | undefined;
  atMost: string;
  then?: Step[] | undefined;
  else?: Step[] | undefined;
}
export interface BranchStep {
  do: "branch";
  id: string;
  cases: { id?: string | undefined; when: Condition; steps: Step[] }[];
  else?: Step[] | undefined;
}
export interface SplitStep {
  do: "split";
  id: string;
  arms: { id: string; weight: number; steps: Step[] }[];
  holdout?: string | undefined;
}
export interface RepeatStep {
  do: "repeat";
  id: string;
  times: number;
  until?: Condition | undefined;
  steps: Step[];
}
export type Step = Leaf | WaitForStep | BranchStep | SplitStep | RepeatStep;

/** Every `do`, for "nearest valid word" messages. */
export const stepKinds = [
  "send",
  "wait",
  "waitFor",
  "branch",
  "split",
  "update",
  "emit",
  "task",
  "offer",
  "exit",
  "repeat",
] as const;

const steps: z.ZodType<Step[]> = z.lazy(() => z.array(step).max(100));

const waitFor = z
  .strictObject({
    do: z.literal("waitFor"),
    id: name,
    event: eventType,
    where: where.optional(),
    anyKey: anyKey.optional(),
    since: z
      .literal("entry")
      .optional()
      .describe(
        "An event since the one that started the run counts, too. Default: the wait of the first turn looks back so far, a later one only from its own beginning on.",
      ),
    atMost: duration,
    // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
    then: steps.optional(),
    else: steps.optional(),
  })
  .describe("Waits for an event, at most so long: then one way or the other.");

const branch = z
  .strictObject({
    do: z.literal("branch"),
    id: name,
    cases: z
      .array(z.strictObject({ id: name.optional(), when: condition, steps }))
      .min(1)
      .max(20),
    else: steps.optional(),
  })
  .describe("Goes the way of the first case that holds.");

const split = z
  .strictObject({
    do: z.literal("split"),
    id: name,
    arms: z
      .array(z.strictObject({ id: name, weight: z.number().positive().max(1e6), steps }))
      .min(1)
      .max(20),
    holdout: share
      .optional()
      .describe("This share gets none of the arms and goes on after the split."),
  })
  .describe("Divides customers by weight; each stays on their side.");

const repeat = z
  .strictObject({
    do: z.literal("repeat"),
    id: name,
    // 50 keeps an execution's history far below its 25,000 events.
    times: z.number().int().min(1).max(50).describe("At most so many passes."),
    until: condition.optional(),
    steps,
  })
  .describe("Does its steps again, until a condition holds or so many times.");

export const step: z.ZodType<Step> = z
  .lazy(() =>
    z.discriminatedUnion("do", [
      send,
      wait,
      waitFor,
      branch,
      split,
      update,
      emit,
      task,
      offer,
      exit,
      repeat,
    ]),
  )
  .meta({ id: "step" });

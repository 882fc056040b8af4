import * as z from "zod";
import { condition, where } from "./condition.ts";
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

const send = z.strictObject({
  do: z.literal("send"),
  id: name,
  template: name,
  /** Ordered: the first that is reachable and consented wins. */
  channels: z.array(channel).min(1).max(3),
  purpose: name.optional(),
  /** Not claimed by then: dropped with the reason. Default 3d. */
  expires: duration.optional(),
  /** "send": goes out though the enrollment has exited (declared order updates). */
  afterExit: z.enum(["send", "suppress"]).optional(),
  /** Goes on at once outside the send window; only a transactional purpose may. */
  anyTime: z.boolean().optional(),
});

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
    /** A local time, "send-window", or an attribute's date with an offset. */
    until: z.union([z.literal("send-window"), timeOfDay, untilDate]).optional(),
    /** What to do when the date is missing or already past. Default next. */
    otherwise: z.enum(["next", "exit"]).optional(),
  })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), {
    message: 'write either "for" (a duration) or "until" (a time, "send-window" or a date)',
  });

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
  });

const emit = z.strictObject({
  do: z.literal("emit"),
  id: name,
  event: eventType,
  properties: z.record(fieldName, value).optional(),
});

const task = z.strictObject({
  do: z.literal("task"),
  id: name,
  team: name,
  note: z.string().min(1).max(500),
  due: duration,
});

const offer = z.strictObject({
  do: z.literal("offer"),
  id: name,
  /** What the shop calls this offer, such as 150-off-20. */
  offer: name,
  value: z.number().min(0).optional(),
  expires: duration,
});

const exit = z.strictObject({
  do: z.literal("exit"),
  id: name.optional(),
  reason: z.string().max(200).optional(),
});

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

const waitFor = z.strictObject({
  do: z.literal("waitFor"),
  id: name,
  event: eventType,
  where: where.optional(),
  atMost: duration,
  // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
  then: steps.optional(),
  else: steps.optional(),
});

const branch = z.strictObject({
  do: z.literal("branch"),
  id: name,
  cases: z
    .array(z.strictObject({ id: name.optional(), when: condition, steps }))
    .min(1)
    .max(20),
  else: steps.optional(),
});

const split = z.strictObject({
  do: z.literal("split"),
  id: name,
  arms: z
    .array(z.strictObject({ id: name, weight: z.number().positive().max(1e6), steps }))
    .min(1)
    .max(20),
  /** This share gets none of the arms and goes on after the split. */
  holdout: share.optional(),
});

const repeat = z.strictObject({
  do: z.literal("repeat"),
  id: name,
  /** At most so many passes; 50 keeps an execution's history far below its 25,000 events. */
  times: z.number().int().min(1).max(50),
  until: condition.optional(),
  steps,
});

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

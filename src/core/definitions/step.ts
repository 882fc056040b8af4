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
const value = z.union([
  scalar,
  z.strictObject({
    from: fieldName.meta({
      description: "A property of the event that started the run.",
      examples: ["orderId"],
    }),
  }),
]);
export type StepValue = z.infer<typeof value>;

const id = name.meta({
  description:
    "What reports and conditions call this step; it is kept when the text around changes.",
  examples: ["first-mail"],
});
const stepTags = z.array(name).min(1).optional();

const send = z
  .strictObject({
    do: z.literal("send").describe("Sends a message."),
    id,
    template: name.meta({ description: "A folder of templates/.", examples: ["winback-offer"] }),
    channels: z
      .array(channel)
      .min(1)
      .max(channels.length)
      .meta({
        description: "Ordered: the first that is reachable and consented wins.",
        examples: [["push", "sms", "email"]],
      }),
    purpose: name.optional().meta({
      description: "Why this message is written, where it is not the journey's purpose.",
      examples: ["order-update"],
    }),
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
  attribute: fieldName.meta({
    description: "A date of the customer.",
    examples: ["contractEnd"],
  }),
  offset: offset.optional().describe("Before or after the date. Default: on the day."),
  at: timeOfDay.optional().describe("Local time of the customer. Default 09:00."),
  yearly: z.boolean().optional().describe("The day of each year, such as a birthday."),
});

const wait = z
  .strictObject({
    do: z.literal("wait").describe("Waits."),
    id: id.optional(),
    for: duration.optional().describe("So long."),
    until: z
      .union([z.literal("send-window"), timeOfDay, untilDate])
      .optional()
      .meta({
        description:
          'A local time, "send-window", or an attribute\'s date with an offset. A time or date is the ' +
          "next one after the wait begins: one that begins at 09:00 waits for tomorrow's.",
        examples: ["19:30", "send-window", { attribute: "contractEnd", offset: "-7d" }],
      }),
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
    do: z.literal("update").describe("Changes the customer."),
    id: id.optional(),
    set: z
      .record(fieldName, value)
      .optional()
      .meta({
        description: "Attributes and their values.",
        examples: [{ level: "gold", lastOrder: { from: "orderId" } }],
      }),
    unset: z
      .array(fieldName)
      .min(1)
      .optional()
      .meta({ description: "Attributes that are taken away.", examples: [["trialEnd"]] }),
    addTags: stepTags.meta({ description: "Tags that are added.", examples: [["vip"]] }),
    removeTags: stepTags.meta({ description: "Tags that are taken away.", examples: [["new"]] }),
  })
  .refine((step) => step.set ?? step.unset ?? step.addTags ?? step.removeTags, {
    message: "write at least one of: set, unset, addTags, removeTags",
  })
  .describe("Sets and unsets attributes, adds and removes tags.");

const emit = z
  .strictObject({
    do: z.literal("emit").describe("Puts an event on the bus."),
    id,
    event: eventType.describe("The event's type."),
    properties: z
      .record(fieldName, value)
      .optional()
      .meta({
        description:
          "What the event says: values, or properties of the event that started the run.",
        examples: [{ level: "gold", order: { from: "orderId" } }],
      }),
  })
  .describe("Puts an event on the bus.");

const task = z
  .strictObject({
    do: z.literal("task").describe("Opens a follow-up for a person."),
    id,
    team: name.meta({ description: "Who is to do it.", examples: ["service"] }),
    note: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: "What is to be done.", examples: ["Call the customer."] }),
    due: duration.describe("So long there is for it."),
  })
  .describe("Opens a follow-up for a person.");

const offer = z
  .strictObject({
    do: z.literal("offer").describe("Issues a coupon."),
    id,
    offer: name.meta({
      description: "What the shop calls this offer, such as 150-off-20.",
      examples: ["150-off-20"],
    }),
    value: z
      .number()
      .min(0)
      .optional()
      .meta({ description: "What it is worth, in the shop's currency.", examples: [20] }),
    expires: duration.describe("So long it can be redeemed."),
  })
  .describe("Issues a coupon; later messages may print its code.");

const exit = z
  .strictObject({
    do: z.literal("exit").describe("Ends the journey."),
    id: id.optional(),
    reason: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "Why, for reports.", examples: ["has ordered"] }),
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

const someSteps = [{ do: "send", id: "mail", template: "winback-offer", channels: ["email"] }];
const steps: z.ZodType<Step[]> = z
  .lazy(() => z.array(step).max(100))
  .meta({ id: "steps", description: "What happens on this way.", examples: [someSteps] });

const way = name.meta({ description: "What reports call this way.", examples: ["gold"] });

const waitFor = z
  .strictObject({
    do: z.literal("waitFor").describe("Waits for an event."),
    id,
    event: eventType.describe("The event that is waited for."),
    where: where.optional(),
    anyKey: anyKey.optional(),
    since: z
      .literal("entry")
      .optional()
      .describe(
        "An event since the one that started the run counts, too. Default: the wait of the first turn looks back so far, a later one only from its own beginning on.",
      ),
    atMost: duration.describe("How long at most."),
    // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
    then: steps.optional().describe("Where the event came."),
    else: steps.optional().describe("Where it did not come in time."),
  })
  .describe("Waits for an event, at most so long: then one way or the other.");

const branch = z
  .strictObject({
    do: z.literal("branch").describe("Chooses by conditions."),
    id,
    cases: z
      .array(
        z.strictObject({
          id: way.optional(),
          when: condition.meta({
            description: "When this way is gone.",
            examples: [{ event: "order.placed", since: "entry" }],
          }),
          steps,
        }),
      )
      .min(1)
      .max(20)
      .meta({
        description: "In order: the first whose condition holds is gone.",
        examples: [[{ id: "gold", when: { attribute: "level", is: "gold" }, steps: someSteps }]],
      }),
    else: steps.optional().describe("Where no case holds."),
  })
  .describe("Goes the way of the first case that holds.");

const split = z
  .strictObject({
    do: z.literal("split").describe("Divides customers."),
    id,
    arms: z
      .array(
        z.strictObject({
          id: way,
          weight: z
            .number()
            .positive()
            .max(1e6)
            .meta({ description: "Its share of all weights.", examples: [50] }),
          steps,
        }),
      )
      .min(1)
      .max(20)
      .meta({
        description: "The sides that customers are divided into.",
        examples: [[{ id: "discount", weight: 50, steps: someSteps }]],
      }),
    holdout: share
      .optional()
      .describe("This share gets none of the arms and goes on after the split."),
  })
  .describe("Divides customers by weight; each stays on their side.");

const repeat = z
  .strictObject({
    do: z.literal("repeat").describe("Does its steps again."),
    id,
    // 50 keeps an execution's history far below its 25,000 events.
    times: z
      .number()
      .int()
      .min(1)
      .max(50)
      .meta({
        description: "At most so many passes.",
        examples: [3],
      }),
    until: condition.optional().meta({
      description: "Looked at after each pass; where it holds, no other pass follows.",
      examples: [{ event: "order.placed", since: "entry" }],
    }),
    steps,
  })
  .describe("Does its steps again, until a condition holds or so many times.");

export const step: z.ZodType<Step> = z
  .discriminatedUnion("do", [
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
  ])
  .meta({ id: "step", description: 'One step; "do" says what it does.', examples: someSteps });

import {
  type ChannelWithSender,
  channelsWithSender,
  needsSender,
} from "../channels/needs-sender.ts";
import type { Journey } from "../definitions/journey.ts";
import type { Settings } from "../definitions/settings.ts";
import type { SendStep } from "../definitions/step.ts";
import { checkCircles } from "./check-circles.ts";
import { checkOfferUse } from "./check-offer-use.ts";
import { checkQuietSends } from "./check-quiet-sends.ts";
import { adviseMessages, checkNamed } from "./check-segment.ts";
import { checkTemplateUse } from "./check-template-use.ts";
import { checkDeclared, checkReference, noSettings, type SetContext } from "./chosen-set.ts";
import { error, type Finding } from "./problem.ts";
import { conditionsOf, walkSteps } from "./walk-steps.ts";

/** A journey among the others: what it names is there and fits. */
export function checkJourneyInSet(journey: Journey, set: SetContext): Finding[] {
  const { settings } = set;
  const steps = walkSteps(journey.steps);
  const conditions = [
    ...(journey.entry.if ? [{ condition: journey.entry.if, place: "entry.if" }] : []),
    ...steps.flatMap(conditionsOf),
  ];
  const segments: Finding[] = conditions.flatMap((placed) => checkNamed(placed, undefined, set));
  const { entry } = journey;
  if ("segment" in entry) {
    const named = { place: "entry.segment", folder: "segments", name: entry.segment } as const;
    segments.push(...checkReference(named, set));
  }
  const sends = steps.flatMap(({ step, place }) => (step.do === "send" ? [{ step, place }] : []));
  const templates = sends.flatMap(({ step, place }) => [
    ...checkReference(
      { place: `${place}.template`, folder: "templates", name: step.template },
      set,
    ),
    ...checkTemplateUse(step, place, journey, set),
  ]);
  const circles = checkCircles(journey, set);
  if (settings === undefined) return [noSettings(), ...segments, ...templates, ...circles];
  return [
    ...checkDeclared("purpose", "purpose", journey.purpose, settings.purposes),
    ...checkCalendar(journey, settings),
    ...segments,
    ...templates,
    ...circles,
    ...sends.flatMap(({ step, place }) => checkSend(step, place, journey, settings)),
    ...checkSenders(sends, journey, settings),
    ...checkOfferUse(journey, set),
    ...checkQuietSends(journey, sends, settings, set.now),
    ...conditions.flatMap((placed) => adviseMessages(placed, set)),
  ];
}

function checkCalendar({ sendWindow }: Journey, settings: Settings): Finding[] {
  const calendar = sendWindow?.calendar;
  if (calendar === undefined) return [];
  return checkDeclared("sendWindow.calendar", "calendar", calendar, settings.calendars);
}

/** Whether nobody needs to have consented; a purpose that settings don't know is none of these. */
export function isTransactional(settings: Settings | undefined, purpose: string): boolean {
  return settings?.purposes[purpose]?.transactional ?? false;
}

function checkSend(step: SendStep, place: string, journey: Journey, settings: Settings): Finding[] {
  const purpose = step.purpose ?? journey.purpose;
  const findings: Finding[] = [];
  if (step.purpose !== undefined) {
    findings.push(...checkDeclared(`${place}.purpose`, "purpose", step.purpose, settings.purposes));
  }
  if (isTransactional(settings, purpose)) return findings;
  const names = "settings.json";
  if (step.anyTime === true) {
    const message = `only a transactional purpose may send at any time; "${purpose}" is none`;
    findings.push(error(`${place}.anyTime`, message, { names }));
  }
  if (step.afterExit === "send") {
    const message = `only a transactional purpose may send after the exit; "${purpose}" is none`;
    findings.push(error(`${place}.afterExit`, message, { names }));
  }
  return findings;
}

function checkSenders(
  sends: readonly { step: SendStep; place: string }[],
  journey: Journey,
  settings: Settings,
): Finding[] {
  const names = "settings.json";
  return channelsWithSender.flatMap((channel) => {
    if (settings.senders?.[channel] !== undefined) return [];
    const lacking = sends.find(({ step }) => {
      const transactional = isTransactional(settings, step.purpose ?? journey.purpose);
      return step.channels.includes(channel) && needsSender(channel, transactional);
    });
    if (lacking === undefined) return [];
    return [error(`${lacking.place}.channels`, noSender[channel], { names })];
  });
}

const noSender: Readonly<Record<ChannelWithSender, string>> = {
  email: "sends by email, but settings.json has no senders.email.from",
  sms: "marketing by SMS needs a way out: settings.json has no senders.sms.optOut",
};

import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { reason } from "../reasons/reason.ts";
import { type DateTrigger, dateFor, noteOf } from "../segments/look-at-date.ts";
import { lastDateOccurrence, type Occurrence } from "../time/date-offset.ts";
import type { Changed, Retiming } from "../turns/retime-wait.ts";
import type { EventConsequence } from "./outcome.ts";
import { isUnderWay, type Reached } from "./reach-enrollments.ts";
import { hasClaimed, undoEntry } from "./undo-entry.ts";

/** How an enrollment says that its date moved away from the day that started it. */
export const dateMoved = "date-moved";

/**
 * Ends entries by a date whose day is none any more since the date changed. What was claimed can't
 * be taken back: such an enrollment goes on. Where nothing was, the entry counts as none, and the
 * day that the date moved to is entered on when it comes.
 */
export function leaveMovedDates(
  before: Customer,
  after: Customer,
  changed: Changed,
  retiming: Retiming,
  except?: string,
): Reached {
  let customer = after;
  const consequences: EventConsequence[] = [];
  const touched: string[] = [];
  for (const enrollment of Object.values(after.enrollments)) {
    const { id, journey: name, version } = enrollment;
    if (id === except || !isUnderWay(enrollment)) continue;
    const trigger = retiming.definitions.journey(name, version)?.entry.trigger;
    if (trigger?.kind !== "date" || !changed.attribute(trigger.attribute)) continue;
    const was = movedFrom(before, after, enrollment, trigger, retiming);
    if (was === undefined || hasClaimed(after, enrollment)) continue;
    customer = end(customer, enrollment, was, retiming);
    const why = reason("date-moved", { attribute: trigger.attribute });
    consequences.push({ journey: name, kind: "exited", enrollment: id, reason: why, undone: true });
    touched.push(id);
  }
  return { customer, consequences, touched };
}

/** The last occurrence as the enrollment began; undefined where it is one of the new date, too. */
function movedFrom(
  before: Customer,
  after: Customer,
  { triggered }: Enrollment,
  trigger: DateTrigger,
  { definitions }: Retiming,
): Occurrence | undefined {
  const { zone } = before;
  const last = ({ attributes }: Customer) => {
    const date = dateFor({ attributes, ...(zone !== undefined && { zone }) }, trigger, definitions);
    return date && lastDateOccurrence(date, triggered);
  };
  const was = last(before);
  return last(after)?.at === was?.at ? undefined : was;
}

function end(
  customer: Customer,
  enrollment: Enrollment,
  was: Occurrence,
  { now, cause }: Retiming,
): Customer {
  const { id, journey } = enrollment;
  const { bid: _bid, ...rest } = enrollment;
  const undone = undoEntry(customer, enrollment);
  const closing = {
    ...rest,
    state: "closing",
    since: now,
    ending: dateMoved,
    endedBy: cause,
  } as const;
  // The date may have moved to a later time of that same day. What is noted of another date, which a
  // join brings, or of a later day stays noted.
  const { [journey]: note = [], ...others } = undone.fired;
  const [own] = noteOf(was);
  const isOwn = note.length === 1 && own !== undefined && note[0] === own;
  const fired = isOwn ? { ...others, [journey]: [own - 1] } : undone.fired;
  return { ...undone, fired, enrollments: { ...undone.enrollments, [id]: closing } };
}

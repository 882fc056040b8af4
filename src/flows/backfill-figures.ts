import { type BackfillSlice, firstPass } from "../core/backfill/backfill.ts";
import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import { compileDefinitions } from "../core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import { operationalError } from "../core/errors.ts";
import { type Recount, recountFigures } from "../core/events/recount-figures.ts";
import type { Ports } from "../core/ports.ts";
import { unreadyFigures } from "../core/publishing/prepare-figures.ts";
import { assertFew, type SetAside } from "../core/set-aside/set-aside.ts";
import { type Instant, MINUTE } from "../core/time/instant.ts";
import { changeCustomer } from "./change-customer.ts";
import { listHistory } from "./list-history.ts";
import { createOrSetAside } from "./or-set-aside.ts";
import { tenAtATime } from "./ten-at-a-time.ts";

export interface BegunBackfill {
  /** "nothing": all is filled in, or a newer backfill fills it in. */
  readonly kind: "begun" | "nothing";
  readonly token: number;
  /** Slices that are not done yet. */
  readonly slices: readonly number[];
}

export interface FillSlice {
  readonly token: number;
  readonly slice: number;
}

export interface FilledSlice extends FillSlice {
  /** False at the end of the slice, and where a newer backfill has taken over. */
  readonly more: boolean;
}

export type BackfillPorts = Pick<
  Ports,
  "backoff" | "backfills" | "clock" | "customers" | "events" | "publications" | "setAsides"
>;

/** Takes the place of an older backfill; one that was broken off goes on where it stopped. */
export function createBeginBackfill({
  backfills,
  clock,
  publications,
}: Pick<BackfillPorts, "backfills" | "clock" | "publications">) {
  return async function beginBackfill(rev: number): Promise<BegunBackfill> {
    const live = await publications.live();
    if (live === undefined || unreadyFigures(live, rev).length === 0) return nothing;
    for (;;) {
      const before = await backfills.read();
      if (before.rev > rev) return nothing;
      if (before.rev === rev && before.ended === undefined) {
        const open = before.slices.flatMap(({ done }, slice) => (done ? [] : [slice]));
        return { kind: "begun", token: before.token, slices: open };
      }
      const slices = firstPass();
      if (await backfills.replace(before, { rev, began: clock.now(), slices })) {
        return { kind: "begun", token: before.token + 1, slices: [...slices.keys()] };
      }
      // Another was quicker, or it was us and the answer was lost: the next look tells.
    }
  };
}

const nothing: BegunBackfill = { kind: "nothing", token: 0, slices: [] };

/**
 * Fills figures in for the customers of a slice, page after page, from where it stands. Stops as soon
 * as it finds that a newer backfill has taken over. A page that is repeated does no harm. Whoever can't
 * be filled in for good is set aside, and what waits goes live without them.
 * @throws TooManySetAside in the fill
 */
export function createFillSlice(ports: BackfillPorts) {
  const { backfills, customers, publications } = ports;
  const orSetAside = createOrSetAside(ports, "backfill");

  /** @param hasTime whether one more page may be begun */
  return async function fillSlice(
    { token, slice }: FillSlice,
    hasTime: () => boolean,
  ): Promise<FilledSlice> {
    const { rev, slices, began, ...backfill } = await backfills.read();
    const stood = slices[slice];
    const live = await publications.live();
    const isOver = backfill.token !== token || live === undefined || stood === undefined;
    if (isOver || stood.done) return { token, slice, more: false };
    const recount = recountOf(live, rev);
    let progress = stood;
    let holds = true;
    while (holds && !progress.done) {
      const { cursor } = progress;
      const page = await customers.page({ slice, slices: slices.length, cursor });
      const filled = await tenAtATime(page.customers, (one) => {
        return orSetAside<Filled>(
          one.key,
          { rev: recount.rev, figures: recount.figures.map(placeOfFigure) },
          () => "set-aside",
          () => fillCustomer(one, recount, began, ports),
        );
      });
      progress = addPage(progress, filled, page.cursor);
      assertFew(progress.setAside ?? 0, progress.seen ?? 0);
      holds = await backfills.note(token, slice, progress);
      if (!hasTime()) break;
    }
    return { token, slice, more: holds && !progress.done };
  };
}

function placeOfFigure({ id, widens }: Recount["figures"][number]) {
  return widens === undefined ? { id } : { id, widens };
}

/**
 * Fills in what a backfill could not, of a customer that it set aside; whether a newer one filled its
 * own figures in meanwhile or not.
 * @throws CustomerBusy while events of the customer are not all in the history yet
 */
export async function fillAside(
  { customer: key, rev = 0, figures = [] }: SetAside,
  ports: BackfillPorts,
): Promise<void> {
  const live = await ports.publications.live();
  if (live === undefined) return;
  const recount = { figures, definitions: compileDefinitions(live), rev };
  for (let who: CustomerKey | undefined = key; who !== undefined; ) {
    const { kind, into } = await fill(who, recount, ports, true);
    if (kind === "behind") {
      const wanted = "events of it are not in the history yet; redrive it in three hours";
      throw operationalError("CustomerBusy", `customer ${who}: ${wanted}`);
    }
    who = into;
  }
}

/** By what is live now: figures that were begun later are another backfill's. */
function recountOf(live: DefinitionSet, rev: number): Recount {
  return { figures: unreadyFigures(live, rev), definitions: compileDefinitions(live), rev };
}

type Filled = "filled" | "behind" | "as-it-was" | "set-aside";

/**
 * Item, then history, then one update under the item's revision: an event that comes in between makes
 * it begin anew. Whoever was joined into another since the backfill began may have made that one
 * unfilled again, after its own slice was done: it is filled in from here.
 */
async function fillCustomer(
  scanned: Customer,
  recount: Recount,
  began: Instant,
  ports: BackfillPorts,
): Promise<Filled> {
  if (isFilled(scanned, recount, began)) return "as-it-was";
  try {
    for (let key = scanned.key; ; ) {
      const { kind, into } = await fill(key, recount, ports);
      if (into === undefined) return kind;
      key = into;
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "CustomerBusy") throw error;
    return "behind";
  }
}

/** @param again though a newer backfill has filled in its own figures */
function fill(key: CustomerKey, recount: Recount, ports: BackfillPorts, again = false) {
  return changeCustomer<{ kind: Filled; customer?: Customer; into?: CustomerKey }>(
    ports,
    key,
    undefined,
    async (customer) => {
      if (customer === undefined) return { kind: "as-it-was" };
      if (customer.joinedInto !== undefined) {
        return { kind: "as-it-was", into: customer.joinedInto.key };
      }
      const { counted = 0 } = customer;
      if (counted >= recount.rev && !again) return { kind: "as-it-was" };
      const history = await listHistory(customer, recount.definitions, ports);
      const rev = Math.max(counted, recount.rev);
      const recounted = recountFigures(customer, history, { ...recount, rev }, ports.clock.now());
      if (recounted === "not-ready") return { kind: "behind" };
      return { kind: "filled", customer: recounted };
    },
  );
}

/** Clocks of functions differ by seconds; more than enough. */
const clockSkew = 15 * MINUTE;

/** What is left of a customer who was joined into another before the backfill has nothing to fill. */
function isFilled(
  { counted = 0, joinedInto }: Customer,
  { rev }: Recount,
  began: Instant,
): boolean {
  return joinedInto === undefined ? counted >= rev : joinedInto.at < began - clockSkew;
}

function addPage(
  progress: BackfillSlice,
  page: readonly Filled[],
  cursor: string | undefined,
): BackfillSlice {
  const count = (kind: Filled) => page.filter((one) => one === kind).length;
  const filled = count("filled");
  const setAside = (progress.setAside ?? 0) + count("set-aside");
  return {
    ...(cursor !== undefined && { cursor }),
    done: cursor === undefined,
    filled: progress.filled + filled,
    found: progress.found + filled,
    behind: progress.behind + count("behind"),
    seen: (progress.seen ?? 0) + page.length,
    ...(setAside > 0 && { setAside }),
  };
}

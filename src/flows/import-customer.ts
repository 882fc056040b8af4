import { type Customer, type CustomerKey, newCustomer } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import { recallEvent } from "../core/customers/seen.ts";
import type { Definitions } from "../core/definitions/definitions.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import type { EventConsequence } from "../core/events/outcome.ts";
import { owedOf } from "../core/events/owed.ts";
import type { SaidOfCustomer } from "../core/events/words-for-addresses.ts";
import { type ImportRow, importInto } from "../core/imports/apply-import.ts";
import type { Ports } from "../core/ports.ts";
import { beginCustomer } from "./begin-customer.ts";
import { changeCustomer } from "./change-customer.ts";
import { followJoins } from "./follow-joins.ts";
import { withPaths } from "./keep-nested.ts";
import { noteGrants, noteRefusals } from "./note-words.ts";
import { recordedProperties } from "./recorded-properties.ts";

export type ImportCustomerPorts = Pick<
  Ports,
  | "addresses"
  | "backoff"
  | "catalog"
  | "clock"
  | "customers"
  | "events"
  | "keys"
  | "messages"
  | "wakes"
>;

/** What came of one customer's rows. */
export interface ImportedCustomerRows {
  readonly events: number;
  readonly known: number;
}

/**
 * Rows committed at a time. All are in the set of events seen until they are recorded, which holds
 * 512: an import that dies between the two and runs again within 3 days counts nothing twice.
 */
const rowsAtOnce = 200;

/**
 * Takes rows of one customer in, quietly and exactly once: a commit, then the records of its events,
 * which keep their own time. Nothing starts and nobody is told; what customers wait for already
 * follows what is said of it ({@link importInto}), and refusals and proven consents reach the rows of
 * addresses as those of events do. One that dies before it has carried that out leaves
 * it to the sweep.
 */
export function createImportCustomer(ports: ImportCustomerPorts) {
  const { catalog, clock, keys } = ports;
  const joined = { ...ports, customers: followJoins(ports.customers) };

  async function takeSome(
    key: CustomerKey,
    id: string,
    rows: readonly ImportRow[],
    definitions: Definitions,
  ): Promise<ImportedCustomerRows> {
    const past = rows.flatMap((row) => (row.kind === "event" ? [row.event] : []));
    const recorded = new Set<string>();
    const said = new Map<string, readonly EventConsequence[]>();
    const silent = rows.filter((row) => !concerns(definitions, row));
    const concerning = rows.filter((row) => concerns(definitions, row)).map(rowWithPaths);
    const news = await keepNew(silent, (event) => isUnrecorded(key, event, recorded, ports));
    if (concerning.length > 0) {
      const changed = await changeCustomer(
        joined,
        key,
        () => newCustomer(key, id),
        async (before = newCustomer(key, id)) => {
          const now = clock.now();
          const begun =
            before.rev === 0 ? await beginCustomer(key, id, { definitions, now }, ports) : before;
          const fresh = await keepNew(concerning, (event) =>
            isNewEvent(begun, key, event, recorded, ports),
          );
          const customer = importInto(begun, fresh, definitions, now);
          for (const one of customer.said) said.set(one.event, one.consequences);
          const words = { before: [begun], after: customer, said: fresh.map(saidBy) };
          await noteRefusals(words, now, ports);
          return { customer, fresh, owed: owedOf(customer, isTouched(begun)) };
        },
      );
      await noteGrants(changed.customer, concerning.map(saidBy), ports);
      for (const { enrollment, turn } of changed.owed) {
        await ports.wakes.send({ enrollment, turn }, 0);
      }
      news.push(...changed.fresh);
    }
    await record(key, past, { recorded, said, definitions }, ports);
    const events = news.filter(({ kind }) => kind === "event").length;
    return { events, known: past.length - events };
  }

  return async function importCustomer(
    id: string,
    rows: readonly ImportRow[],
  ): Promise<ImportedCustomerRows> {
    const key = await keys.keyOf(id);
    const definitions = await catalog.definitions();
    const done = { events: 0, known: 0 };
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.slice(from, from + rowsAtOnce);
      const { events, known } = await takeSome(key, id, some, definitions);
      done.events += events;
      done.known += known;
    }
    return done;
  };
}

/**
 * Enrollments that the import changed, except those yet to start: the commit that owes a start does
 * it.
 */
function isTouched({ enrollments: before }: Customer): (enrollment: Enrollment) => boolean {
  return (enrollment) => enrollment.state !== "starting" && enrollment !== before[enrollment.id];
}

function saidBy(row: ImportRow): SaidOfCustomer {
  return row.kind === "event" ? row.event : row;
}

/** Events that no figure counts only go into the timeline, as at intake. */
function concerns({ tracks }: Definitions, row: ImportRow): boolean {
  if (row.kind === "profile") return true;
  return row.event.profile !== undefined || tracks.has(row.event.type);
}

/** Figures and segments count what is nested in events of a file as they do at intake. */
function rowWithPaths(row: ImportRow): ImportRow {
  return row.kind === "event" ? { ...row, event: withPaths(row.event) } : row;
}

/** Rows that are new. Where one event comes twice among them, the first is kept. */
async function keepNew(
  rows: readonly ImportRow[],
  isNew: (event: CustomerEvent) => Promise<boolean>,
): Promise<ImportRow[]> {
  const kept: ImportRow[] = [];
  const ids = new Set<string>();
  for (const row of rows) {
    if (row.kind === "event") {
      if (ids.has(row.event.id) || !(await isNew(row.event))) continue;
      ids.add(row.event.id);
    }
    kept.push(row);
  }
  return kept;
}

/** @param recorded told of events that the timeline has */
async function isNewEvent(
  customer: Customer,
  key: CustomerKey,
  event: CustomerEvent,
  recorded: Set<string>,
  ports: Pick<Ports, "events">,
): Promise<boolean> {
  const known = recallEvent(customer.seen, event.id, event.at);
  return known === "ask-history" ? isUnrecorded(key, event, recorded, ports) : known === "new";
}

async function isUnrecorded(
  key: CustomerKey,
  { id }: CustomerEvent,
  recorded: Set<string>,
  { events }: Pick<Ports, "events">,
): Promise<boolean> {
  if ((await events.find(key, id)) === undefined) return true;
  recorded.add(id);
  return false;
}

interface Taken {
  /** Events that the timeline has already. */
  readonly recorded: ReadonlySet<string>;
  /** What came of the others, by event. */
  readonly said: ReadonlyMap<string, readonly EventConsequence[]>;
  readonly definitions: Definitions;
}

async function record(
  key: CustomerKey,
  past: readonly CustomerEvent[],
  { recorded, said, definitions }: Taken,
  { events, clock }: Pick<Ports, "events" | "clock">,
): Promise<void> {
  const accepted = clock.now();
  for (const event of past) {
    const { id, type, at, leftOut } = event;
    if (recorded.has(id)) continue;
    const { properties, cut } = recordedProperties(event, definitions);
    const written = {
      id,
      type,
      at,
      accepted,
      properties,
      consequences: said.get(id) ?? [],
      ...(leftOut && { leftOut }),
    };
    await events.record(key, cut.length === 0 ? written : { ...written, cut });
  }
}

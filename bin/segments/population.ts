import { allSegments } from "../../src/core/attributes/groups-of.ts";
import type { Subject } from "../../src/core/conditions/subject.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type {
  CompiledSegment,
  DefinitionSet,
  Definitions,
} from "../../src/core/definitions/definitions.ts";
import type { SegmentSizes } from "../../src/core/ports.ts";
import { nearestOrKnown, nearestWord } from "../../src/core/publishing/nearest-word.ts";
import type { FileText } from "../../src/core/text/decode-utf8.ts";
import type { Instant } from "../../src/core/time/instant.ts";

/** Everybody of a stage or of some files, as segments see them at one moment. */
export interface Population {
  /** Such as "sojourn-prod" or "examples". */
  readonly name: string;
  readonly set: DefinitionSet;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** Whether a customer's item may say other than its conditions until the next sweep. */
  readonly lags: boolean;
  /**
   * Every customer once, in any order.
   * @param since segments of which is asked since when a customer is in them
   */
  each(visit: (customer: Customer) => void, since?: readonly string[]): Promise<void>;
  find(id: string): Promise<Customer | undefined>;
  /** Sizes of the last so many days, the oldest first. */
  sizes(days: number): Promise<SegmentSizes[]>;
  /** What must be said of the figures beside them. */
  readonly caveats: readonly string[];
  close(): void;
}

/** What is asked about. */
export interface Wanted {
  /** Names of segments. */
  readonly names: readonly string[];
  /** Texts by path, such as `segments/x.json`: looked at as if they were published. */
  readonly drafts: ReadonlyMap<string, FileText>;
  /** Only this customer. @default all */
  readonly about?: string | undefined;
}

/** A segment that is asked about. */
export interface AskedSegment {
  readonly name: string;
  /** "dormant 沉睡客户". */
  readonly label: string;
  /** Whether its condition holds of a customer at that moment. */
  readonly holds: (customer: Customer) => boolean;
}

export function askAbout(population: Population, names: readonly string[]): AskedSegment[] {
  const { segments } = population.definitions;
  return names.flatMap((name) =>
    segments.filter((one) => one.name === name).map((one) => asked(one, population)),
  );
}

/** What to say of the first name that is no segment; undefined where all are. */
export function findStranger(
  { segments }: Definitions,
  names: readonly string[],
  where: string,
): string | undefined {
  const known = segments.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return undefined;
  return `No segment "${stranger}" in ${where}${nearestOrKnown(nearestWord(stranger, known), known)}`;
}

/** A customer at the moment that the population is seen at. */
export function subjectOf({ definitions, now }: Population, customer: Customer): Subject {
  return { customer, now, today: definitions.today(now), zone: definitions.settings.zone };
}

function asked({ name, check }: CompiledSegment, population: Population): AskedSegment {
  const { now, definitions } = population;
  const about = { now, today: definitions.today(now), zone: definitions.settings.zone };
  const title = allSegments(population.set).find((one) => one.name === name)?.title;
  return {
    name,
    label: title === undefined ? name : `${name} ${title}`,
    holds: (customer) => check({ customer, ...about }),
  };
}

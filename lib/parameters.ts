import { distance } from "fastest-levenshtein";

/** What a team decides about its stage; each comes from CDK context (`-c stage=prod`, cdk.json). */
export interface Parameters {
  /** Which of the team's copies this is: `prod`, or any other name for a disposable one. */
  readonly stage: string;
  /** First part of every name that people see: `<prefix>-<stage>`. */
  readonly prefix: string;
  /** The verified SES identity that email comes from: an address or a domain. */
  readonly sender: string;
  /** IANA zone of the shop where settings.json names none. */
  readonly defaultZone: string;
  /** ARNs of the SNS platform applications that push goes through; none means no push. */
  readonly pushApplications: readonly string[];
  /**
   * Every stage but `prod`: deleting the stack deletes its data, and nothing is protected from it.
   * An emptied bucket is the operator's: CloudFormation deletes only an empty one.
   */
  readonly disposable: boolean;
  /** Whether tests may move the stage's time; never on `prod`. */
  readonly testClock: boolean;
  /** From which level on functions write their log: `DEBUG` adds a line per record. */
  readonly logLevel: "WARN" | "DEBUG";
  /** Whether X-Ray follows calls; off, since it costs more than the work (DESIGN §9). */
  readonly tracing: boolean;
  /** Days that the bus's events are kept for a replay; 0 keeps none. */
  readonly archiveDays: number;
}

/** What was read, with remarks to print; or every problem at once, each in one plain sentence. */
export type ParameterReading =
  | { readonly kind: "read"; readonly parameters: Parameters; readonly notes: readonly string[] }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Stands in on a disposable stage, so that a first `cdk synth` needs nothing: nobody can verify it. */
const sampleSender = "hello@example.com";
const sampleZone = "UTC";

/** As long as somebody notices within, a month of events can be had again. */
const usualArchive = "30";

// `<prefix>-<stage>` names a bus and a schedule group (64 characters at most) and two stacks.
const namePattern = /^[a-z][a-z0-9-]{0,19}$/;
const domainPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const addressPattern = /^[^\s@<>"]{1,64}@(?<domain>[^\s@]+)$/;
const pushPattern = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:app\/[A-Z_]+\/[\w-]{1,256}$/;

/**
 * Reads the stage's parameters.
 * @param context looks a context key up; `undefined` where it is not given.
 */
export function readParameters(context: (key: string) => unknown): ParameterReading {
  const stage = textOf(context("stage")) ?? "dev";
  const prefix = textOf(context("prefix")) ?? "sojourn";
  const disposable = stage !== "prod";
  const given = { sender: textOf(context("sender")), zone: textOf(context("defaultZone")) };
  const sender = given.sender ?? (disposable ? sampleSender : undefined);
  const defaultZone = given.zone ?? (disposable ? sampleZone : undefined);
  const pushApplications = listOf(context("pushApplications"));
  const testClock = textOf(context("testClock")) ?? "false";
  const logLevel = textOf(context("logLevel"))?.toUpperCase() ?? "WARN";
  const tracing = textOf(context("tracing")) ?? "false";
  const archiveDays = textOf(context("archiveDays")) ?? usualArchive;

  const problems = [
    nameProblem("stage", stage),
    nameProblem("prefix", prefix),
    senderProblem(sender, disposable),
    zoneProblem(defaultZone),
    ...pushApplications.map(pushProblem),
    testClockProblem(testClock, disposable),
    archiveProblem(archiveDays),
    logLevelProblem(logLevel),
    tracingProblem(tracing),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0 || sender === undefined || defaultZone === undefined) {
    return { kind: "refused", problems };
  }
  const notes: string[] = [];
  if (given.sender === undefined) {
    notes.push(`No sender given: ${sampleSender} stands in, so no email can leave this stage.`);
  }
  if (given.zone === undefined) {
    notes.push(`No default zone given: settings.json without a zone get ${sampleZone}.`);
  }
  const parameters = {
    stage,
    prefix,
    sender,
    defaultZone,
    pushApplications,
    disposable,
    testClock: testClock === "true",
    archiveDays: Number(archiveDays),
    logLevel: logLevel === "DEBUG" ? ("DEBUG" as const) : ("WARN" as const),
    tracing: tracing === "true",
  };
  return { kind: "read", parameters, notes };
}

function nameProblem(key: string, found: string): string | undefined {
  if (namePattern.test(found)) return undefined;
  return `${key}: found "${found}"; wanted 1 to 20 small letters, digits and hyphens, a letter first.`;
}

function senderProblem(found: string | undefined, disposable: boolean): string | undefined {
  const wanted = "wanted a verified SES identity, such as -c sender=hello@shop.com or shop.com.";
  if (found === undefined) return `sender: not given; ${wanted}`;
  const domain = addressPattern.exec(found)?.groups?.domain ?? found;
  if (!domainPattern.test(domain)) return `sender: found "${found}"; ${wanted}`;
  if (!disposable && /(^|\.)example\.(com|net|org)$/i.test(domain)) {
    return `sender: found the sample "${found}", which nobody can verify; ${wanted}`;
  }
  return undefined;
}

function zoneProblem(found: string | undefined): string | undefined {
  const wanted = "wanted an IANA zone";
  if (found === undefined) {
    return `defaultZone: not given; ${wanted}, such as -c defaultZone=Europe/Berlin.`;
  }
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  if (zones.includes(found)) return undefined;
  return `defaultZone: found "${found}"; ${wanted}; did you mean "${nearestZone(found, zones)}"?`;
}

/** Nearest as a whole or by its city alone, whatever the case: "shanghai" means Asia/Shanghai. */
function nearestZone(found: string, zones: readonly string[]): string {
  const wanted = found.toLowerCase();
  const edits = (zone: string) => {
    const whole = zone.toLowerCase();
    const city = whole.slice(whole.lastIndexOf("/") + 1);
    return Math.min(distance(wanted, whole), distance(wanted, city));
  };
  return zones.reduce((best, zone) => (edits(zone) < edits(best) ? zone : best));
}

function pushProblem(found: string): string | undefined {
  if (pushPattern.test(found)) return undefined;
  return `pushApplications: found "${found}"; wanted ARNs such as arn:aws:sns:eu-west-1:123456789012:app/GCM/shop, commas between.`;
}

function testClockProblem(found: string, disposable: boolean): string | undefined {
  if (found !== "true" && found !== "false") {
    return `testClock: found "${found}"; wanted true or false.`;
  }
  if (found === "false" || disposable) return undefined;
  return "testClock: found true on prod, whose time nobody may move; wanted a disposable stage.";
}

/** An archive keeps what customers did: ten years are more than anybody may. */
function archiveProblem(found: string): string | undefined {
  if (/^\d{1,4}$/.test(found) && Number(found) <= 3650) return undefined;
  return `archiveDays: found "${found}"; wanted 0 (no archive) to 3650 days.`;
}

/** Not ERROR: warnings and figures are written at WARN. */
function logLevelProblem(found: string): string | undefined {
  if (found === "WARN" || found === "DEBUG") return undefined;
  return `logLevel: found "${found}"; wanted WARN, or DEBUG for a line per record.`;
}

function tracingProblem(found: string): string | undefined {
  if (found === "true" || found === "false") return undefined;
  return `tracing: found "${found}"; wanted true or false.`;
}

/** A context value as text; `-c key=` counts as not given. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value.trim() : JSON.stringify(value);
}

/** `-c key=a,b` on the command line, a JSON list in cdk.json. */
function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((entry) => textOf(entry) ?? "");
  return (textOf(value) ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

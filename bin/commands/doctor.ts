import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration, rollingMs } from "../../src/core/time/duration.ts";
import { HOUR } from "../../src/core/time/instant.ts";
import type { Dns } from "../doctor/read-mail-dns.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { readWhole } from "./read-argument.ts";
import type { Streams } from "./streams.ts";

interface DoctorOptions extends StageOptions {
  readonly customers?: number;
  readonly over: number;
  readonly smsPrice: number;
  readonly smsRate?: number;
  readonly json?: boolean;
  readonly tryAlarm?: string | boolean;
}

/**
 * One part to the United States, toll-free, $0.00581 and the carrier's $0.00302:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html
 */
const usPartPrice = 0.00883;

/** @param dns who is asked for SPF and DMARC; as this computer does where absent */
export function addDoctorCommand(program: Command, { out, error }: Streams, dns?: Dns): void {
  addStageOptions(program.command("doctor"))
    .description("say what would bite a stage on its first day, and what mends it")
    .option("--customers <number>", "expected at a launch (default: all known)", readWhole(1, 1e9))
    .addOption(
      new Option("--over <time>", "how long they take to come")
        .argParser(readLength)
        .default(HOUR, "1h"),
    )
    .option("--sms-price <dollars>", "of one SMS part where they live", readPrice, usPartPrice)
    .option(
      "--sms-rate <number>",
      "SMS a second that AWS granted, as no call tells",
      readWhole(1, 1e6),
    )
    .option("--json", "print the findings as JSON")
    .option(
      "--try-alarm [name]",
      "instead: fire one alarm as a drill, and say whether anybody hears it",
    )
    .addHelpText("after", help)
    .action(async (options: DoctorOptions) => {
      if (options.tryAlarm !== undefined) {
        process.exitCode = await fireAlarm(options, { out, error });
        return;
      }
      const { withStage } = await import("../stage/with-stage.ts");
      const { examineStage } = await import("../doctor/examine-stage.ts");
      const { printDiagnosis } = await import("../doctor/print-diagnosis.ts");
      const resolver = dns ?? (await createResolver());
      process.exitCode = await withStage(options, error, async (stage) => {
        const { customers, over: overMs, smsPrice, smsRate } = options;
        const now = Date.now();
        const prod = options.stage === "prod";
        const question = { prod, customers, overMs, smsPrice, smsRate, now };
        const diagnosis = await examineStage(stage, question, resolver);
        const { name, region, account } = stage;
        const place = `Stage ${name} in ${region}, account ${account}`;
        const told = options.json
          ? JSON.stringify({ stage: name, region, account, ...diagnosis }, null, 2).split("\n")
          : printDiagnosis(diagnosis, place);
        for (const line of told) out(`${line}\n`);
        return diagnosis.findings.some(({ verdict }) => verdict === "problem") ? 1 : 0;
      });
    });
}

/** @returns the exit code: 0 only where somebody has got the message */
async function fireAlarm(options: DoctorOptions, { out, error }: Streams): Promise<number> {
  const { withStage } = await import("../stage/with-stage.ts");
  const { accessTo } = await import("../doctor/access.ts");
  const { tellTriedAlarm, tryAlarm } = await import("../doctor/try-alarm.ts");
  return withStage(options, error, async (stage) => {
    const wanted = typeof options.tryAlarm === "string" ? options.tryAlarm : undefined;
    const question = { stackName: stage.name, ...(wanted !== undefined && { wanted }) };
    const { text, code } = tellTriedAlarm(await tryAlarm(question, accessTo(stage)), stage.name);
    if (options.json) out(`${JSON.stringify({ stage: stage.name, text, code })}\n`);
    else out(`${text}\n`);
    return code;
  });
}

const help = `
Reads the account and the stage and changes nothing. Exit code 1 when there is a problem.
What can't be read is told as unknown, with the reason. Only --try-alarm changes something: it puts
one alarm into ALARM and back to OK, and every subscriber of the alarm topic gets the drill.

Examples:
  $ sojourn doctor --stage prod
  $ sojourn doctor --stage prod --customers 1000000 --over 1h --json
  $ sojourn doctor --stage prod --try-alarm`;

async function createResolver(): Promise<Dns> {
  const { Resolver } = await import("node:dns/promises");
  // Two tries of 3 s: a name server that says nothing doesn't hold the rest up.
  return new Resolver({ timeout: 3_000, tries: 2 });
}

function readLength(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.problem);
  const ms = rollingMs(parsed.duration);
  if (ms > 0) return ms;
  throw new InvalidArgumentError("Write a time longer than nothing.");
}

function readPrice(text: string): number {
  const price = Number(text);
  if (text.trim() !== "" && price >= 0 && price < 100) return price;
  throw new InvalidArgumentError("Write dollars such as 0.00883.");
}

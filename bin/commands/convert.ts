import { basename, extname } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { consentScope } from "../../src/core/channels/consent-scope.ts";
import { channel as channelWord } from "../../src/core/definitions/words.ts";
import { type DateFormat, dateFormats } from "../../src/core/imports/parse-when.ts";
import { convertTable, planMapping } from "../../src/local/history/convert-table.ts";
import { type Delimiter, delimiters } from "../../src/local/history/read-table.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { readFilePath, readZone } from "./read-argument.ts";
import type { Streams } from "./streams.ts";
import {
  type AssumedCustomer,
  showFirstEvents,
  tellConverted,
  writeCustomers,
  writeEvents,
} from "./write-converted.ts";

interface ConvertOptions {
  readonly map: string;
  readonly type: string;
  readonly zone: string;
  readonly delimiter: Delimiter;
  readonly columns?: string[];
  readonly text?: string[];
  readonly whole?: string[];
  readonly dateFormat?: DateFormat;
  readonly out?: string;
  readonly dryRun?: true;
  readonly customersOut?: string;
  readonly address?: AssumedCustomer["addresses"];
  readonly consent?: string[];
  readonly locale?: string;
  readonly country?: string;
}

export function addConvertCommand(program: Command, streams: Streams): void {
  program
    .command("convert")
    .description("turn a table of what happened, such as orders.csv, into events")
    .argument("<table>", "CSV, TSV, or columns set apart by blanks", readFilePath)
    .requiredOption("--map <pairs>", "customer=COLUMN,at=COLUMN[,id=COLUMN][,PROPERTY=COLUMN …]")
    .option("--type <event>", "what each row is", "order.placed")
    .option("--zone <zone>", "of dates that say none, and of the customers", readZone, "UTC")
    .addOption(new Option("--delimiter <word>").choices(delimiters).default("auto"))
    .option("--columns <names>", "names for a table whose first line is data", readList)
    .addOption(new Option("--date-format <order>", "of 3/4/2026").choices(dateFormats))
    .option("--text <names>", "properties that stay text though they look like numbers", readList)
    .option("--whole <names>", "customer, id: take 17850.0 for 17850", readIdNames)
    .option("--out <file>", "where the events go (default: the table's name, as .jsonl, here)")
    .option("--dry-run", "only count, and show the first events")
    .option("--customers-out <file>", "a line for each customer, for run --customers")
    .option("--address <channel=pattern>", "such as email={id}@example.com, for each", addAddress)
    .option("--consent <scope>", "such as email:repurchase, of each", addConsent)
    .option("--locale <locale>", "of the customers, such as en")
    .option("--country <code>", "of the customers, such as US")
    .addHelpText("after", help)
    .action(async (path: string, options: ConvertOptions, command: Command) => {
      process.exitCode = await convert(path, options, command, streams);
    });
}

const help = `
Ids stay text, leading zeros and all. Converting again gives every event the same id.
Addresses and consents are only as true as you say: they stand in the customers file, to be read.

Examples:
  $ sojourn convert orders.csv --map customer=buyer,at=paid_at,id=order_no,total=amount --dry-run
  $ sojourn convert CDNOW_master.txt --map customer=customer_id,at=date,total=dollar_value \\
      --zone America/New_York --out cdnow.jsonl --customers-out cdnow-customers.jsonl \\
      --address email={id}@example.com --consent email:repurchase --locale en`;

function readList(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}

function readIdNames(text: string): string[] {
  const names = readList(text);
  if (names.every((name) => name === "customer" || name === "id")) return names;
  throw new InvalidArgumentError("Write customer, id, or customer,id.");
}

function addAddress(
  text: string,
  before: AssumedCustomer["addresses"] = [],
): AssumedCustomer["addresses"] {
  const [channel = "", ...rest] = text.split("=");
  const pattern = rest.join("=");
  if (channelWord.safeParse(channel).success && pattern !== "") {
    return [...before, { channel, pattern }];
  }
  throw new InvalidArgumentError(
    "Write email=…, sms=… or push=…, with {id} for the customer's id.",
  );
}

function addConsent(text: string, before: string[] = []): string[] {
  if (consentScope.test(text)) return [...before, text];
  throw new InvalidArgumentError("Write channel:purpose, such as email:repurchase or sms:*.");
}

async function convert(
  path: string,
  options: ConvertOptions,
  command: Command,
  { out: print }: Streams,
): Promise<number> {
  const say = (line: string) => print(`${line}\n`);
  const { map, type, zone, delimiter, columns, dateFormat, customersOut, dryRun } = options;
  const text = new Set(options.text);
  const form = { type, text, zone, dateFormat, whole: new Set(options.whole) };
  const mapping = await planMapping({ path, map, delimiter, columns, ...form });
  if (typeof mapping === "string") return command.error(`error: ${path}: --map: ${mapping}`);
  const out = options.out ?? `${basename(path, extname(path))}.jsonl`;
  const rejects = createRejectsFile(dryRun ? undefined : `${out}.rejects`);
  const header = columns === undefined;
  const converted = await convertTable({ path, delimiter, header, mapping, rejects });
  rejects.close();
  const isAssumed = command.getOptionValueSource("zone") === "default";
  tellConverted(converted, rejects, { zone, isAssumed }, say);
  if (dryRun) showFirstEvents(converted, say);
  else writeEvents(converted, out, say);
  if (!dryRun && customersOut !== undefined) {
    const { address: addresses = [], consent: consents = [], locale, country } = options;
    writeCustomers(converted, customersOut, { addresses, consents, zone, locale, country }, say);
  }
  return rejects.count === 0 ? 0 : 1;
}

import { Argument, type Command, InvalidArgumentError } from "commander";
import { type Channel, channels } from "../../src/core/channels/channels.ts";
import { longestAllowReason } from "../../src/core/customers/address-marks.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";

interface AddressOptions extends StageOptions {
  readonly country?: string;
}

/** `sojourn address show` and `sojourn address allow`. */
export function addAddressCommands(program: Command, streams: Streams): void {
  const address = program
    .command("address")
    .description("see what is known against an address, and let mail go to it again");
  const show = address.command("show").description("say what is known against an address");
  addAddress(show)
    .addHelpText("after", showHelp)
    .action(async (channel: Channel, to: string, options: AddressOptions) => {
      await onStage(options, streams, async (stage) => {
        const { showAddress } = await import("../stage/show-address.ts");
        return showAddress(stage, { channel, to, country: options.country }, streams);
      });
    });
  const allow = address
    .command("allow")
    .description("lift bounces and complaints, here and in SES's list; opt-outs stay")
    .requiredOption("--reason <text>", "kept with the address: why it is good again", readReason)
    .option("--customer <id>", "whose item rests as well; may be repeated", collect, []);
  addAddress(allow)
    .addHelpText("after", allowHelp)
    .action(
      async (
        channel: Channel,
        to: string,
        options: AddressOptions & { reason: string; customer: readonly string[] },
      ) => {
        const { country, reason, customer: customers } = options;
        await onStage(options, streams, async (stage) => {
          const { allowAddress } = await import("../stage/allow-address.ts");
          return allowAddress(stage, { channel, to, country, reason, customers }, streams);
        });
      },
    );
}

function addAddress(command: Command): Command {
  return addStageOptions(
    command
      .addArgument(new Argument("<channel>").choices(channels))
      .argument("<address>", "in any spelling")
      .option("--country <code>", "to read a phone number without a country code by, such as CN"),
  );
}

function readReason(text: string): string {
  const reason = text.trim();
  if (reason !== "" && reason.length <= longestAllowReason) return reason;
  throw new InvalidArgumentError(`Write 1 to ${longestAllowReason} characters.`);
}

function collect(one: string, others: readonly string[]): readonly string[] {
  return [...others, one];
}

const showHelp = `
The stage keeps no address: it is looked up by a hash of its channel and normal form.

Example:
  $ sojourn address show email ann@example.com --stage prod`;

const allowHelp = `
Lifts what was said up to now; a later bounce or complaint marks the address again. An opt-out is
lifted by nothing but a later consent with its proof. A customer who was noted as unreachable stays so
until you name the id: nobody can be found by an address.

Example:
  $ sojourn address allow email ann@example.com --customer 4711 --reason "mailbox is back" --stage prod`;

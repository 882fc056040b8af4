import { createBackoff } from "../../src/aws/backoff.ts";
import { createCustomerKeys } from "../../src/aws/customer-keys.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import { standingMark } from "../../src/core/customers/address-marks.ts";
import { createAllowForCustomer } from "../../src/flows/allow-address.ts";
import type { Streams } from "../commands/streams.ts";
import { openSesSuppression } from "./ses-suppression.ts";
import type { Stage } from "./stage.ts";
import { nameOf, openAddresses, stageSecret, type TypedAddress } from "./stage-addresses.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";

export interface AllowQuestion extends TypedAddress {
  readonly reason: string;
  /** Ids of customers whose items rest as well. */
  readonly customers: readonly string[];
}

/**
 * `sojourn address allow`: lifts what speaks against an address, in SES's list, in the stage's table
 * and on the items of the customers named, in this order. Where it breaks off it can be run again.
 * @returns the exit code: 1 where a customer is not known or has no such address
 */
export async function allowAddress(
  stage: Stage,
  question: AllowQuestion,
  { out, error }: Streams,
): Promise<number> {
  const tables = openTables(stage);
  const clock = await readStageClock(tables.catalog);
  const name = nameOf(question);
  const wasListed = await openSesSuppression(stage, question)?.remove(question);
  if (wasListed) out("Removed from SES's suppression list.\n");
  const addresses = openAddresses(stage);
  const before = await addresses.marksOf(name);
  const allowed = { at: clock.now(), reason: question.reason };
  const after = await addresses.note(name, { allowed });
  const lifted = standingMark(before);
  out(
    lifted === undefined || standingMark(after) !== undefined
      ? `Nothing stood against it in ${stage.name}; the reason is kept.\n`
      : `Allowed in ${stage.name}: "${lifted}" is lifted.\n`,
  );
  const optOuts = Object.keys(after.optOuts ?? {});
  if (optOuts.length > 0) {
    out(`Opt-outs stay as they are (${optOuts.join(", ")}): sojourn address show tells them.\n`);
  }
  const keys = createCustomerKeys(stageSecret(stage));
  const allowFor = createAllowForCustomer({
    backoff: createBackoff(),
    customers: createCustomers(tables.customers),
  });
  let code = 0;
  for (const id of question.customers) {
    const outcome = await allowFor(await keys.keyOf(id), question.channel, name.normal);
    if (outcome === "allowed") out(`Customer ${id} takes messages there again.\n`);
    else {
      error(
        `Customer ${id}: ${outcome === "unknown" ? "there is none" : "has no such address"}.\n`,
      );
      code = 1;
    }
  }
  return code;
}

import type { Streams } from "../commands/streams.ts";
import { openSesSuppression } from "./ses-suppression.ts";
import type { Stage } from "./stage.ts";
import { nameOf, openAddresses, type TypedAddress } from "./stage-addresses.ts";
import { tellMarks } from "./tell-marks.ts";

/** `sojourn address show`. @returns the exit code */
export async function showAddress(
  stage: Stage,
  address: TypedAddress,
  { out }: Streams,
): Promise<number> {
  const marks = await openAddresses(stage).marksOf(nameOf(address));
  const listed = await openSesSuppression(stage, address)?.reasonFor(address);
  const lines = tellMarks(marks, address.channel);
  if (lines.length === 0) out(`Nothing is known against it in ${stage.name}.\n`);
  for (const line of lines) out(`${line}\n`);
  if (listed !== undefined) out(`SES holds it back, too: ${listed}\n`);
  return 0;
}

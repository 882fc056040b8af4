import { assertEmulator } from "../orchestrate/emulator.ts";
import { connect } from "./connection.ts";

/** Before the first scenario, however it was started: nothing is told to a real account. */
export default async function setUp(): Promise<void> {
  await assertEmulator(connect().endpoint);
}

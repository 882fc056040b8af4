import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { killGroup } from "./run-command.ts";
import { account, type Run, region, root } from "./run-folder.ts";

const launcher = join(root, "test/rehearsal/emulator/launch.py");

/** 2 s on this class of machine, more while others work on it. */
const startSeconds = 60;
/** A moment to end by itself; its functions go with its group. */
const stopSeconds = 5;

export interface Emulator {
  readonly endpoint: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  readonly python: string;
  /** `all`, `none`, or names with commas between; with a minus before each, all but these. */
  readonly mends?: string;
}

/** Starts the emulator on a free port of this machine, with nothing of this shell in its environment. */
export async function startEmulator(run: Run, options: EmulatorOptions): Promise<Emulator> {
  const { python, mends = "all" } = options;
  const { folder } = run;
  const port = await findFreePort();
  const log = openSync(join(folder, "emulator.log"), "a");
  const child = spawn(python, [launcher], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...run.plainEnvironment,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
      SFTP_ENABLED: "0",
      IOT_MTLS_ENABLED: "0",
      // Retries of a state machine come after a tenth of their time, and no scenario waits on the rest.
      SFN_WAIT_SCALE: "0.1",
      REHEARSAL_FOLDER: folder,
      REHEARSAL_MENDS: mends,
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  closeSync(log);
  const stop = () => stopEmulator(child);
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await becomeReady(endpoint, child, run.signal);
    await assertEmulator(endpoint);
    return { endpoint, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Refuses whatever is not the emulator: the host must be this machine, the account nobody's.
 * @throws Error that says which of the two it was
 */
export async function assertEmulator(endpoint: string): Promise<void> {
  const { hostname } = new URL(endpoint);
  if (hostname !== "127.0.0.1" && hostname !== "[::1]") {
    throw new Error(`Refused: ${endpoint} is not on this machine, so it may be real.`);
  }
  const client = new AwsClient({
    accessKeyId: "test",
    secretAccessKey: "test",
    service: "sts",
    region,
    retries: 0,
  });
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await client.fetch(`${endpoint}/`, { method: "POST", body, headers });
  const found = /<Account>(\d+)<\/Account>/.exec(await answer.text())?.[1];
  if (found !== account) {
    throw new Error(`Refused: ${endpoint} says that it is account ${found}, wanted ${account}.`);
  }
}

async function becomeReady(endpoint: string, child: ChildProcess, signal: AbortSignal) {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (child.exitCode !== null) throw new Error(`The emulator ended with ${child.exitCode}.`);
    if (await answers(`${endpoint}/_ministack/health`)) return;
    await sleep(100);
  }
  throw new Error(`The emulator did not answer within ${startSeconds} s.`);
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    // Not there yet: it is asked again until its time is up.
    return false;
  }
}

async function stopEmulator(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(stopSeconds * 1000, undefined, { ref: false })]);
  }
  killGroup(child);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

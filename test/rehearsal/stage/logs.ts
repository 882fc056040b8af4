import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionName } from "../../../src/names.ts";
import type { Connection } from "./connection.ts";

/** Everything that a function printed, a line each: structured logs and metrics are JSON. */
export function readLogs({ folder }: Pick<Connection, "folder">, name: FunctionName): string[] {
  const logs = join(folder, "logs");
  const files = existsSync(logs) ? readdirSync(logs).filter((file) => file === `${name}.log`) : [];
  return files.flatMap((file) =>
    readFileSync(join(logs, file), "utf8").split("\n").filter(Boolean),
  );
}

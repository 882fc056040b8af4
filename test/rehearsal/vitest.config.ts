import { join } from "node:path";
import { defineConfig } from "vitest/config";

const seconds = 1000;
const long = process.env["REHEARSAL_LONG"] === "1";

// One process and one file after another: all of them share a stage and its clock.
export default defineConfig({
  cacheDir: join(import.meta.dirname, "../../node_modules/.vite/rehearsal"),
  test: {
    root: import.meta.dirname,
    include: [
      "scenarios/*.test.ts",
      ...(long ? ["scenarios/long/*.test.ts", "probes/*.test.ts"] : []),
    ],
    globalSetup: [join(import.meta.dirname, "stage/set-up.ts")],
    pool: "forks",
    fileParallelism: false,
    maxWorkers: 1,
    isolate: false,
    testTimeout: (long ? 600 : 90) * seconds,
    hookTimeout: 60 * seconds,
    teardownTimeout: 10 * seconds,
    reporters: ["verbose"],
  },
});

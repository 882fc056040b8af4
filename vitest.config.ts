import { defineConfig } from "vitest/config";

const seconds = 1000;

/** A project per folder of `test/`; what each proves stands in CONTRIBUTING.md. */
function project(name: string, testTimeout = 5 * seconds, isolate = true) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      isolate,
      hookTimeout: Math.max(testTimeout, 30 * seconds),
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      // Pure code shares one load of its modules. A property may take ten times as long on a busy
      // machine; alone each takes less than 3 s.
      project("core", 30 * seconds, false),
      project("mail", 5 * seconds, false),
      // Suites that start the DynamoDB emulator: a cold start on a busy machine takes seconds.
      project("contract", 20 * seconds),
      project("local", 20 * seconds, false),
      // What earlier versions left, taken over on the emulator: a year of hourly and daily sweeps.
      project("versions", 180 * seconds),
      project("functions"),
      project("statemachines", 5 * seconds, false),
      // Loading aws-cdk-lib takes seconds, so its files share one load; a synth adds more.
      project("infra", 120 * seconds, false),
      // A few thousand steps under faults; long runs are `npm run torture`.
      project("torture", 120 * seconds),
      // The orchestrator's own; its scenarios need Python and are `npm run rehearse`.
      project("rehearsal/orchestrate"),
    ],
  },
});

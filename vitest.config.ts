import { defineConfig } from "vitest/config";

const seconds = 1000;

/** A project per folder of `test/`; what each proves stands in CONTRIBUTING.md. */
function project(name: string, testTimeout = 5 * seconds) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      hookTimeout: Math.max(testTimeout, 30 * seconds),
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project("core"),
      // Suites that start the DynamoDB emulator: a cold start on a busy machine takes seconds.
      project("contract", 20 * seconds),
      project("local", 20 * seconds),
      project("functions"),
      project("statemachines"),
      // Loading aws-cdk-lib alone takes seconds, and a synth adds more.
      project("infra", 120 * seconds),
      // A few thousand steps under faults; long runs are `npm run torture`.
      project("torture", 120 * seconds),
    ],
  },
});

import { expect } from "vitest";

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

/**
 * Holds a line to the embedded metric format; CloudWatch drops without a word what does not fit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function expectFigure(line: Readonly<Record<string, unknown>>) {
  const { Timestamp, CloudWatchMetrics } = line._aws as {
    Timestamp: number;
    CloudWatchMetrics: readonly Directive[];
  };
  // Two weeks back and two hours ahead is what CloudWatch takes.
  expect(Math.abs(Timestamp - Date.now())).toBeLessThan(60_000);
  expect(CloudWatchMetrics).toHaveLength(1);
  const [directive] = CloudWatchMetrics;
  const sets = directive!.Dimensions;
  expect(sets.length).toBeGreaterThan(0);
  for (const set of sets) {
    expect(set.length).toBeLessThanOrEqual(30);
    for (const dimension of set) expect(line[dimension]).toMatch(/^[\x20-\x7e]{1,1024}$/);
  }
  const metrics = directive!.Metrics.map(({ Name, Unit }) => {
    expect(Unit).toBe("Count");
    expect(line[Name]).toEqual(expect.any(Number));
    return Name;
  });
  return { namespace: directive!.Namespace, metrics, sets };
}

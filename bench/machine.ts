import { cpus, totalmem } from "node:os";

/** What the figures were taken on, in one line. */
export function describeMachine(): string {
  const [first] = cpus();
  const model = first?.model.trim() ?? "unknown processor";
  const gb = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores of ${model}, ${gb} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

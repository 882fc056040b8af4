import { vi } from "vitest";

type Line = Readonly<Record<string, unknown>>;

/** What functions write while a test runs, by the two kinds of JSON lines that Lambda keeps. */
export interface Output {
  /** Lines of the log. */
  log(): Line[];
  /** Documents of the embedded metric format. */
  figures(): Line[];
}

/** Keeps what is written from now on, until mocks are restored; what is no JSON throws when read. */
export function captureOutput(): Output {
  const written: string[] = [];
  const lines = () => written.map((text) => JSON.parse(text) as Line);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
  }
  return {
    log: () => lines().filter((line) => !("_aws" in line)),
    figures: () => lines().filter((line) => "_aws" in line),
  };
}

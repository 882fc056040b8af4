import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** @param done of the whole; @param words what is at hand, such as a date */
  tell(done: number, words: string): void;
  stop(): void;
}

/**
 * A progress bar on a terminal, on stderr, so that what is printed to stdout stays a report;
 * elsewhere a plain line for every tenth.
 */
export function createProgress(
  title: string,
  whole: number,
  say: (text: string) => void,
): Progress {
  return process.stderr.isTTY ? createBar(title, whole) : createLines(title, whole, say);
}

function createBar(title: string, whole: number): Progress {
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage} %  {words}  {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      barsize: 30,
      etaBuffer: 30,
    },
    Presets.shades_classic,
  );
  bar.start(whole, 0, { words: "" });
  return { tell: (done, words) => bar.update(done, { words }), stop: () => bar.stop() };
}

function createLines(title: string, whole: number, say: (text: string) => void): Progress {
  let told = 0;
  return {
    tell(done, words) {
      const tenth = Math.floor((10 * done) / Math.max(1, whole));
      if (tenth <= told) return;
      told = tenth;
      say(`${title} ${tenth * 10} %  ${words}\n`);
    },
    stop: () => undefined,
  };
}

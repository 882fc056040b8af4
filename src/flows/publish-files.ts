import { operationalError } from "../core/errors.ts";
import type { Ports, SavedFile } from "../core/ports.ts";
import { readFilePath } from "../core/publishing/file-path.ts";
import { cutText } from "../core/publishing/file-size.ts";
import { type PublishPlan, planPublish } from "../core/publishing/plan-publish.ts";
import { reportFor, reportPath, type Verdict } from "../core/publishing/verdict.ts";

export type PublishPorts = Pick<Ports, "clock" | "files" | "publications"> & {
  /** The stage's zone, for settings that name none. @default UTC */
  readonly defaultZone?: string | undefined;
};

/** A save or a deletion, as the bucket tells it. */
export interface Save {
  readonly path: string;
  readonly sequence: string;
  readonly deleted?: boolean;
}

/** Two people saving at once are rare; a whole folder saved at once is a dozen calls at most. */
const mostAttempts = 20;

/**
 * Publishes what was saved: keeps each save, makes live what is whole and good, and writes the
 * verdicts that are news beside their files.
 * @returns the verdicts that are news
 * @throws CatalogUnavailable when others kept publishing in between; the saves are kept, try again
 */
export function createPublishFiles(ports: PublishPorts) {
  return async function publishFiles(saves: readonly Save[]): Promise<Verdict[]> {
    const meant = saves.filter(({ path }) => readFilePath(path).kind !== "ignored");
    if (meant.length === 0) return [];
    for (const save of meant) await ports.publications.keep(await readSave(save, ports));
    const { verdicts } = await goLive(ports);
    return writeNews(verdicts, ports);
  };
}

/** A file that has gone since it was saved is as good as deleted: its own notice is on its way. */
async function readSave(
  { path, sequence, deleted }: Save,
  { files }: PublishPorts,
): Promise<SavedFile> {
  // Whatever it holds, nothing is published from there: an image need not be read to say so.
  const isStray = readFilePath(path).kind === "unknown";
  if (isStray && deleted !== true) return { path, sequence, text: "" };
  const text = deleted === true ? undefined : await files.read(path);
  if (text === undefined) return { path, sequence, text: "", deleted: true };
  return { path, sequence, text: cutText(text) };
}

async function goLive({ clock, publications, defaultZone }: PublishPorts): Promise<PublishPlan> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    // What is live before the files: a save kept in between is then seen, or seen by its own call.
    const live = await publications.live();
    const files = await publications.files();
    const plan = planPublish({ files, live, now: clock.now(), defaultZone });
    if (plan.next === undefined) return plan;
    if (await publications.goLive(live?.rev ?? 0, plan.next)) return plan;
  }
  throw operationalError(
    "CatalogUnavailable",
    `${mostAttempts} other publishes came first; the saves are kept and are published with the next one`,
  );
}

/** A report says how things are, so one that would say the same is not written again. */
async function writeNews(
  verdicts: readonly Verdict[],
  { files }: PublishPorts,
): Promise<Verdict[]> {
  const news = await Promise.all(
    verdicts.map(async (verdict) => {
      const path = reportPath(verdict.path);
      const report = reportFor(verdict);
      if ((await files.read(path)) === report) return [];
      await files.write(path, report);
      return [verdict];
    }),
  );
  return news.flat();
}

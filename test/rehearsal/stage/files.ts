import { AwsClient } from "aws4fetch";
import { reportPath } from "../../../src/core/publishing/verdict.ts";
import { type Connection, keys } from "./connection.ts";
import type { Queues } from "./queues.ts";
import { until } from "./until.ts";

/** The bucket as a marketer sees it. */
export interface Files {
  /** Saves a file; its verdict comes by itself. An object is written as JSON. */
  save(path: string, content: string | object): Promise<void>;
  remove(path: string): Promise<void>;
  read(path: string): Promise<string | undefined>;
  /** The verdict that lies beside a file now; undefined while there is none. */
  report(path: string): Promise<FileReport | undefined>;
  /** Saves a file and waits for its verdict. */
  publish(path: string, content: string | object): Promise<FileReport>;
  /** Saves files that belong together, one by one, and waits until all have been judged. */
  publishSet(contents: Readonly<Record<string, string | object>>): Promise<FileReport[]>;
}

/** What `<file>.report.json` says; test/core/publishing pins the rest of it. */
export interface FileReport {
  readonly file: string;
  readonly verdict: string;
  readonly text: string;
  readonly [detail: string]: unknown;
}

/** A save takes a moment from the bucket into the queue. */
const quietLooks = 3;

export function createFiles(connection: Connection, queues: Queues): Files {
  const { endpoint, region } = connection;
  const base = `${endpoint}/${connection.output("DefinitionsBucket")}/`;
  const client = new AwsClient({ ...keys, region, service: "s3", retries: 2 });

  async function request(path: string, init: RequestInit): Promise<Response | undefined> {
    const answer = await client.fetch(base + path, init);
    if (answer.status === 404) return undefined;
    if (!answer.ok)
      throw new Error(`${init.method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
  const text = (content: string | object) =>
    typeof content === "string" ? content : JSON.stringify(content, undefined, 2);

  const files: Files = {
    async save(path, content) {
      await request(path, { method: "PUT", body: text(content) });
    },
    async remove(path) {
      await request(path, { method: "DELETE" });
    },
    async read(path) {
      return (await request(path, { method: "GET" }))?.text();
    },
    async report(path) {
      const said = await files.read(reportPath(path));
      return said === undefined ? undefined : (JSON.parse(said) as FileReport);
    },
    async publish(path, content) {
      // A report that would say the same is not written again, so the old one goes first.
      await files.remove(reportPath(path));
      await files.save(path, content);
      return until(`a verdict on ${path}`, () => files.report(path));
    },
    async publishSet(contents) {
      const told = [...new Set(Object.keys(contents).map(toldBeside))];
      for (const path of told) await files.remove(reportPath(path));
      for (const [path, content] of Object.entries(contents)) await files.save(path, content);
      let quiet = 0;
      return until(`verdicts on ${told.join(", ")}`, async () => {
        const { waiting, inFlight } = await queues.depth("publish");
        quiet = waiting + inFlight === 0 ? quiet + 1 : 0;
        const reports = await Promise.all(told.map((path) => files.report(path)));
        const said = reports.filter((report) => report !== undefined);
        // Judged file by file: what is waiting or refused now may be live after the next. What is
        // being prepared goes live by itself, and what waits for it with it.
        const isSettled =
          quiet >= quietLooks && said.every(({ verdict }) => verdict !== "preparing");
        return isSettled && said.length === told.length ? said : undefined;
      });
    },
  };
  return files;
}

/** A template is judged as a whole, beside its header. */
function toldBeside(path: string): string {
  return path.replace(/^(templates\/[^/]+\/).*$/, "$1template.json");
}

import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach } from "vitest";

const typeTxt = 16;
const noSuchName = 3;
const serverFailure = 2;

export interface NameServer {
  /** Texts by name; a list in place of a text is one text in pieces. `"broken"` answers a failure. */
  readonly texts: Map<string, readonly (string | readonly string[])[] | "broken">;
  /** Asks this server and no other. */
  readonly resolver: Resolver;
}

/** A name server on the loopback that knows texts alone (RFC 1035). */
export function useNameServer(): NameServer {
  const texts: NameServer["texts"] = new Map();
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    socket.send(answerTo(query, texts), port, address);
  });
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  beforeAll(async () => {
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  });
  beforeEach(() => texts.clear());
  afterAll(async () => {
    socket.close();
    await once(socket, "close");
  });
  return { texts, resolver };
}

function answerTo(query: Buffer, texts: NameServer["texts"]): Buffer {
  const { name, end } = readName(query);
  const found = texts.get(name);
  const records = found === undefined || found === "broken" ? [] : found.map(recordOf);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  const failure = found === "broken" ? serverFailure : found === undefined ? noSuchName : 0;
  header.writeUInt16BE(0x8580 | failure, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  // The question again: its name, then 2 bytes of type and 2 of class.
  return Buffer.concat([header, query.subarray(12, end + 4), ...records]);
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function recordOf(text: string | readonly string[]): Buffer {
  const pieces = typeof text === "string" ? [text] : text;
  const data = Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])),
  );
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(typeTxt, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

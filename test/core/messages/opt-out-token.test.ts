import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { channels } from "../../../src/core/channels/channels.ts";
import { seal } from "../../../src/core/hash.ts";
import {
  makeOptOutToken,
  type OptOut,
  openOptOutToken,
} from "../../../src/core/messages/opt-out-token.ts";

const secret = "s3cret";
const optOut: OptOut = {
  message: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
  customer: "客户-1 👍",
  channel: "email",
  purpose: "winback",
};
const token = makeOptOutToken(secret, optOut);

function sealed(text: string): string {
  const payload = Buffer.from(text).toString("base64url");
  return `${payload}.${seal(secret, payload)}`;
}

describe("an opt-out token", () => {
  it("says who refuses what, to whoever has the secret", () => {
    expect(openOptOutToken(secret, token)).toEqual(optOut);
  });

  it("is opened for every id, channel and purpose", () => {
    const any = fc.record({
      message: fc.string(),
      customer: fc.string({ unit: "grapheme" }),
      channel: fc.constantFrom(...channels),
      purpose: fc.string(),
    });
    fc.assert(
      fc.property(any, (said) => {
        expect(openOptOutToken(secret, makeOptOutToken(secret, said))).toEqual(said);
      }),
    );
  });

  it("needs no escaping in a link", () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[a-z2-7]{32}$/);
    expect(new URL(`https://example.com/?t=${token}`).searchParams.get("t")).toBe(token);
  });

  it("is the same every time, so that a mail sent again has the same link", () => {
    expect(makeOptOutToken(secret, { ...optOut })).toBe(token);
  });

  it("opens nothing under another secret", () => {
    expect(openOptOutToken("another", token)).toBeUndefined();
  });

  it("opens nothing once any character of it is changed, left out or added", () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "a" ? "b" : "a";
      for (const instead of [other, "", `${token[at]}a`]) {
        const tampered = token.slice(0, at) + instead + token.slice(at + 1);
        expect([tampered, openOptOutToken(secret, tampered)]).toEqual([tampered, undefined]);
      }
    }
  });

  it("opens nothing with the seal of another", () => {
    const other = makeOptOutToken(secret, { ...optOut, customer: "bob" });
    const swapped = `${other.split(".")[0]}.${token.split(".")[1]}`;
    expect(openOptOutToken(secret, swapped)).toBeUndefined();
  });

  it.each(["", ".", "..", "abc", ".abc", "abc.", "%%%.abc", "a".repeat(100_000)])(
    "opens nothing for what is none: %.20s",
    (nonsense) => {
      expect(openOptOutToken(secret, nonsense)).toBeUndefined();
    },
  );

  it.each(['["a","b","email"]', '["a","b","fax","c"]', "[1,2,3,4]", "null", "{}"])(
    "opens nothing where the secret sealed something else: %s",
    (text) => {
      expect(openOptOutToken(secret, sealed(text))).toBeUndefined();
    },
  );

  it("opens what it is meant to say where the secret sealed that", () => {
    const text = JSON.stringify([optOut.message, optOut.customer, "email", "winback"]);
    expect(openOptOutToken(secret, sealed(text))).toEqual(optOut);
  });
});
